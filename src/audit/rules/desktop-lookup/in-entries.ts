import { execWords } from "../../entries/exec-words.ts";
import type { AuditedFile } from "../../model.ts";
import { readIni, readKeyFile } from "../../parse/ini/read-ini.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { type Lookup, lookupOfWords, lookupsOfText } from "./lookup.ts";

/** Command lines of units, desktop files and D-Bus services that launch by id, also in the text that they give a shell. */
export function lookupsInEntries(file: AuditedFile): readonly Lookup[] {
  const { sections } = parsedOf(file, file.kind === "unit" ? readIni : readKeyFile).value;
  return sections.flatMap(({ keys }) =>
    keys.flatMap(({ key, value, line }) => (/^Exec/.test(key) ? lookupsInLine(value, line) : [])),
  );
}

function lookupsInLine(value: string, line: number): Lookup[] {
  const words = execWords(value.replace(/^[-@:+!|]+/, ""), line);
  const script = words.find((_word, at) => /^-[a-z]*c$/.test(words[at - 1]?.text ?? ""));
  const lookup = lookupOfWords(words);
  const inside = script ? lookupsOfText(script.text, line) : [];
  return [...(lookup ? [lookup] : []), ...inside].map(({ says }) => ({ line, says }));
}
