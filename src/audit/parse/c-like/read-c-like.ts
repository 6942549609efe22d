import { createNames } from "./names.ts";
import { type CLikeToken, cLikeTokens } from "./tokens.ts";
import type { CLikeCall, CLikeProgram, CLikeSource } from "./types.ts";

/** Words behind which no name is declared, and before a parenthesis no function is called. */
const KEYWORDS =
  /^(?:return|new|throw|else|in|is|as|if|while|for|foreach|switch|case|catch|lock|using|sizeof|typeof|yield|goto|delete|do|try|get|set|default|break|continue|not)$/;
const CLASS = /^(?:class|interface|namespace|struct|enum|errordomain)$/;
/** Macros that say of what type a value is, `G_APP_INFO (info)`, and hand it on: `g_steal_pointer (&info)`. */
const SAME_VALUE = /^(?:[A-Z][A-Z0-9]*_[A-Z0-9_]*|g_steal_pointer|g_object_ref|g_strdup)$/;
const VALUE_ENDS = /^[;,})\]]$/;
/** Tokens of one value that are looked at. */
const LONGEST = 100;
/** And of all values of a file: those of a program that people wrote have a few words each. */
const MOST = 1_000_000;

/** Reads which functions a program in Vala or C calls, of those that `isAsked`, and where values go by their names. */
export function readCLike(text: string, isAsked: (name: string) => boolean): CLikeProgram {
  const tokens = cLikeTokens(text);
  const closing = closings(tokens);
  const names = createNames();
  const calls: CLikeCall[] = [];
  const flows: { to: CLikeSource; from: readonly CLikeSource[] }[] = [];
  let parentheses = 0;
  let isClass = false;
  let head: string | undefined;
  let left = MOST;
  const signAt = (at: number): string => (tokens[at]?.kind === "sign" ? (tokens[at]?.text ?? "") : "");
  const wordAt = (at: number): string => (tokens[at]?.kind === "word" ? (tokens[at]?.text ?? "") : "");
  const flow = (to: CLikeSource | undefined, from: number): void => {
    const sources = to === undefined ? [] : sourcesIn(from, Math.min(tokens.length, from + LONGEST));
    if (to !== undefined && sources.length > 0) flows.push({ to, from: sources });
  };
  for (let at = 0; at < tokens.length; at += 1) {
    const { kind, text: said, line } = tokens[at] as CLikeToken;
    if (kind === "word") {
      if (CLASS.test(said)) isClass = true;
      if (isDeclared(at)) names.declare(said, parentheses > 0);
      if (said === "return" && names.function !== undefined) flow(`${names.function}()`, at + 1);
      if (said === "in" && parentheses > 0 && wordAt(at - 1) !== "") flow(names.of(wordAt(at - 1)), at + 1);
      const open = opening(at);
      if (open === undefined || KEYWORDS.test(said)) continue;
      if (parentheses === 0) head ??= said;
      if (isAsked(said)) calls.push(callAt(at, open, said, line));
    } else if (kind === "sign") {
      if (said === "(") parentheses += 1;
      else if (said === ")") parentheses = Math.max(0, parentheses - 1);
      else if (said === "=") flow(target(at - 1), at + 1);
      else if (said === ":" && /^[(,]$/.test(signAt(at - 2)) && wordAt(at - 1) !== "")
        flow(`.${wordAt(at - 1)}`, at + 1);
      else if (said === "{") names.open(isClass, isClass ? undefined : head);
      else if (said === "}") names.close();
      if (/^[;{}]$/.test(said) && (parentheses === 0 || said !== ";")) {
        if (said === ";") names.forget();
        isClass = false;
        head = undefined;
        parentheses = said === ";" ? parentheses : 0;
      }
    }
  }
  return { calls, flows, tokens };

  /** Where the arguments begin of what is called by this word; `f.begin (…)` calls `f` in Vala. */
  function opening(at: number): number | undefined {
    if (signAt(at + 1) === "(") return at + 1;
    return signAt(at + 1) === "." && wordAt(at + 2) === "begin" && signAt(at + 3) === "(" ? at + 3 : undefined;
  }

  /** `Type name =`, `Type? name;`, `Type *name)`, `g_autoptr(Type) name`. */
  function isDeclared(at: number): boolean {
    if (!/^[=;,)]$/.test(signAt(at + 1)) && wordAt(at + 1) !== "in") return false;
    let before = at - 1;
    while (/^[?*\]&>]$|^\[$/.test(signAt(before))) before -= 1;
    if (signAt(before) === ")") return /^g_auto/.test(wordAt(before - 3));
    const type = wordAt(before);
    return type !== "" && !KEYWORDS.test(type) && !/^[.>]$|^->$/.test(signAt(at - 1));
  }

  /** What a value is assigned to. */
  function target(at: number): CLikeSource | undefined {
    const name = wordAt(at);
    if (name === "") return undefined;
    return /^(?:\.|->)$/.test(signAt(at - 1)) ? `.${name}` : names.of(name);
  }

  function callAt(at: number, open: number, name: string, line: number): CLikeCall {
    const given = argumentsIn(open);
    const [first] = given;
    const on = signAt(at - 1) === "." || signAt(at - 1) === "->" ? receiver(at - 2) : [];
    return {
      at,
      name,
      line,
      arguments: given.map(([from, to]) => tokens.slice(from, to)),
      on,
      first: first ? sourcesIn(first[0], first[1]) : [],
    };
  }

  /** What stands before the dot: a name, a call, or a value in parentheses. */
  function receiver(at: number): readonly CLikeSource[] {
    const direct = target(at);
    if (direct !== undefined) return [direct];
    if (signAt(at) === "?" || signAt(at) === "!") return receiver(at - 1);
    const open = closing.opens.get(at);
    if (open === undefined) return [];
    const name = wordAt(open - 1);
    if (name !== "" && !KEYWORDS.test(name)) return [open - 1, `${name}()`];
    return sourcesIn(open + 1, at);
  }

  function argumentsIn(open: number): (readonly [number, number])[] {
    const end = Math.min(closing.ends.get(open) ?? open, open + LONGEST * 5);
    const found: [number, number][] = [];
    let from = open + 1;
    for (let at = from; at < end; at = closing.ends.has(at) ? (closing.ends.get(at) ?? at) + 1 : at + 1) {
      if (signAt(at) !== ",") continue;
      found.push([from, at]);
      from = at + 1;
    }
    return from < end ? [...found, [from, end]] : found;
  }

  /** The names and calls that a value consists of, but those of their arguments. */
  function sourcesIn(from: number, to: number): readonly CLikeSource[] {
    const found: CLikeSource[] = [];
    for (let at = from; at < to && left > 0; at += 1) {
      left -= 1;
      if (VALUE_ENDS.test(signAt(at)) && !(signAt(at) === ")" && (closing.opens.get(at) ?? -1) >= from)) break;
      const name = wordAt(at);
      if (name === "" || KEYWORDS.test(name)) continue;
      const open = opening(at);
      if (open === undefined) {
        const [next, before] = [signAt(at + 1), signAt(at - 1)];
        // Of a list in C, what an element holds is a value of the list.
        if (next === "." || (next === "->" && !/^(?:data|next)$/.test(wordAt(at + 2)))) continue;
        found.push(before === "." || before === "->" ? `.${name}` : names.of(name));
      } else if (!SAME_VALUE.test(name)) {
        found.push(at, `${name}()`);
        at = closing.ends.get(open) ?? at;
      }
    }
    return found;
  }
}

/** Which parenthesis closes which, by their places. */
function closings(tokens: readonly CLikeToken[]): {
  readonly ends: ReadonlyMap<number, number>;
  readonly opens: ReadonlyMap<number, number>;
} {
  const ends = new Map<number, number>();
  const opens = new Map<number, number>();
  const stack: number[] = [];
  tokens.forEach(({ kind, text }, at) => {
    if (kind !== "sign") return;
    if (text === "(") stack.push(at);
    else if (text === "{" || text === "}" || text === ";") {
      if (text === "}") stack.length = 0;
    } else if (text === ")") {
      const open = stack.pop();
      if (open === undefined) return;
      ends.set(open, at);
      opens.set(at, open);
    }
  });
  return { ends, opens };
}
