import type { ShellScript } from "../parse/shell/types.ts";

/** The texts that a text with names in it may become, itself the first; `within` is the function in which it stands. */
export type PossibleTexts = (text: string, within: string | undefined) => readonly string[];

interface Given {
  readonly text: string;
  readonly within: string | undefined;
}

const NAMES = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
/** Names that stand for names that stand for names; a person writes no more. */
const DEEPEST = 4;
const MOST = 16;

/**
 * What a script's names may stand for where it sets them more than once, by halves of a condition, or to texts of which only
 * a run tells a part. A name that a function sets itself has the texts that it is given there.
 */
export function possibleTexts({ commands }: ShellScript): PossibleTexts {
  const known = new Map<string, Given[]>();
  for (const { assignments, within } of commands) {
    for (const { name, value, items } of assignments) {
      if (items || value.text === "" || /[`\n]|\$\(/.test(value.text)) continue;
      const given = known.get(name);
      if (given) given.push({ text: value.text, within });
      else known.set(name, [{ text: value.text, within }]);
    }
  }
  const valuesOf = (name: string, within: string | undefined): readonly string[] => {
    const given = known.get(name) ?? [];
    const own = given.filter((each) => each.within === within);
    return [...new Set((own.length > 0 ? own : given).map(({ text }) => text))];
  };
  return (text, within) => {
    const found = new Set([text]);
    let latest: readonly string[] = [text];
    for (let round = 0; round < DEEPEST && latest.length > 0; round += 1) {
      latest = latest
        .flatMap((each) => replaced(each, (name) => valuesOf(name, within)))
        .filter((each) => !found.has(each))
        .slice(0, MOST);
      for (const each of latest) found.add(each);
    }
    return [...found];
  };
}

/** Each name with values gives way to each of them. */
function replaced(text: string, valuesOf: (name: string) => readonly string[]): readonly string[] {
  let found: readonly string[] = [""];
  let from = 0;
  for (const match of text.matchAll(NAMES)) {
    const before = text.slice(from, match.index);
    const values = valuesOf(match[1] ?? match[2] ?? "");
    const instead = values.length > 0 ? values : [match[0]];
    found = found.flatMap((start) => instead.map((value) => start + before + value)).slice(0, MOST);
    from = match.index + match[0].length;
  }
  return found.map((start) => start + text.slice(from));
}
