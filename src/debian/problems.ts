import type { Place, Problem } from "../kernel/index.ts";
import type { Stanza } from "./deb822/stanza.ts";

export function errorAt(place: Place, code: string, message: string): Problem {
  return { code, severity: "error", message, place };
}

export function warningAt(place: Place, code: string, message: string): Problem {
  return { code, severity: "warning", message, place };
}

/** Where a field stands, or its stanza when it is missing. */
export function placeOf(stanza: Stanza, field: string): Place {
  return stanza.field(field)?.lines[0]?.place ?? stanza.place;
}

const LONGEST_QUOTE = 80;

/** Foreign text for a message: quoted, without control characters, cut to a length that a person reads. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
