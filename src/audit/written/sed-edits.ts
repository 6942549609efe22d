import { launchOf } from "../entries/wrappers.ts";
import type { ShellCommand, ShellWord } from "../parse/shell/types.ts";
import { ruleOfSed } from "./sed-rules.ts";

/** What `sed -i` puts into files: lines that it adds (`a`, `i`, `c`), and what it puts in the place of others (`s`). */
interface SedEdit {
  readonly targets: readonly string[];
  readonly text: { readonly text: string; readonly lines: readonly number[] };
}

const ADDRESS = /^\s*(?:(?:\d+|\$|\/(?:\\.|[^/\\])*\/I?)(?:\s*,\s*(?:\d+|\$|\/(?:\\.|[^/\\])*\/I?))?\s*!?)?\s*/s;
const ADDS = /^[aic]\\?\s*(.+)$/s;
/** A part of what was there (`&`, `\1`) makes the rest unknown. */
const REPLACES = /^s([/|#,!:@~])(?:\\.|(?!\1)[^\\])*\1((?:\\[^\d]|(?!\1)[^\\&])*)\1/s;

export function editsOfSed({ words }: ShellCommand): SedEdit[] {
  if (!words.some(({ text }) => text === "sed" || text.endsWith("/sed"))) return [];
  const launch = launchOf(words);
  if (!launch || !/(?:^|\/)sed$/.test(launch.program.text)) return [];
  const given = launch.arguments;
  if (!given.some(({ text }) => /^(?:-[a-zA-Z]*i|--in-place)/.test(text))) return [];
  const named = given.filter((word, at) => word.text.startsWith("-") === false && !isExpression(given[at - 1]));
  const expressions = given.filter((_, at) => isExpression(given[at - 1]));
  const scripts = expressions.length > 0 ? expressions : named.slice(0, 1);
  const targets = (expressions.length > 0 ? named : named.slice(1)).map(({ text }) => text);
  return scripts.flatMap(({ text, line }): SedEdit[] => {
    if (text.length > 4096) return [];
    const command = text.replace(ADDRESS, "");
    const added = REPLACES.exec(command)?.[2] ?? ADDS.exec(command)?.[1];
    const rule = ruleOfSed(text);
    if (rule !== undefined) return [{ targets, text: { text: `${rule}\n`, lines: [line] } }];
    return added
      ? [{ targets, text: { text: added.replace(/\\([/|#,!:@~])/g, "$1").replaceAll("\\t", "\t"), lines: [line] } }]
      : [];
  });
}

function isExpression(before: ShellWord | undefined): boolean {
  return before !== undefined && /^(?:-[a-zA-Z]*e|--expression)$/.test(before.text);
}
