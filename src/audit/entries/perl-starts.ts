import type { PerlProgram, PerlStatement, PerlToken } from "../parse/perl/types.ts";
import type { ShellWord } from "../parse/shell/types.ts";
import { type Start, startsOfText } from "./starts.ts";

/** Functions that start a program: one argument is a line for a shell, several are its words (perlfunc(1), IPC::System::Simple). */
const STARTS = new Set(["system", "exec", "readpipe", "systemx", "runx", "capture", "capturex"]);
const STATEMENT_ENDS = new Set(["or", "and", "||", "&&", "?", ";", "if", "unless", "for", "foreach", "while", "until"]);
/** Lists of arguments that nobody writes. */
const LONGEST = 200;

type Values = ReadonlyMap<string, PerlToken & { readonly kind: "string" }>;

/** What a Perl program starts: `system`, `exec`, backticks and `qx`, pipes of `open`. */
export function startsOfPerl(program: PerlProgram): Start[] {
  const values = fixedValues(program);
  return program.statements.flatMap(({ tokens }) =>
    tokens.flatMap((token, at): Start[] => {
      if (token.kind === "command") return startsOfText(token.text, token.line);
      if (token.kind !== "word" || isOperator(tokens[at - 1], "->")) return [];
      const isStart = STARTS.has(token.text);
      if (!isStart && token.text !== "open") return [];
      const given = argumentsAt(tokens, at + 1);
      return isStart ? started(given, token.line, values) : piped(given, token.line, values);
    }),
  );
}

/** A single text is a line for a shell. */
function started(given: readonly PerlToken[][], line: number, values: Values): Start[] {
  const [first, ...rest] = given;
  if (!first) return [];
  const only = rest.length === 0 ? textOf(first, values) : undefined;
  if (only !== undefined) return startsOfText(only.text, only.line);
  const words = given.flatMap((part) => wordsOf(part, values));
  return words.length > 0 ? [{ words, directory: undefined, line, isGuess: false }] : [];
}

/** `open(F, "-|", "x", "y")` and `open F, "x y |"`. */
function piped([_handle, mode, ...given]: readonly PerlToken[][], line: number, values: Values): Start[] {
  const text = mode && textOf(mode, values);
  if (!text) return [];
  if (/^\s*(?:-\||\|-)/.test(text.text)) return started(given, line, values);
  const pipe = given.length === 0 ? /^\s*\|(?!\|)(.*)$|^(.*)\|\s*$/s.exec(text.text) : null;
  const command = pipe?.[1] ?? pipe?.[2];
  return command === undefined ? [] : startsOfText(command, text.line);
}

/** The parts between commas, in parentheses or up to what ends them; a block in front names a file apart from its words. */
function argumentsAt(tokens: readonly PerlToken[], from: number): PerlToken[][] {
  const start = tokens[from]?.kind === "block" ? from + 1 : from;
  const isInside = isOperator(tokens[start], "(");
  const parts: PerlToken[][] = [[]];
  let depth = 0;
  for (let at = isInside ? start + 1 : start; at < tokens.length && at - start < LONGEST; at += 1) {
    const token = tokens[at];
    if (!token) break;
    if (token.kind === "operator" || token.kind === "word") {
      if (/^[([{]$/.test(token.text)) depth += 1;
      if (/^[)\]}]$/.test(token.text)) depth -= 1;
      if (depth < 0 || (depth === 0 && !isInside && STATEMENT_ENDS.has(token.text))) break;
    }
    if (depth === 0 && (isOperator(token, ",") || isOperator(token, "=>"))) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function textOf(part: readonly PerlToken[], values: Values): (PerlToken & { readonly kind: "string" }) | undefined {
  const [first] = part;
  if (first?.kind === "string") return first;
  return first?.kind === "variable" && part.length === 1 ? values.get(first.text) : undefined;
}

function wordsOf(part: readonly PerlToken[], values: Values): ShellWord[] {
  const [first] = part;
  if (first?.kind === "words")
    return first.items.map((text) => ({ text, isFixed: true, forwardsArguments: false, line: first.line }));
  const text = textOf(part, values);
  const isFixed = text !== undefined && part.length === 1 && !(text.interpolates && /[$@]/.test(text.text));
  const forwardsArguments = first?.kind === "variable" && first.text === "@ARGV";
  return [{ text: text?.text ?? "$computed", isFixed, forwardsArguments, line: first?.line ?? 0 }];
}

/** Names that the program gives one text, once. */
function fixedValues({ statements }: PerlProgram): Values {
  const values = new Map<string, PerlToken & { readonly kind: "string" }>();
  const several = new Set<string>();
  for (const { tokens } of statements) {
    for (const { name, value } of assignments(tokens)) {
      if (values.has(name) || !value) several.add(name);
      if (value) values.set(name, value);
    }
  }
  for (const name of several) values.delete(name);
  return values;
}

function* assignments(tokens: PerlStatement["tokens"]) {
  for (const [at, token] of tokens.entries()) {
    if (token.kind !== "variable" || !token.text.startsWith("$") || !isOperator(tokens[at + 1], "=")) continue;
    const value = tokens[at + 2];
    const end = tokens[at + 3];
    const isWhole = end === undefined || isOperator(end, ";") || isOperator(end, ")");
    yield { name: token.text, value: value?.kind === "string" && isWhole ? value : undefined };
  }
}

function isOperator(token: PerlToken | undefined, text: string): boolean {
  return token?.kind === "operator" && token.text === text;
}
