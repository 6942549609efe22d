import type { ShellScript, ShellWord } from "./types.ts";

/** Undefined for a name that has several values, or a computed one. */
export type ShellValues = Pick<ReadonlyMap<string, readonly ShellWord[] | undefined>, "get">;

/** Variables that are given one value, or an array, once in the whole script. */
export function shellValues(script: ShellScript): ShellValues {
  const values = new Map<string, readonly ShellWord[] | undefined>();
  for (const { assignments } of script.commands) {
    for (const { name, value, items } of assignments) {
      const plain = foundProgram(value);
      const known = items ?? (plain.isFixed ? [plain] : undefined);
      const before = values.get(name);
      const isSame = before?.length === 1 && known?.length === 1 && isSameProgram(before[0]?.text, known[0]?.text);
      values.set(name, values.has(name) && !isSame ? undefined : isSame ? before : known);
    }
  }
  return values;
}

/** `python` and `python3` are versions of one program, of which a script takes the one that is there. */
function isSameProgram(one = "", other = ""): boolean {
  return one === other || (/^[a-z/]+[\d.]*$/.test(one) && one.replace(/[\d.]+$/, "") === other.replace(/[\d.]+$/, ""));
}

const WHOLE = /^\$(?:\{([A-Za-z_]\w*)(?:\[[@*]\])?\}|([A-Za-z_]\w*))$/;
const LEADING = /^\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))(?=\/)/;

const SEARCHED = /^(?:\$\(|`)\s*(?:command\s+-v|which|type\s+-[pP])\s+([\w./+-]+)\s*(?:2>\s*\S+\s*)?(?:\)|`)$/;
const DEFAULTED = /^\$\{\w+:?[-=]([\w./+-]+)\}$/;

/** What a build puts a program for. */
const FILLED_IN = /^@(PYTHON3?|PERL)@$/;

/** The program that `$(which x)`, `${X:-x}` and `@PYTHON@` stand for. */
function foundProgram(word: ShellWord): ShellWord {
  if (word.isFixed)
    return { ...word, text: word.text.replace(FILLED_IN, (_whole, name: string) => name.toLowerCase()) };
  const text = SEARCHED.exec(word.text)?.[1] ?? DEFAULTED.exec(word.text)?.[1];
  return text === undefined ? word : { ...word, text, isFixed: true };
}

/** The words that a word becomes, as far as its variables have one value. */
export function expandedWord(written: ShellWord, values: ShellValues): readonly ShellWord[] {
  const word = foundProgram(written);
  if (word.isFixed) return [word];
  const whole = WHOLE.exec(word.text);
  const known = whole && values.get(whole[1] ?? whole[2] ?? "");
  if (known) return known.map((one) => ({ ...one, line: word.line }));
  const leading = LEADING.exec(word.text);
  const [value, ...more] = (leading && values.get(leading[1] ?? leading[2] ?? "")) ?? [];
  if (!leading || !value || more.length > 0) return [word];
  const text = value.text + word.text.slice(leading[0].length);
  return [{ ...word, text, isFixed: !/[$`*?[]/.test(text) }];
}

/** Texts grow where a name stands for a long one; what is written by hand stays below this. */
const LONGEST = 256 * 1024;
const PARAMETER = /\$(?:\{([A-Za-z_]\w*)(?::?[-=?+#%/^,@][^{}]*)?\}|([A-Za-z_]\w*))/y;

/**
 * A text in which names with one fixed value are put in, and the places of programs that are looked for (`$(which x)`). What
 * else a shell would compute becomes a name that tells so: `$USER`, and `$?` for a substitution.
 */
export function expandedText(text: string, values: ShellValues): string {
  if (!/[$`]/.test(text)) return text;
  let found = "";
  for (let at = 0; at < text.length && found.length < LONGEST; ) {
    const c = text[at] as string;
    PARAMETER.lastIndex = at;
    const parameter = c === "$" ? PARAMETER.exec(text) : null;
    if (parameter) {
      const name = parameter[1] ?? parameter[2] ?? "";
      const known = values.get(name);
      const [only] = known ?? [];
      found += only?.isFixed && known?.length === 1 ? only.text : `$${name}`;
      at = PARAMETER.lastIndex;
    } else if (c === "`" || (c === "$" && text[at + 1] === "(")) {
      const end = c === "`" ? text.indexOf("`", at + 1) : closing(text, at + 1);
      const program = end < 0 ? undefined : SEARCHED.exec(text.slice(at, end + 1))?.[1];
      found += program === undefined ? "$?" : program.startsWith("/") ? program : `/usr/bin/${program}`;
      at = end < 0 ? text.length : end + 1;
    } else {
      found += c;
      at += 1;
    }
  }
  return found;
}

/** The `)` that closes the `(` at this place; -1 when there is none. */
function closing(text: string, from: number): number {
  let open = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "(") open += 1;
    else if (text[at] === ")") open -= 1;
    if (open === 0) return at;
  }
  return -1;
}
