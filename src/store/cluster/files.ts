import { chown, lstat, mkdir } from "node:fs/promises";
import path from "node:path";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { type Account, runAs, userName } from "./account.ts";

const TIME_LIMIT_MS = 60_000;

/** Changes files as the account and nobody else; see `runAs`. */
export interface AccountFiles {
  makeDirectory(directory: string): Promise<void>;
  /** Replaces the file in one step; its mode is 0600. */
  write(file: string, content: string): Promise<void>;
  removeTree(directory: string): Promise<void>;
}

export function accountFiles(runner: ProcessRunner, account: Account): AccountFiles {
  const run = async (argv: readonly [string, ...string[]], input?: string): Promise<void> => {
    const command = { argv: runAs(account, argv), cwd: "/", timeLimitMs: TIME_LIMIT_MS };
    await runner.run(input === undefined ? command : { ...command, input });
  };
  return {
    makeDirectory: (directory) => run(["mkdir", "--parents", "--mode=0700", "--", directory]),
    async write(file, content) {
      const fresh = `${file}.new`;
      await run(["install", "--mode=0600", "--", "/dev/null", fresh]);
      await run(["tee", "--", fresh], content);
      await run(["sync", "--", fresh]);
      await run(["mv", "--no-target-directory", "--", fresh, file]);
    },
    removeTree: (directory) => run(["rm", "--recursive", "--force", "--one-file-system", "--", directory]),
  };
}

/**
 * Makes the data directory when it is missing, mode 0700 and owned by the account.
 * Throws STORE_FOREIGN_OWNER when it, or what lies directly in it, belongs to somebody else,
 * STORE_UNAVAILABLE when the account cannot reach it.
 */
export async function prepareDataDirectory(directory: string, account: Account): Promise<void> {
  if (!path.isAbsolute(directory)) throw new SamedayError("USAGE", "The data directory needs an absolute path.");
  const existing = await lstat(directory).catch(() => undefined);
  if (!existing) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (process.getuid?.() === 0) await chown(directory, account.uid, account.gid);
  } else if (!existing.isDirectory()) {
    throw new SamedayError("STORE_UNAVAILABLE", `The data directory ${directory} is not a directory.`);
  }
  await requireReachable(directory, account);
  await requireOwner(directory, account);
}

/** Throws STORE_FOREIGN_OWNER, naming who owns it and who should. A path that does not exist is nobody's. */
export async function requireOwner(file: string, account: Account): Promise<void> {
  const found = await lstat(file).catch(() => undefined);
  if (!found || found.uid === account.uid) return;
  throw new SamedayError(
    "STORE_FOREIGN_OWNER",
    `${file} belongs to ${await userName(found.uid)}, but the database runs as ${account.name}. ` +
      `Give it back with: chown -R ${account.name}: ${path.dirname(file)}`,
  );
}

/** A directory under /root, say, cannot be entered by another user however it is owned itself. */
async function requireReachable(directory: string, account: Account): Promise<void> {
  for (let parent = path.dirname(directory); ; parent = path.dirname(parent)) {
    const { mode, uid, gid } = await lstat(parent);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      const why = `The user ${account.name} cannot enter ${parent}, so the data directory ${directory} is out of reach.`;
      throw new SamedayError("STORE_UNAVAILABLE", `${why} Choose one below /var/lib, or open that directory.`);
    }
    if (parent === path.dirname(parent)) return;
  }
}
