import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { linesOf } from "./lines.ts";

const PACKAGE = /^[A-Za-z0-9][A-Za-z0-9:.+-]*$/;

/** `packages/removed-packages`: names that used to be in the archive, one a line, comments after `#`. */
export function parseRemovedPackages(
  bytes: Uint8Array,
  path: string,
  most?: number,
): TalliedParse<ReadonlySet<string>> {
  const names = new Set<string>();
  const problems = new ProblemTally(most);
  for (const line of linesOf(bytes)) {
    const name = line.text.trim();
    if (name === "" || name.startsWith("#")) continue;
    if (PACKAGE.test(name)) names.add(name);
    else {
      const place = { file: path, line: line.number, column: line.text.search(/\S/) + 1 };
      problems.push(trackerProblem("tracker-package-name", `\`${name}\` is not the name of a package.`, place));
    }
  }
  return problems.parsed(names);
}
