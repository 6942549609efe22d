import type { PerlProgram, PerlStatement, PerlToken } from "../types.ts";
import { environmentChange, perlCalls } from "./children.ts";
import type { Directory } from "./directory.ts";
import { directoriesOf } from "./evaluate.ts";
import { evaluatedTexts, isEvaluated } from "./evaluated-text.ts";
import { loopsIn, scopeOf } from "./loops.ts";
import { noteAssignments, noteUse } from "./notes.ts";
import { isPragma, pragmaDirectories } from "./pragmas.ts";
import { behindBracket, isOperator, type Range, rangeOf, splitAt } from "./ranges.ts";
import { createScope, type Scope, spend } from "./scope.ts";
import type { Change, IncChange } from "./types.ts";

/** Everything that a program does to @INC, in the order of its text; reading it, and `no lib`, are nothing. */
export function incChanges(program: PerlProgram): readonly IncChange[] {
  if (!program.statements.some(mayChange)) return [];
  return changesOf(program, createScope(), 0);
}

/** Texts that `eval` runs within texts that it runs. */
const DEEPEST = 3;

function changesOf(program: PerlProgram, scope: Scope, depth: number): readonly IncChange[] {
  const loops = loopsIn(program);
  return program.statements.flatMap((statement, at) => {
    const { isInSub } = statement;
    const isAsked = mayChange(statement);
    const inner = isAsked || loops.has(statement) ? scopeOf(statement, loops.get(statement) ?? [], scope) : scope;
    const made = changesIn(statement, scope, inner).map((change) => ({
      ...change,
      isInSub,
      isForDo: change.way === "local @INC" && isForDo(statement, program.statements[at + 1]),
    }));
    if (!isAsked || depth >= DEEPEST) return made;
    return [...made, ...evaluatedTexts(statement).flatMap((text) => changesOf(text, inner, depth + 1))];
  });
}

/** The whole search path is replaced, and what follows is `do FILE`. */
function isForDo(statement: PerlStatement, next: PerlStatement | undefined): boolean {
  const { tokens } = statement;
  const end = tokens.findIndex((token) => isOperator(token, ";"));
  const rest = end < 0 ? (next?.tokens ?? []) : tokens.slice(end + 1);
  const array = tokens.findIndex((token) => token.kind === "variable" && isInc(token, "@"));
  const isReplaced = !tokens.slice(array + 1).some((token) => token.kind === "variable" && isInc(token, "@"));
  return isReplaced && isWord(rest[0], "do") && rest[1] !== undefined && rest[1].kind !== "block";
}

const ENVIRONMENT = /^PERL(?:5LIB|LIB|5OPT|_USE_UNSAFE_INC)$/;

function mayChange({ tokens }: PerlStatement): boolean {
  return tokens.some((token, at) => {
    if (token.kind === "variable") return /^[@$](?:(?:main)?::)?INC$/.test(token.text);
    if (token.kind === "string")
      return (
        ENVIRONMENT.test(token.text) ||
        (isEvaluated(tokens, at) && /\blib\b|@INC\b/.test(token.text)) ||
        token.text === "lib" ||
        /\bperl[\d.]*\s+-/.test(token.text) ||
        /(?:^|\/)perl[\d.]*$/.test(token.text)
      );
    if (token.kind === "command") return /\bperl[\d.]*\s+-/.test(token.text);
    return token.kind === "word" && at <= 2 && isPragma(token.text);
  });
}

/** `inner` has the values of this statement alone; names keep theirs in `scope`. */
function changesIn(statement: PerlStatement, scope: Scope, inner: Scope): readonly Change[] {
  const { tokens } = statement;
  const [first] = tokens;
  if (first?.kind === "word" && first.text === "no") return [];
  if (first?.kind === "word" && first.text === "use") {
    noteUse(statement, scope);
    return pragma(tokens, first.line, scope);
  }
  const found = tokens.flatMap((token, at) => changeAt(rangeOf(tokens), token, at, inner));
  noteAssignments(statement, scope, inner);
  return [...found, ...perlCalls(tokens)];
}

function pragma(tokens: readonly PerlToken[], line: number, scope: Scope): readonly Change[] {
  const name = tokens[1];
  if (name?.kind !== "word") return [];
  if (name.text === "if") return conditional(tokens, line, scope);
  if (!isPragma(name.text)) return [];
  return change(`use ${name.text}`, line, pragmaDirectories(name.text, directoriesOf(rangeOf(tokens, 2), scope)));
}

/** `use if CONDITION, lib => LIST`. */
function conditional(tokens: readonly PerlToken[], line: number, scope: Scope): readonly Change[] {
  const [, module, ...list] = splitAt(rangeOf(tokens, 2), new Set([",", "=>"]));
  const name = module?.tokens[module.from];
  if ((name?.kind !== "string" && name?.kind !== "word") || !isPragma(name.text)) return [];
  const directories = list.flatMap((part) => directoriesOf(part, scope));
  return change(`use if …, ${name.text}`, line, pragmaDirectories(name.text, directories));
}

function changeAt(range: Range, token: PerlToken, at: number, scope: Scope): readonly Change[] {
  const { tokens } = range;
  if (token.kind === "word" && /^(?:push|unshift|splice)$/.test(token.text)) return listCall(range, token, at, scope);
  if (token.kind === "variable" && isInc(token, "@") && isOperator(tokens[assignedAt(tokens, at + 1)], "=")) {
    const before = tokens[at - 1];
    const way = before?.kind === "word" && before.text === "local" ? "local @INC" : "@INC";
    return change(way, token.line, followed(upToEnd(range, assignedAt(tokens, at + 1) + 1), scope));
  }
  if (token.kind === "variable" && isInc(token, "$") && isOperator(tokens[at + 1], "[")) {
    const behind = behindBracket(range, at + 1);
    spend(scope, behind - at);
    return isOperator(tokens[behind], "=")
      ? change("$INC[…]", token.line, followed(upToEnd(range, behind + 1), scope))
      : [];
  }
  const isLib = (token.kind === "word" || token.kind === "string") && token.text === "lib";
  if (isLib && isOperator(tokens[at + 1], "->") && isWord(tokens[at + 2], "import")) {
    return change("lib->import", token.line, followed(argumentsAt(range, at + 3), scope));
  }
  if (token.kind === "word" && token.text === "import" && isWord(tokens[at + 1], "lib")) {
    return change("import lib", token.line, followed(argumentsAt(range, at + 2), scope));
  }
  return environmentChange(range, token, at, scope, ENVIRONMENT);
}

/** `push @INC, LIST`, `unshift(@INC, LIST)`, `splice @INC, 0, 0, LIST`. */
function listCall(
  range: Range,
  word: PerlToken & { readonly kind: "word" },
  at: number,
  scope: Scope,
): readonly Change[] {
  const list = argumentsAt(range, at + 1);
  spend(scope, list.to - list.from);
  const array = list.tokens[list.from];
  if (array?.kind !== "variable" || !isInc(array, "@")) return [];
  const [, ...parts] = splitAt(list, new Set([",", "=>"]));
  const added = word.text === "splice" ? parts.slice(2) : parts;
  const [first] = added;
  if (!first) return [];
  return change(`${word.text} @INC`, word.line, directoriesOf({ ...list, from: first.from }, scope));
}

function followed(range: Range, scope: Scope): readonly Directory[] {
  spend(scope, range.to - range.from);
  return directoriesOf(range, scope);
}

function change(way: string, line: number, directories: readonly Directory[]): readonly Change[] {
  return directories.length === 0 ? [] : [{ way, line, directories }];
}

function isInc(token: PerlToken & { readonly kind: "variable" }, sigil: string): boolean {
  return token.text.startsWith(sigil) && /^.(?:(?:main)?::)?INC$/.test(token.text);
}

function isWord(token: PerlToken | undefined, text: string): boolean {
  return token?.kind === "word" && token.text === text;
}

/** `(@INC) = …`: the assignment may stand behind a bracket. */
function assignedAt(tokens: readonly PerlToken[], at: number): number {
  return isOperator(tokens[at], ")") ? at + 1 : at;
}

/** The arguments of a function: in its parentheses, or up to the end. */
export function argumentsAt(range: Range, at: number): Range {
  if (!isOperator(range.tokens[at], "(")) return upToEnd(range, at);
  return { ...range, from: at + 1, to: behindBracket(range, at) - 1 };
}

/** Up to the bracket that closes around this place, or the end. */
export function upToEnd(range: Range, from: number): Range {
  let depth = 0;
  for (let at = from; at < range.to; at += 1) {
    const token = range.tokens[at];
    if (token?.kind !== "operator") continue;
    if (token.text === "(" || token.text === "[" || token.text === "{") depth += 1;
    else if (token.text === ")" || token.text === "]" || token.text === "}") depth -= 1;
    if (depth < 0 || (depth === 0 && token.text === ";")) return { ...range, from, to: at };
  }
  return { ...range, from };
}
