/** Python itself refuses more (Parser/tokenizer). */
const DEEPEST = 200;

/** Counts brackets that are open; what is wrong with them is told as a problem. */
export interface Brackets {
  open: number;
  readonly complain: (code: string, message: string) => void;
}

export function isOpening(c: number): boolean {
  return c === 40 || c === 91 || c === 123;
}

export function isClosing(c: number): boolean {
  return c === 41 || c === 93 || c === 125;
}

/** Takes one character that may be a bracket; false when there are too many to go on. */
export function takeBracket(brackets: Brackets, c: number): boolean {
  if (isOpening(c)) {
    brackets.open += 1;
    if (brackets.open > DEEPEST) brackets.complain("python-nesting", `Brackets are nested more than ${DEEPEST} deep.`);
    return brackets.open <= DEEPEST;
  }
  if (!isClosing(c)) return true;
  if (brackets.open === 0) brackets.complain("python-unexpected", `A '${String.fromCharCode(c)}' closes nothing.`);
  else brackets.open -= 1;
  return true;
}
