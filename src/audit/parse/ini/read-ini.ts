import type { Parsed, Problem } from "../../../kernel/index.ts";
import type { IniFile, IniKey, IniSection } from "./types.ts";

/** Problems that one file may report; a file of junk has one a line. */
const MOST_PROBLEMS = 20;

interface Form {
  readonly comments: string;
  /** An odd number of backslashes at a line's end takes the next line in (systemd.syntax(7)). */
  readonly continues: boolean;
  /** What a line without `=` is: systemd leaves it out and goes on, GLib's key files end there. */
  readonly strayLine: Problem["severity"];
}

const UNIT: Form = { comments: "#;", continues: true, strayLine: "warning" };
const KEY_FILE: Form = { comments: "#", continues: false, strayLine: "error" };

/**
 * A file of systemd's syntax (systemd.syntax(7)): a backslash at a line's end becomes a blank and takes in the next line
 * that is no comment; `#` and `;` begin comments at a line's start alone.
 */
export function readIni(text: string): Parsed<IniFile> {
  const { value, problems } = read(text, UNIT);
  const [first] = problems;
  if (!first || value.sections.length > 0) return { value, problems };
  // A line that is left out is one thing, a file of which nothing is left another.
  const message = "No line of it stands in a section, so systemd takes nothing from it.";
  return { value, problems: [{ ...first, code: "ini-no-section", severity: "error", message }] };
}

/** A file of GLib's form: desktop entries, D-Bus services, pkla. No line is continued, and `;` is text. */
export function readKeyFile(text: string): Parsed<IniFile> {
  return read(text, KEY_FILE);
}

function read(text: string, form: Form): Parsed<IniFile> {
  const sections: (IniSection & { readonly keys: IniKey[] })[] = [];
  const problems: Problem[] = [];
  for (const { line, content } of logicalLines(text, form)) {
    if (content.startsWith("[")) {
      if (content.endsWith("]")) sections.push({ name: content.slice(1, -1), line, keys: [] });
      else report(problems, line, "ini-section", "error", "A section's name ends in ] and stands alone on its line.");
      continue;
    }
    const equals = content.indexOf("=");
    const section = sections.at(-1);
    if (equals < 1)
      report(
        problems,
        line,
        "ini-no-value",
        form.strayLine,
        "The line is no section, no comment and has no key=value.",
      );
    else if (section === undefined)
      report(
        problems,
        line,
        "ini-outside",
        form.strayLine,
        "A key stands in a section; this one stands before the first.",
      );
    else section.keys.push({ key: trim(content.slice(0, equals)), value: trim(content.slice(equals + 1)), line });
  }
  return { value: { sections }, problems };
}

/** Lines that mean something, continued ones joined, without blanks at their ends; `line` is where they begin. */
function* logicalLines(text: string, form: Form): Generator<{ readonly line: number; readonly content: string }> {
  let parts: string[] = [];
  let first = 0;
  let line = 0;
  for (const raw of physicalLines(text)) {
    line += 1;
    const start = firstNonBlank(raw);
    if (start < raw.length && form.comments.includes(raw.charAt(start))) continue;
    if (parts.length === 0) first = line;
    if (form.continues && endsInOddBackslash(raw)) {
      parts.push(raw.slice(0, -1));
      continue;
    }
    const content = trim(parts.length === 0 ? raw : [...parts, raw].join(" "));
    parts = [];
    if (content !== "") yield { line: first, content };
  }
  const rest = trim(parts.join(" "));
  if (rest !== "") yield { line: first, content: rest };
}

function* physicalLines(text: string): Generator<string> {
  let start = text.startsWith("\ufeff") ? 1 : 0;
  while (start < text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    yield text.slice(start, end > start && text.charAt(end - 1) === "\r" ? end - 1 : end);
    start = end + 1;
  }
}

function endsInOddBackslash(line: string): boolean {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === "\\") end -= 1;
  return (line.length - end) % 2 === 1;
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

function firstNonBlank(line: string): number {
  let start = 0;
  while (start < line.length && isBlank(line.charCodeAt(start))) start += 1;
  return start;
}

function trim(text: string): string {
  const start = firstNonBlank(text);
  let end = text.length;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function report(problems: Problem[], line: number, code: string, severity: Problem["severity"], message: string): void {
  if (problems.length < MOST_PROBLEMS) problems.push({ code, severity, message, place: { line, column: 1 } });
}
