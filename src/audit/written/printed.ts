import type { ShellCommand, ShellWord } from "../parse/shell/types.ts";
import { expandedText, expandedWord, type ShellValues } from "../parse/shell/values.ts";
import { createTextBuilder, type TextBuilder } from "./text-builder.ts";

/** printf(1) goes through its format again while there are words. */
const MOST_ROUNDS = 200;
const ENDS = /(\\n)/;
const ALL = /(\\[nt\\"])/;
const ESCAPES: Readonly<Record<string, string>> = { t: "\t", "\\": "\\", '"': '"' };

/** What `echo` and `printf` print, with the lines on which it stands; undefined for other programs. */
export function printed(
  { words }: ShellCommand,
  at: number,
  values: ShellValues,
): ReturnType<TextBuilder["done"]> | undefined {
  const name = words[at]?.text;
  if (name !== "echo" && name !== "printf") return undefined;
  const builder = createTextBuilder();
  const given = words.slice(at + 1).flatMap((word) => known(word, values));
  if (name === "echo") echo(builder, given);
  else printf(builder, given[0]?.text === "--" ? given.slice(1) : given);
  return builder.done();
}

function known(word: ShellWord, values: ShellValues): ShellWord[] {
  return expandedWord(word, values).map((one) =>
    one.isFixed ? one : { ...one, text: expandedText(one.text, values) },
  );
}

/** Debian's sh ends a line at `\n`, bash after `-e` alone: who writes one means it. */
function echo(builder: TextBuilder, given: readonly ShellWord[]): void {
  const start = given.findIndex(({ text }) => !/^-[neE]+$/.test(text));
  for (const [index, { text, line }] of (start < 0 ? [] : given.slice(start)).entries()) {
    if (index > 0) builder.add(" ", line);
    escaped(builder, text, line, ENDS);
  }
  builder.endLine();
}

function printf(builder: TextBuilder, [format, ...given]: readonly ShellWord[]): void {
  if (!format) return;
  let next = 0;
  for (let round = 0; round === 0 || (next < given.length && round < MOST_ROUNDS); round += 1) {
    const before = next;
    for (const part of format.text.split(/(%(?:%|[-+ 0#]*\d*(?:\.\d+)?[a-zA-Z]))/)) {
      if (part === "%%") builder.add("%", format.line);
      else if (/^%.*[a-zA-Z]$/.test(part)) {
        const word = given[next];
        next += 1;
        if (word && part.endsWith("b")) escaped(builder, word.text, word.line);
        else if (word) builder.add(word.text, word.line);
      } else escaped(builder, part, format.line);
    }
    if (next === before) return;
  }
}

/** Only `\n` ends a line of what is printed; other escapes are characters or stay as they are. */
function escaped(builder: TextBuilder, text: string, line: number, marks = ALL): void {
  let at = line;
  for (const part of text.split(marks)) {
    if (part === "\\n") builder.endLine();
    else if (/^\\[t\\"]$/.test(part)) builder.add(ESCAPES[part[1] ?? ""] ?? part, at);
    else if (part !== "") {
      builder.add(part, at);
      at += part.split("\n").length - 1;
    }
  }
}
