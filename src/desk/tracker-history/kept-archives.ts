import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { KeptHistory } from "../../store/index.ts";
import { recordedArchives, requireWholeArchive } from "../../tracker/index.ts";

/**
 * What a backup takes of the history: the recorded archives. A file gets its name when it is whole, so that the helper may
 * record more meanwhile; events stay out, since they are derived again from these and from git.
 */
export function keptArchives(history: string): KeptHistory {
  return {
    directory: history,
    async wholeFiles() {
      const records = await recordedArchives(history);
      for (const record of records) {
        await requireWholeArchive(history, record).catch((cause) => {
          throw new SamedayError("HASH_MISMATCH", `${toSamedayError(cause).message} No backup was written.`, cause);
        });
      }
      return records.map(({ file }) => `archives/${file}`);
    },
  };
}
