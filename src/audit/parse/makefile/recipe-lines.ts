/** A line of a recipe as a shell gets it, continued lines joined. */
export interface RecipeLine {
  readonly text: string;
  /** Of its first line, from 1. */
  readonly line: number;
}

/** The lines of the recipes of a makefile (make(1)): those that begin with a tab, without `@`, `-` and `+` in front. */
export function recipeLines(text: string): RecipeLine[] {
  const found: RecipeLine[] = [];
  let open: { text: string; readonly line: number } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (!open) {
      if (!line.startsWith("\t")) continue;
      open = { text: "", line: index + 1 };
    }
    open.text += `${line}\n`;
    if (line.trimEnd().endsWith("\\")) continue;
    found.push({ text: asShell(open.text), line: open.line });
    open = undefined;
  }
  if (open) found.push({ text: asShell(open.text), line: open.line });
  return found;
}

/** `$(NAME)` is a variable of make, `$$` the shell's dollar. */
function asShell(text: string): string {
  return text
    .replace(/^[\t @+-]+/, "")
    .replace(/\$(?:\$|\(([\w.-]{1,64})\))/g, (whole, name: string | undefined) =>
      name === undefined ? (whole === "$$" ? "$" : whole) : `\${${name.replace(/\W/g, "_")}}`,
    );
}
