import type { ProcessRunner } from "../../kernel/index.ts";

const LIMIT_MS = 600_000;

/**
 * Removes a tree that may hold files of subordinate users, which only root of a user namespace may remove.
 * A tree that is not there is no error.
 */
export async function removeTree(processes: ProcessRunner, directory: string): Promise<void> {
  const inside = ["unshare", "--user", "--map-auto", "--map-root-user", "--"] as const;
  await processes.run({
    argv: [...inside, "rm", "--recursive", "--force", "--one-file-system", "--", directory],
    timeLimitMs: LIMIT_MS,
  });
}
