/** A field that an index reader wants: its values of several lines are regular only where the format has such. */
export interface WantedField {
  readonly name: string;
  readonly manyLines?: boolean;
}

const LOWER_CASE = 0x20;

/** Finds wanted fields by the bytes of their names, in any case of letters, without making a string. */
export class FieldTable {
  readonly count: number;
  readonly manyLines: readonly boolean[];
  /** By length of the name; names of one length are few. */
  readonly #byLength: { readonly id: number; readonly bytes: Uint8Array }[][] = [];

  constructor(wanted: readonly WantedField[]) {
    this.count = wanted.length;
    this.manyLines = wanted.map((field) => field.manyLines ?? false);
    wanted.forEach(({ name }, id) => {
      this.#byLength[name.length] ??= [];
      this.#byLength[name.length]?.push({ id, bytes: Buffer.from(name.toLowerCase(), "latin1") });
    });
  }

  /** The position in the wanted list of the name in bytes[from, to), or -1. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const candidates = this.#byLength[to - from];
    if (!candidates) return -1;
    for (const candidate of candidates) if (sameName(bytes, from, candidate.bytes)) return candidate.id;
    return -1;
  }
}

/** Letters differ from their capitals in one bit; that bit is set in digits and hyphens already. */
function sameName(bytes: Uint8Array, from: number, lowerCase: Uint8Array): boolean {
  for (let i = 0; i < lowerCase.length; i += 1) {
    if (((bytes[from + i] ?? 0) | LOWER_CASE) !== lowerCase[i]) return false;
  }
  return true;
}
