import type { PerlProgram, PerlStatement, PerlToken } from "../../parse/perl/types.ts";
import type { ShellWord } from "../../parse/shell/types.ts";
import { type Lookup, lookupOfWords, lookupsOfText } from "./lookup.ts";

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
  return tokens.flatMap((token, at) => {
    if (token.kind === "command") return lookupsOfText(token.text, token.line);
    return token.kind === "word" && STARTS.test(token.text) ? startedBy(tokens.slice(at + 1, at + 40)) : [];
  });
}

function startedBy(tokens: readonly PerlToken[]): Lookup[] {
  const words = tokens.flatMap((token): ShellWord[] => {
    if (token.kind === "string")
      return [wordOf(token.text, token.line, !(token.interpolates && /[$@]/.test(token.text)))];
    if (token.kind === "words") return token.items.map((item) => wordOf(item, token.line, true));
    return token.kind === "variable" ? [wordOf(token.text, token.line, false)] : [];
  });
  const [only] = words;
  if (words.length === 1 && only?.text.includes(" ")) return lookupsOfText(only.text, only.line);
  const lookup = lookupOfWords(words);
  return lookup ? [lookup] : [];
}

function wordOf(text: string, line: number, isFixed: boolean): ShellWord {
  return { text, isFixed, forwardsArguments: false, line };
}
