import { switchesOf } from "../switches.ts";
import type { PerlToken } from "../types.ts";
import { type Directory, dangerOf, textDirectory } from "./directory.ts";
import { directoriesOf } from "./evaluate.ts";
import { behindBracket, isOperator, type Range } from "./ranges.ts";
import { type Scope, spend } from "./scope.ts";
import type { Change } from "./types.ts";

/** `$ENV{PERL5LIB} = …`: programs that this one starts search there. */
export function environmentChange(
  range: Range,
  token: PerlToken,
  at: number,
  scope: Scope,
  names: RegExp,
): readonly Change[] {
  const { tokens } = range;
  const key = tokens[at + 2];
  if (token.kind !== "variable" || token.text !== "$ENV" || key?.kind !== "string" || !names.test(key.text)) return [];
  const behind = behindBracket(range, at + 1);
  spend(scope, behind - at);
  const operator = tokens[behind];
  if (operator?.kind !== "operator" || !/^(?:\.|\|\||\/\/)?=$/.test(operator.text)) return [];
  spend(scope, range.to - behind);
  const values = directoriesOf({ ...range, from: behind + 1 }, scope);
  const directories = environmentDirectories(key.text, values);
  return directories.length === 0 ? [] : [{ way: `$ENV{${key.text}}`, line: token.line, directories }];
}

/** What a value of one of Perl's variables puts into @INC (perlrun(1), "ENVIRONMENT"). Empty parts mean nothing there. */
export function environmentDirectories(name: string, values: readonly Directory[]): readonly Directory[] {
  const isText = (value: Directory): value is Directory & { readonly from: "text" } => value.from === "text";
  if (name === "PERL_USE_UNSAFE_INC")
    return values.some((value) => isText(value) && value.text === "1") ? [textDirectory(".")] : [];
  if (name === "PERL5OPT") {
    return values
      .filter(isText)
      .flatMap(({ text }) =>
        switchesOf(text.split(/\s+/).map((word) => (word.startsWith("-") ? word : `-${word}`))).directories.map(
          (entry) => textDirectory(entry),
        ),
      );
  }
  return values.flatMap((value) => {
    if (value.from === "environment" && /\bPERL5?LIB\b/.test(value.by)) return [];
    if (!isText(value)) return [value];
    const parts = value.text.split(":");
    return parts
      .map((part, index) => textDirectory(part, value.isWhole || index < parts.length - 1))
      .filter((part) => dangerOf(part) === "relative");
  });
}

/** `system("perl", "-Ilib", …)`, `exec "perl -I. x"`, backticks: what the started Perl searches. */
export function perlCalls(tokens: readonly PerlToken[]): readonly Change[] {
  return tokens.flatMap((token, at): readonly Change[] => {
    const words =
      token.kind === "command" || (token.kind === "string" && isStarted(tokens, at)) ? wordsAt(tokens, at) : [];
    const perl = words.findIndex((word) => /^(?:\S*\/)?perl[\d.]*$/.test(word));
    if (perl !== 0) return [];
    const directories = switchesOf(words.slice(1)).directories.map((entry) => textDirectory(entry));
    return directories.length === 0 ? [] : [{ way: "perl -I", line: token.line, directories }];
  });
}

/** The first argument of `system`, `exec` and their like. */
function isStarted(tokens: readonly PerlToken[], at: number): boolean {
  const before = isOperator(tokens[at - 1], "(") ? tokens[at - 2] : tokens[at - 1];
  return before?.kind === "word" && /^(?:system|exec|readpipe|system_or_die|run)$/.test(before.text);
}

function wordsAt(tokens: readonly PerlToken[], at: number): readonly string[] {
  const token = tokens[at];
  if (token?.kind === "command") return token.text.trim().split(/\s+/);
  const strings: string[] = [];
  for (let next = at; next < tokens.length; next += 1) {
    const argument = tokens[next];
    if (argument?.kind === "string") strings.push(argument.text);
    else if (argument?.kind === "words") strings.push(...argument.items);
    else if (argument?.kind === "variable") strings.push(argument.text);
    else if (!isOperator(argument, ",")) break;
  }
  return strings.length === 1 ? (strings[0] ?? "").trim().split(/\s+/) : strings;
}
