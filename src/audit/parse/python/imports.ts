import type { PythonToken } from "./tokens.ts";
import type { PythonProgram } from "./types.ts";

type Import = PythonProgram["imports"][number];

/** Reads the tokens of one `import` or `from` statement; `aliases` learns which name stands for what. */
export function readImport(tokens: readonly PythonToken[], aliases: Map<string, string>): Import[] {
  const line = tokens[0]?.line ?? 1;
  const words = tokens.map(({ text }) => text ?? "");
  if (words[0] === "import") {
    return commaSeparated(words.slice(1)).map((part) => {
      const { name: module, alias } = named(part);
      if (alias !== undefined) aliases.set(alias, module);
      return { module, line, names: [] };
    });
  }
  const at = words.indexOf("import");
  const module = words.slice(1, at < 0 ? undefined : at).join("");
  const parts = at < 0 ? [] : commaSeparated(words.slice(at + 1).filter((word) => word !== "(" && word !== ")"));
  const names = parts.map((part) => {
    const { name, alias } = named(part);
    if (name !== "*") aliases.set(alias ?? name, module.endsWith(".") ? `${module}${name}` : `${module}.${name}`);
    return name;
  });
  return module === "" ? [] : [{ module, line, names }];
}

function commaSeparated(words: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === ",") parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.filter((part) => part.length > 0);
}

function named(part: readonly string[]): { name: string; alias: string | undefined } {
  const at = part.indexOf("as");
  return at < 0 ? { name: part.join(""), alias: undefined } : { name: part.slice(0, at).join(""), alias: part[at + 1] };
}
