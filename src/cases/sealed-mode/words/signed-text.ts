import { type Parsed, type Problem, SamedayError } from "../../../kernel/index.ts";

/*
 * Texts that people sign about sealed mail: a title, an empty line, and one label a line in a fixed order. One meaning has one
 * text, so that what was signed cannot be read in two ways; no line begins with a dash or ends in white space, so that
 * clear-signing changes none of it.
 */

/** What a kind of text consists of. */
export interface TextForm<Label extends string> {
  /** `Sameday statement, version 1`. */
  readonly title: string;
  readonly labels: readonly Label[];
}

/** Stands where there is nothing, so that an empty place is seen to be meant. */
export const NONE = "none";

const VALUE = /^[!-~](?:[ -~]{0,2000}[!-~])?$/;
const LARGEST_TEXT = 256 * 1024;

/** Throws INPUT_INVALID for a value that is no single line of ASCII. */
export function formatText<Label extends string>(
  { title, labels }: TextForm<Label>,
  values: Readonly<Record<Label, string>>,
): string {
  for (const label of labels) {
    if (!VALUE.test(values[label])) throw new SamedayError("INPUT_INVALID", `${label} has no place in a signed text.`);
  }
  return [title, "", ...labels.map((label) => `${label}: ${values[label]}`), ""].join("\n");
}

/** The inverse: every text that `formatText` would not write is refused, and then there is no value. */
export function parseText<Label extends string>(
  form: TextForm<Label>,
  text: string,
): Parsed<Readonly<Record<Label, string>> | undefined> {
  const problems: Problem[] = [];
  const refuse = (message: string, line: number): void => {
    problems.push({ code: "signed-text", severity: "error", message, place: { line, column: 1 } });
  };
  const lines = text.length > LARGEST_TEXT ? [] : text.split("\n");
  const { title, labels } = form;
  if (lines[0] !== title) refuse(`Expected "${title}".`, 1);
  if (lines[1] !== "") refuse("Expected an empty line.", 2);
  const values = new Map<Label, string>();
  for (const [index, label] of labels.entries()) {
    const line = lines[index + 2] ?? "";
    const value = line.startsWith(`${label}: `) ? line.slice(label.length + 2) : "";
    if (!VALUE.test(value)) refuse(`Expected "${label}: " and its value.`, index + 3);
    values.set(label, value);
  }
  if (lines.length !== labels.length + 3 || lines.at(-1) !== "") refuse("Expected nothing behind it.", lines.length);
  if (problems.length > 0) return { value: undefined, problems };
  return { value: Object.fromEntries(values) as Record<Label, string>, problems };
}

export function words(list: readonly string[]): string {
  return list.length === 0 ? NONE : list.join(" ");
}

export function readWords(value: string): readonly string[] {
  return value === NONE ? [] : value.split(" ");
}

/** `2026-11-22T07:00:00Z`: to the second, as signatures are. */
export function instantText(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export function isInstantText(value: string): boolean {
  return INSTANT.test(value) && !Number.isNaN(Date.parse(value)) && instantText(new Date(value)) === value;
}

/** A problem about what a value says, where its form was fine. */
export function wrongValue(message: string): Problem {
  return { code: "signed-text-value", severity: "error", message, place: { line: 1, column: 1 } };
}
