import type { PythonArgument } from "./types.ts";

/** Longer than any command line that a person writes. */
const LONGEST_LINE = 8192;

/** A text as far as it can be told without running anything. */
export type Text = PythonArgument & { readonly kind: "string" | "formatted" };

export function isText(operand: PythonArgument | undefined): operand is Text {
  return operand?.kind === "string" || operand?.kind === "formatted";
}

/** A sum that begins with a text, with `$name` for what is none. */
export function summed(operands: readonly PythonArgument[], line: number): PythonArgument {
  if (operands.reduce((sum, part) => sum + (isText(part) ? part.value.length : 1), 0) > LONGEST_LINE)
    return { kind: "computed" };
  const parts = operands.map((part) => (isText(part) ? part.value : part.kind === "name" ? nameOf(part.name) : "$_"));
  return {
    kind: operands.every(({ kind }) => kind === "string") ? "string" : "formatted",
    value: parts.join(""),
    line,
  };
}

function nameOf(name: string): string {
  return `$${name.replace(/\W/g, "_")}`;
}

/** The text before `%`, with what fills it. */
export function filledText({ value, line }: Text): Text {
  return { kind: "formatted", value: value.replace(/%(?:\((\w+)\))?[sdr]/g, filledBy), line };
}

function filledBy(_: string, name = "_"): string {
  return `$${name}`;
}

const PLACE = /\{([A-Za-z_]\w*)?[^{}]*\}/g;

/** What `"…".split()`, `"…".format(…)` and `shlex.split("…")` give, of which nothing needs to be run. */
export function givenBy({
  name,
  receiver,
  arguments: given,
}: {
  readonly name: string;
  readonly receiver?: Text | undefined;
  readonly arguments: readonly PythonArgument[];
}): PythonArgument | undefined {
  if (receiver && name === "().format")
    return { kind: "formatted", value: receiver.value.replace(PLACE, filledBy), line: receiver.line };
  if (receiver && name === "().split" && given.length === 0) return wordsOf(receiver);
  const [text, ...others] = given;
  // `from shlex import split` is followed later; a method would have its object before it.
  return (name === "shlex.split" || name === "split") && isText(text) && others.length === 0
    ? wordsOf(text)
    : undefined;
}

/** The words of a command line; quotes keep blanks together as shlex reads them. */
function wordsOf({ value, line, kind }: Text): PythonArgument {
  const words = value.length > LONGEST_LINE ? [] : (value.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []);
  const items = words.map((word): PythonArgument => {
    const text = word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2");
    return { kind: kind === "formatted" && text.includes("$") ? kind : "string", value: text, line };
  });
  return { kind: "list", items };
}
