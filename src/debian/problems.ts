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
