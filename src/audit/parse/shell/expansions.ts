import { type Piece, readSingleQuoted } from "./quotes.ts";
import { complain, DEEPEST, type Reader, readerWithin, take, takeTo } from "./reader.ts";

/** What an expansion did to the word in which it stands. */
export interface Expansion {
  /** As written. */
  readonly text: string;
  readonly forwardsArguments: boolean;
  /** `$` alone is a character like others. */
  readonly isLiteral: boolean;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;

/** At `$`: a parameter, a command substitution or arithmetic, which stay in the word as written. */
export function readDollar(reader: Reader, inQuotes: boolean): Expansion {
  const start = reader.at;
  const next = reader.text[start + 1];
  let forwards = false;
  if (next === "(") readParenthesized(reader);
  else if (next === "{") forwards = readBraces(reader, inQuotes);
  else {
    reader.at += 1;
    NAME.lastIndex = reader.at;
    if (NAME.test(reader.text)) reader.at = NAME.lastIndex;
    else if (next !== undefined && "@*#?-$!0123456789".includes(next)) {
      reader.at += 1;
      forwards = next === "@" || next === "*";
    } else return { text: "$", forwardsArguments: false, isLiteral: true };
  }
  return { text: reader.text.slice(start, reader.at), forwardsArguments: forwards, isLiteral: false };
}

/** Runs `read` one level deeper, or gives the rest of the text up when that is too deep. */
function deeper(reader: Reader, read: () => void): void {
  if (reader.depth >= DEEPEST) {
    if (!reader.isOver) complain(reader, "shell-nesting", `Substitutions are nested more than ${DEEPEST} deep.`);
    reader.isOver = true;
    reader.at = reader.text.length;
    return;
  }
  reader.depth += 1;
  read();
  reader.depth -= 1;
}

/** `$(…)`, `<(…)` and `>(…)`: commands; `$((…))` unless its parentheses are those of a subshell. */
export function readParenthesized(reader: Reader): void {
  const { line } = reader;
  const isArithmetic = reader.text.startsWith("$((", reader.at) && endsAsArithmetic(reader, 3);
  deeper(reader, () => {
    if (isArithmetic) {
      reader.at += 3;
      readArithmetic(reader);
      return;
    }
    reader.at += 2;
    if (!reader.result.readCommands(reader, true))
      complain(reader, "shell-unterminated", "A substitution '$(' is never closed.", line);
  });
}

/** Looks ahead from after `((` for its `))`: `$((a) | b)` is a substitution that begins with a subshell. */
export function endsAsArithmetic(reader: Reader, offset: number): boolean {
  let open = 2;
  let at = reader.at + offset;
  const last = Math.min(reader.text.length, at + reader.result.lookahead);
  for (; at < last; at += 1) {
    const c = reader.text[at];
    if (c === "(") open += 1;
    else if (c === ")") {
      open -= 1;
      if (open === 1 && reader.text[at + 1] !== ")") break;
      if (open === 0) break;
    }
  }
  reader.result.lookahead -= at - reader.at;
  return open === 0;
}

/** After `((`: up to the `))` that closes it. */
export function readArithmetic(reader: Reader): void {
  const { line } = reader;
  let open = 0;
  while (reader.at < reader.text.length) {
    const c = reader.text[reader.at];
    if (c === "$") readDollar(reader, true);
    else if (c === "`") readBackquotes(reader, true);
    else {
      take(reader);
      if (c === "(") open += 1;
      else if (c === ")" && open > 0) open -= 1;
      else if (c === ")") {
        if (reader.text[reader.at] === ")") reader.at += 1;
        return;
      }
    }
  }
  complain(reader, "shell-unterminated", "An arithmetic expression '((' is never closed.", line);
}

/** `${…}`; says whether it is or holds the caller's arguments. */
function readBraces(reader: Reader, inQuotes: boolean): boolean {
  const { line } = reader;
  reader.at += 2;
  const parameter = /[!#]?(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])/y;
  parameter.lastIndex = reader.at;
  const name = parameter.exec(reader.text)?.[0] ?? "";
  reader.at += name.length;
  let forwards = name === "@" || name === "*";
  const quotesCount = !inQuotes || /[#%/]/.test(reader.text[reader.at] ?? "");
  let isClosed = false;
  deeper(reader, () => {
    while (reader.at < reader.text.length && !isClosed) {
      const c = reader.text[reader.at];
      if (c === "}") {
        reader.at += 1;
        isClosed = true;
      } else if (c === "\\") {
        take(reader);
        take(reader);
      } else if (c === "'" && quotesCount) readSingleQuoted(reader);
      else if (c === '"') forwards = readDoubleQuoted(reader).forwardsArguments || forwards;
      else if (c === "`") readBackquotes(reader, inQuotes);
      else if (c === "$") forwards = readDollar(reader, inQuotes).forwardsArguments || forwards;
      else take(reader);
    }
  });
  if (!isClosed && !reader.isOver) complain(reader, "shell-unterminated", "An expansion '${' is never closed.", line);
  return forwards;
}

/** `` `…` ``: commands, after one level of backslashes is taken off. */
export function readBackquotes(reader: Reader, inQuotes: boolean): void {
  const { line } = reader;
  let end = reader.at + 1;
  while (end < reader.text.length && reader.text[end] !== "`") end += reader.text[end] === "\\" ? 2 : 1;
  if (end >= reader.text.length) complain(reader, "shell-unterminated", "A substitution '`' is never closed.", line);
  const raw = takeTo(reader, Math.min(end + 1, reader.text.length)).slice(1, -1);
  deeper(reader, () => {
    const inner = raw.replace(inQuotes ? /\\([\\`$"])/g : /\\([\\`$])/g, "$1");
    reader.result.readCommands(readerWithin(reader, inner, line, false), false);
  });
}

/** At `"`: its text, in which expansions stand as written. */
export function readDoubleQuoted(reader: Reader): Piece {
  const { line } = reader;
  take(reader);
  const piece = readExpandedText(reader, true);
  if (reader.text[reader.at] === '"') reader.at += 1;
  else if (!reader.isOver) complain(reader, "shell-unterminated", "A double quote is never closed.", line);
  return piece;
}

/** The inside of double quotes, up to the quote, or a here document, up to its end. */
export function readExpandedText(reader: Reader, endsAtQuote: boolean): Piece {
  let text = "";
  let isFixed = true;
  let forwardsArguments = false;
  const plain = endsAtQuote ? /[^"\\$`]+/y : /[^\\$`]+/y;
  while (reader.at < reader.text.length) {
    plain.lastIndex = reader.at;
    if (plain.test(reader.text)) {
      text += takeTo(reader, plain.lastIndex);
      continue;
    }
    const c = reader.text[reader.at];
    const start = reader.at;
    if (c === '"') break;
    if (c === "$") {
      const expansion = readDollar(reader, true);
      text += expansion.text;
      isFixed &&= expansion.isLiteral;
      forwardsArguments ||= expansion.forwardsArguments;
    } else if (c === "`") {
      readBackquotes(reader, true);
      text += reader.text.slice(start, reader.at);
      isFixed = false;
    } else {
      take(reader);
      const next = take(reader);
      if (next !== "\n") text += '$`"\\'.includes(next) && next ? next : `\\${next}`;
    }
  }
  return { text, isFixed, forwardsArguments };
}
