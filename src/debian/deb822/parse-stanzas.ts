import { hasErrors, type Parsed, type Place, type Problem } from "../../kernel/index.ts";
import { trimBlanksEnd } from "./blanks.ts";
import { decodeText } from "./decode.ts";
import { createStanza, type Field, type FieldLine, type Stanza } from "./stanza.ts";

const FIELD = /^([!-9;-~]+):[ \t]*(.*)$/s;
const NAME_START = /^[^#-]/;

/**
 * Reads control data in full (deb822(5), Policy 5.1): every field, every place.
 * A stanza with an error is set aside and the rest goes on. Signatures around the text are not this parser's matter.
 */
export function parseStanzas(input: string | Uint8Array, file?: string, firstLine = 1): Parsed<readonly Stanza[]> {
  const decoded = decodeText(input, file);
  const reader = new StanzaReader(file);
  const lines = decoded.value.split("\n");
  if (lines.at(-1) === "") lines.pop();
  lines.forEach((line, index) => {
    reader.line(line, firstLine + index);
  });
  reader.endStanza();
  return { value: reader.stanzas, problems: [...decoded.problems, ...reader.problems] };
}

interface OpenField {
  readonly name: string;
  readonly place: Place;
  readonly lines: FieldLine[];
}

class StanzaReader {
  readonly stanzas: Stanza[] = [];
  readonly problems: Problem[] = [];
  readonly #file: string | undefined;
  #fields: OpenField[] = [];
  #names = new Set<string>();
  #place: Place | undefined;
  #problemsBefore = 0;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  line(raw: string, number: number): void {
    if (raw.startsWith("#")) return;
    const text = trimBlanksEnd(raw);
    if (text === "") {
      if (/[ \t]/.test(raw)) this.#blankLineWithSpaces(number);
      this.endStanza();
      return;
    }
    this.#place ??= this.#at(number, 1);
    if (raw.startsWith(" ") || raw.startsWith("\t")) this.#continuation(text, number);
    else this.#startField(text, number);
  }

  endStanza(): void {
    const place = this.#place;
    const faulty = hasErrors(this.problems.slice(this.#problemsBefore));
    if (place && !faulty) this.stanzas.push(createStanza(place, this.#fields.map(closeField)));
    this.#fields = [];
    this.#names = new Set();
    this.#place = undefined;
    this.#problemsBefore = this.problems.length;
  }

  #startField(text: string, number: number): void {
    const [, name, value] = FIELD.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      this.#error("deb822-no-colon", 'This line is no field; write "Name: value".', number, 1);
      return;
    }
    if (!NAME_START.test(name)) {
      this.#error("deb822-field-name", `A field's name may not begin with "${name[0]}".`, number, 1);
      return;
    }
    if (this.#names.has(name.toLowerCase())) {
      this.#error("deb822-duplicate-field", `The field ${name} stands in this stanza already.`, number, 1);
    }
    this.#names.add(name.toLowerCase());
    const place = this.#at(number, 1);
    const first = { text: value, place: this.#at(number, text.length - value.length + 1) };
    this.#fields.push({ name, place, lines: [first] });
  }

  #continuation(text: string, number: number): void {
    const field = this.#fields.at(-1);
    if (field) field.lines.push({ text: text.slice(1), place: this.#at(number, 2) });
    else this.#error("deb822-no-field", "This line continues a field, but there is none above it.", number, 1);
  }

  #blankLineWithSpaces(number: number): void {
    const message = "Stanzas are separated by an empty line; this one holds white space.";
    this.problems.push({ code: "deb822-blank", severity: "warning", message, place: this.#at(number, 1) });
  }

  #error(code: string, message: string, line: number, column: number): void {
    this.problems.push({ code, severity: "error", message, place: this.#at(line, column) });
  }

  #at(line: number, column: number): Place {
    return this.#file === undefined ? { line, column } : { file: this.#file, line, column };
  }
}

function closeField(field: OpenField): Field {
  return { ...field, value: field.lines.map((line) => line.text).join("\n") };
}
