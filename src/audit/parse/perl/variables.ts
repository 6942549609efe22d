import { openBrace } from "./braces.ts";
import { type LexState, lineOf, push, pushOperator } from "./state.ts";

/** `name`, `Package::name`, `Package'name`, `::name`. */
const NAME =
  /(?:::)*(?:[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*|\d+)(?:(?:::|'(?=[A-Za-z_]))[\w\u0080-\u{10ffff}]+)*(?:::)?|::/uy;
const BRACED = /\{\s*(\^?[A-Za-z_][\w:]*|\d+)\s*\}/y;
const CARET = /\^[A-Z[\]\\^_?]/y;

/** Reads what begins with `$`, `@`, `%`, `&`, `*` or `$#` where an operand may stand; false when it is none of them. */
export function readVariable(state: LexState): boolean {
  const { text, at } = state;
  const sigil = text.startsWith("$#", at) && /[{$A-Za-z_:]/.test(text[at + 2] ?? "") ? "$#" : (text[at] ?? "");
  const next = at + sigil.length;
  const name = nameAt(text, next, sigil);
  if (name) return emit(state, at, name.end, `${sigil}${name.text}`);
  if (text[next] === "{") {
    pushOperator(state, sigil, at, "operand");
    state.at = next;
    openBrace(state, "dereference");
    return true;
  }
  if (
    text[next] === "$" &&
    (sigil === "*" ? !isAssigned(state) : sigil !== "$" || /[\w${:\u0080-\uffff]/.test(text[next + 1] ?? ""))
  ) {
    pushOperator(state, sigil, at, "operand");
    state.at = next;
    return true;
  }
  return readSpecial(state, sigil, next);
}

function nameAt(text: string, at: number, sigil: string): { readonly text: string; readonly end: number } | undefined {
  if (text[at] === "{") {
    BRACED.lastIndex = at;
    const [whole, name] = BRACED.exec(text) ?? [];
    return whole === undefined || name === undefined ? undefined : { text: name, end: at + whole.length };
  }
  const form = text[at] === "^" && sigil !== "&" ? CARET : NAME;
  form.lastIndex = at;
  const [whole] = form.exec(text) ?? [];
  return whole === undefined ? undefined : { text: whole.replaceAll("'", "::"), end: at + whole.length };
}

/** Variables whose names are signs (perlvar(1)). */
function readSpecial(state: LexState, sigil: string, next: number): boolean {
  const sign = state.text[next] ?? "";
  const signs =
    sigil === "$"
      ? /[^\w\s{^]/
      : sigil === "@"
        ? /[-+!_]/
        : sigil === "%"
          ? /[-+!]/
          : sigil === "*" && isAssigned(state)
            ? /[^\w\s{^]/
            : /(?!)/;
  if (signs.test(sign)) return emit(state, state.at, next + 1, sigil + sign);
  if (sigil === "$" && sign === "^") return emit(state, state.at, next + 1, "$^");
  return sigil === "$" || sigil === "@" ? readSpaced(state, sigil, next) : false;
}

/** `*PID = *$`: a glob of a sign stands behind an assignment or a backslash alone. */
function isAssigned(state: LexState): boolean {
  const last = state.tokens.at(-1);
  return last?.kind === "operator" && (last.text === "=" || last.text === "\\");
}

/** `$ name`: blanks may stand behind a sigil. */
function readSpaced(state: LexState, sigil: string, next: number): boolean {
  const blanks = /^[ \t]{1,8}(?=[A-Za-z_{])/.exec(state.text.slice(next, next + 12))?.[0] ?? "";
  const name = blanks === "" ? undefined : nameAt(state.text, next + blanks.length, sigil);
  if (name) return emit(state, state.at, name.end, sigil + name.text);
  pushOperator(state, sigil, state.at, "operand");
  state.at = next;
  return true;
}

function emit(state: LexState, at: number, end: number, text: string): true {
  state.at = end;
  push(state, { kind: "variable", text, line: lineOf(state, at) }, "operator");
  return true;
}
