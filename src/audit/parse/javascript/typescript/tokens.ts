/** A word, literal or punctuator of JavaScript with types, and where it stands. */
export interface Token {
  readonly kind: "word" | "literal" | "punctuator";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** It begins a line. */
  readonly isFirst: boolean;
}

/** Tokens, and of each bracket the index of its other half. */
export interface Tokens {
  readonly list: readonly Token[];
  readonly match: ReadonlyMap<number, number>;
}

const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const WORD = /[#\p{L}\p{Nl}_$][\p{L}\p{Nl}\p{Mn}\p{Nd}_$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xXoObB][\da-fA-F_]+n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?n?)/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
/** `>` stands alone, since several may end lists of types. */
const PUNCTUATOR =
  /=>|\.\.\.|\?\.(?!\d)|\?\?=?|[!=]==?|&&=?|\|\|=?|\*\*=?|\+\+|--|<<=?|<=|[-+*/%&|^]=|[-+*/%&|^!~<>=?:;,.(){}[\]@#\\]/y;
/** Words behind which an expression begins. */
const OPERATORS =
  /^(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|await|yield|default|extends|as|satisfies)$/;
const OPEN: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Undefined for a text that is none: a bracket or string without its end. */
export function tokensOf(text: string): Tokens | undefined {
  const list: Token[] = [];
  const match = new Map<number, number>();
  const open: { readonly closing: string; readonly at: number; readonly isTemplate: boolean }[] = [];
  let at = text.startsWith("#!") ? Math.max(0, text.indexOf("\n")) : 0;
  let isFirst = true;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const add = (kind: Token["kind"], part: string): void => {
    list.push({ kind, text: part, start: at, end: at + part.length, isFirst });
    at += part.length;
    isFirst = false;
  };
  /** From a backtick or the brace that ends a value: up to the next value, or the end. */
  const template = (): boolean => {
    const part = /[`}](?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;
    const found = take(part);
    if (found === undefined) return false;
    add("literal", found);
    if (found.endsWith("${")) open.push({ closing: "}", at: list.length - 1, isTemplate: true });
    return true;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== undefined) {
      isFirst ||= space.includes("\n");
      at += space.length;
      continue;
    }
    const c = text[at] ?? "";
    if (c === "`") {
      if (!template()) return undefined;
      continue;
    }
    const innermost = open.at(-1);
    if (c === "}" && innermost?.isTemplate) {
      open.pop();
      match.set(innermost.at, list.length);
      if (!template()) return undefined;
      continue;
    }
    const number = /\d|\.\d/.test(text.slice(at, at + 2)) && /[\d.]/.test(c) ? take(NUMBER) : undefined;
    const string = number ?? (c === '"' || c === "'" ? take(STRING) : undefined);
    const pattern = string ?? (c === "/" && !isOperand(list.at(-1)) ? take(PATTERN) : undefined);
    const word = pattern === undefined ? take(WORD) : undefined;
    if (pattern !== undefined) add("literal", pattern);
    else if (word !== undefined) add("word", word);
    else {
      const punctuator = take(PUNCTUATOR);
      if (punctuator === undefined) return undefined;
      const closing = OPEN[punctuator];
      if (closing) open.push({ closing, at: list.length, isTemplate: false });
      else if (/^[)\]}]$/.test(punctuator)) {
        if (innermost?.closing !== punctuator) return undefined;
        open.pop();
        match.set(innermost.at, list.length).set(list.length, innermost.at);
      }
      add("punctuator", punctuator);
    }
  }
  return open.length > 0 ? undefined : { list, match };
}

/** Whether a token ends a value, so that what follows is an operator. */
export function isOperand(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === "literal") return !token.text.endsWith("${");
  return token.kind === "word" ? !OPERATORS.test(token.text) : /^[)\]}]$/.test(token.text);
}
