import { startsOfText } from "../../entries/starts.ts";
import type { PerlProgram, PerlStatement, PerlToken } from "../../parse/perl/types.ts";
import type { ShellWord } from "../../parse/shell/types.ts";
import { type Lookup, lookupOfWords } from "./lookup.ts";

const STARTS = /^(?:system|exec|systemx|capture|capturex|spawn|run|run3)$/;

/** Applications that a program looks up by id and launches, and command lines that do it. */
export function lookupsInPerl({ statements }: PerlProgram): readonly Lookup[] {
  const isLaunching = statements.some(({ tokens }) =>
    tokens.some((_token, at) => isMethod(tokens, at, /^launch(?:_\w+)?$/)),
  );
  return statements.flatMap((statement) => [...(isLaunching ? looked(statement) : []), ...commands(statement)]);
}

function looked({ tokens }: PerlStatement): Lookup[] {
  return tokens.flatMap((token, at) => {
    if (token.kind !== "word") return [];
    const isById = /(?:^|::)DesktopAppInfo$/.test(token.text) && isMethod(tokens, at + 2, /^new$/);
    const isAll = /(?:^|::)AppInfo$/.test(token.text) && isMethod(tokens, at + 2, /^get_all$/);
    if (!isById && !isAll) return [];
    return [{ line: token.line, says: `${token.text} finds the application that is launched by its id` }];
  });
}

/** A word behind `->`. */
function isMethod(tokens: readonly PerlToken[], at: number, name: RegExp): boolean {
  const [arrow, method] = [tokens[at - 1], tokens[at]];
  return arrow?.kind === "operator" && arrow.text === "->" && method?.kind === "word" && name.test(method.text);
}

/** `system('gtk-launch', 'x')`, `exec "gtk-launch x"`, and backticks. */
function commands({ tokens }: PerlStatement): Lookup[] {
  const lines: (readonly ShellWord[])[] = [];
  tokens.forEach((token, at) => {
    if (token.kind === "command") lines.push(...startsOfText(token.text, token.line).map(({ words }) => words));
    if (token.kind === "word" && STARTS.test(token.text)) lines.push(...startedBy(tokens.slice(at + 1)));
  });
  return lines.flatMap((words) => {
    const lookup = lookupOfWords(words);
    return lookup ? [lookup] : [];
  });
}

function startedBy(tokens: readonly PerlToken[]): (readonly ShellWord[])[] {
  const words: ShellWord[] = [];
  for (const token of tokens) {
    if (token.kind === "operator" && token.text === ";") break;
    if (token.kind === "string")
      words.push(wordOf(token.text, token.line, !token.interpolates || !/[$@]/.test(token.text)));
    if (token.kind === "words") words.push(...token.items.map((item) => wordOf(item, token.line, true)));
    if (token.kind === "variable") words.push(wordOf(token.text, token.line, false));
  }
  const [only] = words;
  const isLine = words.length === 1 && only !== undefined && only.text.includes(" ");
  return isLine ? startsOfText(only.text, only.line).map((start) => start.words) : [words];
}

function wordOf(text: string, line: number, isFixed: boolean): ShellWord {
  return { text, isFixed, forwardsArguments: false, line };
}
