import type { Place } from "../../kernel/index.ts";

/**
 * One line of a field's value, with the place of its first character, so that a problem inside a list can be pointed
 * at.
 */
export interface FieldLine {
  readonly text: string;
  readonly place: Place;
}

export interface Field {
  /** As spelt in the input; look-ups ignore case (Policy 5.1). */
  readonly name: string;
  /** The lines joined with a line feed. */
  readonly value: string;
  /** The first line without white space around it; later ones without their first and their trailing white space. */
  readonly lines: readonly FieldLine[];
  readonly place: Place;
}

/** A paragraph of control data (deb822(5)): its fields in the order in which they stand. */
export interface Stanza {
  readonly place: Place;
  readonly fields: readonly Field[];
  /** The field of this name in any case of letters. */
  field(name: string): Field | undefined;
  /** The value of this field. */
  get(name: string): string | undefined;
}

export function createStanza(place: Place, fields: readonly Field[]): Stanza {
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  return {
    place,
    fields,
    field: (name) => byName.get(name.toLowerCase()),
    get: (name) => byName.get(name.toLowerCase())?.value,
  };
}
