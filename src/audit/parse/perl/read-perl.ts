import type { Parsed } from "../../../kernel/index.ts";
import { lex } from "./lex.ts";
import { createState, endOfLine } from "./state.ts";
import type { PerlProgram } from "./types.ts";

/**
 * Reads Perl as far as its quoting goes: what is code and what is text, where statements and blocks end (perldata(1),
 * perlop(1), perlsyn(1)). Perl's grammar depends on what was declared; where that decides, a form that is in use wins.
 */
export function readPerl(text: string): Parsed<PerlProgram> {
  const start = startOf(text);
  const interpreter = interpreterAt(text, start);
  const line = start === 0 ? 1 : text.slice(0, start).split("\n").length;
  const state = createState(text, start, line);
  lex(state);
  return { value: { interpreter, statements: state.statements }, problems: state.problems };
}

/** Behind a shell's lines that hand the file to `perl -x` the program begins with a line `#!…perl` (perlrun(1)). */
function startOf(text: string): number {
  const start = text.startsWith("\ufeff") ? 1 : 0;
  const first = text.slice(start, endOfLine(text, start));
  if (!first.startsWith("#!") || /perl/i.test(first) || !/^\s*exec\s+\S*perl\s.*-\w*x/m.test(text.slice(0, 4096)))
    return start;
  const match = /^#!.*perl/m.exec(text.slice(start + 1));
  return match ? start + 1 + match.index : start;
}

function interpreterAt(text: string, start: number): readonly string[] {
  if (!text.startsWith("#!", start)) return [];
  return text
    .slice(start + 2, Math.min(endOfLine(text, start), start + 4096))
    .trim()
    .split(/\s+/);
}
