/** A longer line is none that a person wrote: no recipe begins there. */
const LONGEST = 4096;
/** Where a recipe of just(1) begins: its name and parameters, and what it waits for. */
const RECIPE = /^@?[A-Za-z_][\w-]*(?:[ \t]+[^:=\n]*|[ \t]+\S+=[^:\n]*)?:(?!=)/;

/** The recipes of a justfile as scripts, each with the line on which its first command stands. */
export function scriptsOfJust(text: string): { readonly text: string; readonly line: number }[] {
  const scripts: { text: string; line: number }[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (line.length > LONGEST || !RECIPE.test(line)) continue;
    const first = at + 1;
    while (at + 1 < lines.length && /^(?:[ \t]|\r?$)/.test(lines[at + 1] ?? "")) at += 1;
    const body = lines.slice(first, at + 1);
    const indent = /^[ \t]*/.exec(body.find((line) => line.trim() !== "") ?? "")?.[0].length ?? 0;
    const commands = body.map((line) => line.slice(indent).replace(/^(?:@-?|-@?)(?=[\w./"'])/, ""));
    scripts.push({ text: commands.join("\n").replace(/\{\{[ \t]*(\w+)[^{}\n]*\}\}/g, "$$$1"), line: first + 1 });
  }
  return scripts;
}
