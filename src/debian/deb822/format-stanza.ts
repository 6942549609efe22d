import { SamedayError } from "../../kernel/index.ts";
import { quote } from "../problems.ts";
import { trimBlanksEnd, trimBlanksStart } from "./blanks.ts";

const NAME = /^[!"$-,./0-9;-~][!-9;-~]*$/;

/** A field to be written; an undefined value leaves the field out. */
export type FieldToWrite = readonly [name: string, value: string | undefined];

/**
 * One stanza with a line feed at its end and no empty line after it.
 * Later lines of a value are indented by one space; an empty one becomes ` .` (Policy 5.6.13), since nothing else can
 * stand there.
 * Throws INPUT_INVALID for a name or value that deb822 cannot carry.
 */
export function formatStanza(fields: readonly FieldToWrite[]): string {
  const lines = fields.flatMap(([name, value]) => (value === undefined ? [] : fieldLines(name, value)));
  if (lines.length === 0) throw new SamedayError("INPUT_INVALID", "A stanza needs at least one field.");
  return `${lines.join("\n")}\n`;
}

/** Several stanzas, separated by an empty line. */
export function formatStanzas(stanzas: readonly (readonly FieldToWrite[])[]): string {
  return stanzas.map(formatStanza).join("\n");
}

function fieldLines(name: string, value: string): string[] {
  if (!NAME.test(name)) throw new SamedayError("INPUT_INVALID", `${quote(name)} cannot be a field's name.`);
  if (/[\r\0]/.test(value)) throw new SamedayError("INPUT_INVALID", `The value of ${name} holds a control character.`);
  const [first = "", ...rest] = value.split("\n").map(trimBlanksEnd);
  const head = trimBlanksStart(first) === "" ? `${name}:` : `${name}: ${trimBlanksStart(first)}`;
  return [head, ...rest.map((line) => (line === "" ? " ." : ` ${line}`))];
}
