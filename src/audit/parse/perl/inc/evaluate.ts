import { partsOf, type StringPart } from "../interpolation.ts";
import { readPerl } from "../read-perl.ts";
import type { PerlStatement, PerlToken } from "../types.ts";
import { type Directory, dangerOf, joined, madeAbsolute, textDirectory, UNKNOWN } from "./directory.ts";
import { CURRENT, EXPORTED, KEEPS_FIRST, KEEPS_LIST, MAKES_ABSOLUTE, PROGRAM } from "./functions.ts";
import { behindBracket, isOperator, operatorsIn, type Range, rangeOf, splitAt, withoutParentheses } from "./ranges.ts";
import { lookUp, plainName, type Scope, scopeWith } from "./scope.ts";

const COMMAS = new Set([",", "=>"]);
const ALTERNATIVES = new Set(["||", "//", "or"]);
const CONDITIONS = new Set(["&&", "and"]);
const QUESTION = new Set(["?"]);
const COLON = new Set([":"]);
const CONCATENATION = new Set(["."]);
const MODIFIERS = new Set(["if", "unless", "for", "foreach", "while", "until"]);
const DEEPEST = 24;

/** The directories that a list may hold. What is nested deeper than anybody writes is unknown. */
export function directoriesOf(range: Range, scope: Scope, depth = 0): readonly Directory[] {
  if (depth > DEEPEST) return [UNKNOWN];
  const [end = range.to] = operatorsIn(range, MODIFIERS);
  const inner = withoutParentheses({ ...range, to: end });
  const call = listFunction(inner, scope, depth);
  if (call) return call;
  const parts = splitAt(inner, COMMAS);
  // `bless $x, $class` is one object, a hook: what stands behind it without parentheses is no directory.
  const hook = parts.findIndex(
    ({ tokens, from }) => isWord(tokens[from], "bless") && !isOperator(tokens[from + 1], "("),
  );
  return (hook < 0 ? parts : parts.slice(0, hook)).flatMap((part) => alternatives(part, scope, depth + 1));
}

function isWord(token: PerlToken | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}

/** `map`, `grep`, `sort` and their like take everything behind them. */
function listFunction(range: Range, scope: Scope, depth: number): readonly Directory[] | undefined {
  const first = range.tokens[range.from];
  if (first?.kind !== "word" || isOperator(range.tokens[range.from + 1], "->")) return undefined;
  const name = first.text.slice(first.text.lastIndexOf(":") + 1);
  const isSplit = name === "split" && !isOperator(range.tokens[range.from + 1], "(");
  if (name !== "map" && !isSplit && !KEEPS_LIST.has(name)) return undefined;
  const inner = withoutParentheses({ ...range, from: range.from + 1 });
  if (isSplit) {
    // Without parentheses all behind it is its own; of nothing, it makes no part.
    const [, text] = splitAt(inner, COMMAS);
    return text ? alternatives(text, scope, depth + 1).filter((value) => dangerOf(value) !== "empty") : [UNKNOWN];
  }
  const block = inner.tokens[inner.from];
  const hasBlock = block?.kind === "block";
  const [comma] = operatorsIn(inner, COMMAS);
  const needsFirst = name === "map" || name === "grep";
  const listFrom = hasBlock ? inner.from + 1 : needsFirst && comma !== undefined ? comma + 1 : inner.from;
  const list = directoriesOf({ ...inner, from: listFrom }, scope, depth + 1);
  if (name !== "map") return list;
  const each = scopeWith(scope, "$_", list);
  return hasBlock
    ? lastOf(block.statements, each, depth + 1)
    : directoriesOf({ ...inner, to: comma ?? inner.to }, each, depth + 1);
}

/** The value of a block is that of its last statement, also behind `return`. */
function lastOf(statements: readonly PerlStatement[], scope: Scope, depth: number): readonly Directory[] {
  const last = statements.at(-1);
  if (!last) return [];
  const [first] = last.tokens;
  return directoriesOf(
    rangeOf(last.tokens, first?.kind === "word" && first.text === "return" ? 1 : 0),
    scope,
    depth + 1,
  );
}

function alternatives(range: Range, scope: Scope, depth: number): readonly Directory[] {
  if (depth > DEEPEST) return [UNKNOWN];
  const [question] = operatorsIn(range, QUESTION);
  if (question !== undefined) return branches(range, question, scope, depth);
  const several = splitAt(range, ALTERNATIVES);
  if (several.length > 1) return several.flatMap((part) => directoriesOf(part, scope, depth + 1));
  const condition = operatorsIn(range, CONDITIONS).at(-1);
  if (condition !== undefined) return directoriesOf({ ...range, from: condition + 1 }, scope, depth + 1);
  const parts = splitAt(range, CONCATENATION);
  if (parts.length < 2) return operand(range, scope, depth + 1);
  const [head, ...rest] = parts.map((part) => directoriesOf(part, scope, depth + 1));
  const tail = rest.map(([value = UNKNOWN]) => value);
  return (head ?? []).map((value) => tail.reduce(joined, value));
}

/** `a ? b : c ? d : e`: all branches; what stands in between tells nothing, but what a match in front has captured. */
function branches(range: Range, question: number, scope: Scope, depth: number): readonly Directory[] {
  const matched = matchedIn({ ...range, to: question }, scope);
  const inner = matched ? scopeWith(scope, "$1", matched) : scope;
  const values = splitAt({ ...range, from: question + 1 }, COLON).flatMap((part) =>
    directoriesOf(behindQuestion(part), inner, depth + 1),
  );
  // `$0 =~ m{(.*)/} ? $1 : '.'`: a program that was named without a directory, and its place all the same.
  const place = matched?.find(({ from }) => from === "program");
  return place ? values.map((value) => (dangerOf(value) === "relative" ? place : value)) : values;
}

/** What a match in a condition looks at: `$0 =~ …`. */
function matchedIn({ tokens, from, to }: Range, scope: Scope): readonly Directory[] | undefined {
  for (let at = from; at + 1 < to; at += 1) {
    const token = tokens[at];
    if (!isOperator(tokens[at + 1], "=~")) continue;
    if (token?.kind === "variable") return ofNamed(token.text, undefined, scope);
    if (token?.kind === "word" && token.text === "__FILE__") return [{ from: "program", by: "__FILE__" }];
  }
  return undefined;
}

function behindQuestion(range: Range): Range {
  const last = operatorsIn(range, QUESTION).at(-1);
  return last === undefined ? range : { ...range, from: last + 1 };
}

function operand(range: Range, scope: Scope, depth: number): readonly Directory[] {
  const { tokens, from, to } = range;
  const token = tokens[from];
  if (!token || depth > DEEPEST) return [UNKNOWN];
  switch (token.kind) {
    case "string":
      return to - from > 1 && isOperator(tokens[from + 1], "->") ? [UNKNOWN] : ofString(token, scope, depth);
    case "words":
      return token.items.map((item) => textDirectory(item));
    case "command":
      return [ofCommand(token.text)];
    case "variable":
      if (token.text.startsWith("&")) return handedOn({ tokens, from: from + 1, to }, scope, depth) ?? [UNKNOWN];
      return ofVariable(range, token.text, scope);
    case "word":
      return ofWord(range, token, scope, depth);
    case "block":
      return lastOf(token.statements, scope, depth);
    case "operator":
      if (token.text === "(") return directoriesOf({ tokens, from, to: behindBracket(range, from) }, scope, depth + 1);
      // `@$x`, `@{ … }`: a list by reference.
      return [UNKNOWN];
    default:
      return [UNKNOWN];
  }
}

function ofString(token: PerlToken & { readonly kind: "string" }, scope: Scope, depth: number): readonly Directory[] {
  if (!token.interpolates) return [textDirectory(token.text.replace(/\\(['\\])/g, "$1"))];
  const [first, ...rest] = partsOf(token.text);
  if (!first) return [textDirectory("")];
  const tail = rest.map((part) => ofPart(part, scope, depth)[0] ?? UNKNOWN);
  return ofPart(first, scope, depth).map((value) => tail.reduce(joined, value));
}

function ofPart(part: StringPart, scope: Scope, depth: number): readonly Directory[] {
  if (part.kind === "text") return [textDirectory(part.text)];
  if (part.kind === "variable") return ofNamed(part.name, part.key, scope);
  if (depth > DEEPEST / 2) return [UNKNOWN];
  const [statement] = readPerl(part.text).value.statements;
  const tokens = statement?.tokens ?? [];
  const isList = isOperator(tokens[0], "[");
  const inner = isList ? rangeOf(tokens, 1, tokens.length - 1) : rangeOf(tokens, isOperator(tokens[0], "\\") ? 1 : 0);
  return directoriesOf(inner, scope, depth + 1).slice(0, 1);
}

/** `pwd` and commands about `$0`. */
function ofCommand(text: string): Directory {
  if (/^\s*(?:\/bin\/)?pwd\b/.test(text)) return { from: "working-directory", by: "pwd" };
  return /\$0\b|\$FindBin::/.test(text) ? { from: "program", by: "$0" } : UNKNOWN;
}

function ofVariable(range: Range, name: string, scope: Scope): readonly Directory[] {
  const { tokens, from } = range;
  const open = tokens[from + 1];
  const isSubscripted = isOperator(open, "{") || isOperator(open, "[") || isOperator(open, "->");
  const key = tokens[from + 2];
  const text = isSubscripted ? (key?.kind === "string" ? key.text : "") : undefined;
  return ofNamed(name, text, scope);
}

/** A variable by its name, and the key of a subscript behind it. */
function ofNamed(name: string, key: string | undefined, scope: Scope): readonly Directory[] {
  const plain = plainName(name);
  if (/^[$@%]INC$/.test(plain)) return [{ from: "inc" }];
  if (/^[$@%]ENV$/.test(plain)) {
    if (key === "PWD") return [{ from: "working-directory", by: "$ENV{PWD}" }];
    return [{ from: "environment", by: key === undefined || key === "" ? "%ENV" : `$ENV{${key}}` }];
  }
  if (
    PROGRAM.has(plain) ||
    (EXPORTED.has(plain) && lookUp(scope, plain) === undefined && lookUp(scope, "FindBin") !== undefined)
  ) {
    return [{ from: "program", by: plain }];
  }
  if (key === undefined || /^->?\w+$/.test(key)) return lookUp(scope, plain) ?? [UNKNOWN];
  return lookUp(scope, plain) ?? lookUp(scope, `@${plain.slice(1)}`) ?? [UNKNOWN];
}

function ofWord(
  range: Range,
  word: PerlToken & { readonly kind: "word" },
  scope: Scope,
  depth: number,
): readonly Directory[] {
  const { tokens, from, to } = range;
  if (word.text === "__FILE__") return [{ from: "program", by: "__FILE__" }];
  if (word.text === "do" || word.text === "eval") return operand({ ...range, from: from + 1 }, scope, depth);
  if (word.text === "my" || word.text === "our" || word.text === "local")
    return ofVariableDeclared(range, scope, depth);
  const method = isOperator(tokens[from + 1], "->") ? tokens[from + 2] : undefined;
  const callee = method?.kind === "word" ? method.text : word.text.slice(word.text.lastIndexOf(":") + 1);
  const behind = { tokens, from: method ? from + 3 : from + 1, to };
  // `dirname(…) . "/x"` is split before; `path(…)->parent` begins where its arguments do.
  const list = isOperator(tokens[behind.from], "(") ? { ...behind, to: behindBracket(behind, behind.from) } : behind;
  if (CURRENT.has(callee)) return [{ from: "working-directory", by: callee }];
  if (MAKES_ABSOLUTE.has(callee)) {
    const values = argumentsOf(list, scope, depth);
    const base = callee === "rel2abs" && values.length > 1 ? values[1] : undefined;
    return [
      madeAbsolute(
        base && madeAbsolute(values[0] ?? UNKNOWN, "").from === "working-directory"
          ? base
          : (values[0] ?? textDirectory("")),
        callee,
      ),
    ];
  }
  if (KEEPS_FIRST.has(callee)) return argumentsOf(list, scope, depth).slice(0, 1);
  // Of nothing, split makes no part.
  if (callee === "split")
    return argumentsOf(list, scope, depth)
      .slice(1)
      .filter((value) => dangerOf(value) !== "empty");
  if (callee === "join") return joinedList(argumentsOf(list, scope, depth));
  if (callee === "sprintf") return sprintf(argumentsOf(list, scope, depth));
  return (to - from === 1 ? lookUp(scope, word.text) : handedOn(list, scope, depth)) ?? [UNKNOWN];
}

/** A function of the program's own that is given @INC and more gives both back, whatever it sorts or leaves out. */
function handedOn(list: Range, scope: Scope, depth: number): readonly Directory[] | undefined {
  const isGivenInc = list.tokens
    .slice(list.from, list.to)
    .some((token) => token.kind === "variable" && /^@(?:(?:main)?::)?INC$/.test(token.text));
  return isGivenInc ? argumentsOf(list, scope, depth) : undefined;
}

function argumentsOf(list: Range, scope: Scope, depth: number): readonly Directory[] {
  return splitAt(withoutParentheses(list), COMMAS).flatMap((part) => alternatives(part, scope, depth + 1));
}

/** A search path is a list; any other separator makes one path, which begins where its first part does. */
function joinedList([separator, ...parts]: readonly Directory[]): readonly Directory[] {
  return separator?.from === "text" && separator.text !== ":" ? parts.slice(0, 1) : parts;
}

function sprintf([format = UNKNOWN, ...values]: readonly Directory[]): readonly Directory[] {
  return format.from === "text" && format.text.startsWith("%s") ? values.slice(0, 1) : [format];
}

/** `dirname(my $x = …)`. */
function ofVariableDeclared(range: Range, scope: Scope, depth: number): readonly Directory[] {
  const [equals] = operatorsIn(range, new Set(["="]));
  return equals === undefined ? [UNKNOWN] : directoriesOf({ ...range, from: equals + 1 }, scope, depth + 1);
}
