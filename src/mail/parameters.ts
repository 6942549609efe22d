import { decodeText } from "./charset.ts";

/** Hundreds of parameters mean nothing; past this many a header is odd. All are read, since a header is bounded anyway. */
const MANY = 100;

/** A value with parameters, as Content-Type and Content-Disposition have it (RFC 2045, 5.1). */
export interface Structured {
  /** In front of the first semicolon, without comments. */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Why other readers may read it differently. */
  readonly oddity: string | undefined;
}

/** One `name=value`, still with RFC 2231's marks in its name. */
interface Given {
  readonly name: string;
  readonly value: string;
}

/** Reads any text: what does not fit is left out, a quoted string without an end goes to the end. */
export function readStructured(raw: string): Structured {
  const { pieces, unclosed } = cutAtSemicolons(raw);
  const given = pieces
    .slice(1)
    .filter((piece) => piece.value !== undefined)
    .map((piece) => ({ name: piece.name.trim().toLowerCase(), value: plainValue(piece) }));
  const plain = given.filter(({ name }) => !name.includes("*"));
  const parameters = new Map<string, string>();
  for (const { name, value } of plain) if (!parameters.has(name)) parameters.set(name, value);
  const twice = parameters.size < plain.length;
  for (const [name, value] of extendedParameters(given)) parameters.set(name, value);
  const oddity =
    given.length > MANY
      ? "A header has hundreds of parameters."
      : unclosed
        ? "A header has a quoted string without an end."
        : twice
          ? "A header has a parameter twice; the first counts."
          : undefined;
  const first = pieces[0];
  return { value: first === undefined ? "" : whole(first).trim(), parameters, oddity };
}

interface Piece {
  name: string;
  /** Undefined until an equals sign is met. */
  value: string | undefined;
  quoted: boolean;
}

/** The pieces between semicolons, with comments left out and quoted strings unquoted: one pass. */
function cutAtSemicolons(raw: string): { pieces: readonly Piece[]; unclosed: boolean } {
  let piece: Piece = { name: "", value: undefined, quoted: false };
  const pieces = [piece];
  let inQuotes = false;
  let comments = 0;
  for (let index = 0; index < raw.length; index += 1) {
    let character = raw.charAt(index);
    if (character === "\\" && (inQuotes || comments > 0)) {
      index += 1;
      character = raw.charAt(index);
      if (inQuotes) piece.value += character;
    } else if (inQuotes) {
      if (character === '"') inQuotes = false;
      else piece.value += character;
    } else if (character === "(") {
      comments += 1;
    } else if (comments > 0) {
      if (character === ")") comments -= 1;
    } else if (character === ";") {
      piece = { name: "", value: undefined, quoted: false };
      pieces.push(piece);
    } else if (piece.value === undefined) {
      if (character === "=") piece.value = "";
      else piece.name += character;
    } else if (character === '"' && piece.value.trim() === "") {
      piece.value = "";
      piece.quoted = true;
      inQuotes = true;
    } else if (!piece.quoted) {
      piece.value += character;
    }
  }
  return { pieces, unclosed: inQuotes };
}

/** An unquoted value ends at a blank, but names of files go on: their writers forgot the quotes, not the blank. */
function plainValue(piece: Piece): string {
  const value = piece.value ?? "";
  if (piece.quoted) return value;
  const trimmed = value.trim();
  return /^\s*(?:file)?name\b/i.test(piece.name) ? trimmed : (trimmed.split(/\s/, 1)[0] ?? "");
}

function whole(piece: Piece): string {
  return piece.value === undefined ? piece.name : `${piece.name}=${piece.value}`;
}

interface Sections {
  readonly byNumber: Map<number, { readonly value: string; readonly encoded: boolean }>;
}

/** Parameters in sections, with a charset, or both (RFC 2231, 3 and 4), put together; a gap ends one. */
function extendedParameters(given: readonly Given[]): ReadonlyMap<string, string> {
  const all = new Map<string, Sections>();
  for (const { name, value } of given) {
    const form = /^([^*]+)\*(?:(\d{1,5})(\*)?)?$/.exec(name);
    if (form?.[1] === undefined) continue;
    const sections = all.get(form[1]) ?? { byNumber: new Map() };
    all.set(form[1], sections);
    const number = Number(form[2] ?? 0);
    const encoded = form[2] === undefined || form[3] !== undefined;
    if (!sections.byNumber.has(number)) sections.byNumber.set(number, { value, encoded });
  }
  const result = new Map<string, string>();
  for (const [name, sections] of all) if (sections.byNumber.has(0)) result.set(name, joinSections(sections));
  return result;
}

/** Neighbouring encoded sections are decoded together, since a character may be cut by their border. */
function joinSections({ byNumber }: Sections): string {
  const first = byNumber.get(0);
  const head = first?.encoded ? /^([^']*)'[^']*'/.exec(first.value) : null;
  const charset = head?.[1] === "" ? undefined : head?.[1];
  let text = "";
  let pending = "";
  for (let number = 0; ; number += 1) {
    const section = byNumber.get(number);
    if (section?.encoded) {
      pending += number === 0 && head !== null ? section.value.slice(head[0].length) : section.value;
      continue;
    }
    text += decodeText(percentDecoded(pending), charset);
    pending = "";
    if (section === undefined) return text;
    text += section.value;
  }
}

function percentDecoded(text: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  let to = 0;
  for (let from = 0; from < bytes.length; from += 1) {
    const hex = bytes[from] === 37 ? bytes.toString("latin1", from + 1, from + 3) : "";
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      bytes[to++] = Number.parseInt(hex, 16);
      from += 2;
    } else {
      bytes[to++] = bytes[from] ?? 0;
    }
  }
  return bytes.subarray(0, to);
}
