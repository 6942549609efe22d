import { linesOf } from "../format/lines.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";

/** Names of source packages that are one package over time: renames, and families with the version in the name. */
export interface Lineage {
  readonly name: string;
  /** Oldest first. */
  readonly packages: readonly string[];
  readonly line: number;
}

export const LINEAGES_FILE = "package-lineages";

const NAME = /^[a-z0-9][a-z0-9.+-]*$/;

/** Reads `linux: linux-2.6 linux` a line, oldest name first; `#` begins a comment. A package stands in one lineage only. */
export function parseLineages(bytes: Uint8Array, path: string, most?: number): TalliedParse<readonly Lineage[]> {
  const lineages: Lineage[] = [];
  const problems = new ProblemTally(most);
  const taken = new Map<string, string>();
  for (const { text, number } of linesOf(bytes)) {
    const body = text.replace(/#.*$/, "").trim();
    if (body === "") continue;
    const [name, packages] = wordsOf(body);
    const here = new Set<string>();
    const twice = packages.find((one) => taken.has(one) || here.size === here.add(one).size);
    if (packages.length < 2 || twice !== undefined) {
      const message =
        twice === undefined
          ? "Write `name: oldest ... newest` with two packages or more."
          : `${twice} stands in ${taken.get(twice) ?? "this lineage"} already.`;
      problems.push(trackerProblem("tracker-lineage-entry", message, { file: path, line: number, column: 1 }));
      continue;
    }
    for (const one of packages) taken.set(one, name);
    lineages.push({ name, packages, line: number });
  }
  return problems.parsed(lineages);
}

/** The lineage's name and its packages; none when one of these is no name. */
function wordsOf(body: string): readonly [name: string, packages: readonly string[]] {
  const [head = "", ...packages] = body.split(/\s+/);
  const name = head.slice(0, -1);
  const good = head.endsWith(":") && [name, ...packages].every((one) => NAME.test(one));
  return [name, good ? packages : []];
}
