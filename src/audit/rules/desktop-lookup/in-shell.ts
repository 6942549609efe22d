import { type Start, startsOfShell } from "../../entries/starts.ts";
import type { ShellScript } from "../../parse/shell/types.ts";
import { type Lookup, lookupOfWords, lookupsOfText } from "./lookup.ts";

/** Lines of a script that launch by id, also through a function of the script that is given the command. */
export function lookupsInShell(script: ShellScript): readonly Lookup[] {
  const functions = new Set(script.functions.map(({ name }) => name));
  return startsOfShell(script).flatMap(({ words }: Start) => {
    const [first] = words;
    if (first?.text.includes("gtk-launch ")) return lookupsOfText(first.text, first.line);
    const own = functions.has(first?.text ?? "") ? lookupOfWords(words.slice(1)) : undefined;
    const lookup = lookupOfWords(words) ?? own;
    return lookup ? [lookup] : [];
  });
}
