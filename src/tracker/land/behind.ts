import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Which commits of ours the work tree may not have yet. Each is noted by an empty file in the repository before the branch moves,
 * so that what was killed behind a commit is told from what somebody put into the index by hand: `git revert --no-commit`
 * leaves the very same bytes there.
 */
export interface Behind {
  note(commit: string): Promise<void>;
  /** The work tree and the index have it. */
  forget(commit: string): Promise<void>;
  noted(): Promise<readonly string[]>;
}

const NOTE = /^sameday-behind-([0-9a-f]{40,64})$/;

/** `repository` is where git keeps the index of this checkout (git-rev-parse(1), `--absolute-git-dir`). */
export function createBehind(repository: () => Promise<string>): Behind {
  const file = async (commit: string): Promise<string> => join(await repository(), `sameday-behind-${commit}`);
  return {
    note: async (commit) => writeFile(await file(commit), ""),
    forget: async (commit) => rm(await file(commit), { force: true }),
    async noted() {
      const names = await readdir(await repository());
      return names.flatMap((name) => NOTE.exec(name)?.[1] ?? []).sort();
    },
  };
}
