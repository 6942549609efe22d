import type { Problem } from "../../kernel/index.ts";
import type { ListRecord, Note, Remark } from "../format/types.ts";
import type { Releases } from "../layers/releases.ts";
import { trackerProblem } from "../problem-codes.ts";

/**
 * Debian's order of a record's lines: a release line comes after its package's default line if another package came before
 * it, and release lines of one package run from the newest release to the oldest. `experimental` counts as the oldest of all
 * but may come first.
 */
export function* checkOrder(record: ListRecord, file: string, releases: Releases): Generator<Problem, void> {
  const lines: (Note | Remark)[] = [...record.notes, ...record.remarks];
  if (lines.length < 2) return;
  lines.sort((a, b) => a.line - b.line);
  const ageOf = (release: string): number => releases.get(release)?.age ?? -1;
  const defaults = new Set<string>();
  let before: Note | Remark | undefined;
  for (const line of lines) {
    const { package: name, release } = line;
    const place = { file, line: line.line, column: 1 };
    const beforeRelease = before?.package === name ? before.release : undefined;
    if (release === undefined) {
      const tooLate = beforeRelease !== undefined && beforeRelease !== "experimental";
      if (tooLate)
        yield trackerProblem("tracker-order", `Move the default line of ${name} above its release lines.`, place);
      defaults.add(name);
    } else if (before !== undefined && before.package !== name && !defaults.has(name) && release !== "experimental") {
      yield trackerProblem(
        "tracker-order",
        `Write the default line of ${name} first, or move this line to its package.`,
        place,
      );
    } else if (
      beforeRelease !== undefined &&
      beforeRelease !== "experimental" &&
      ageOf(release) > ageOf(beforeRelease)
    ) {
      yield trackerProblem("tracker-order", `Move this line above that of ${beforeRelease}, which is older.`, place);
    }
    before = line;
  }
}
