import { lstat, realpath } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import type { Account } from "./account.ts";
import type { AccountFiles } from "./files.ts";
import type { Layout } from "./layout.ts";

export const SOCKET_PORT = 5432;

/** sun_path holds 108 bytes with its final zero (unix(7)). */
const MAX_SOCKET_PATH = 107;

export function socketFits(directory: string): boolean {
  return Buffer.byteLength(path.join(directory, `.s.PGSQL.${SOCKET_PORT}`)) <= MAX_SOCKET_PATH;
}

/**
 * A directory of mode 0700 for the socket: `run/` in the data directory, or a short one below the system's temporary
 * directory when that path is too long for a socket. There it carries a hash of the data directory, and is refused
 * when somebody else was there first.
 */
export async function socketDirectory(layout: Layout, account: Account, files: AccountFiles): Promise<string> {
  if (socketFits(layout.run)) {
    await files.makeDirectory(layout.run);
    return layout.run;
  }
  const name = `sameday-${account.uid}-${sha256(await realpath(layout.data)).slice(0, 12)}`;
  const directory = path.join(os.tmpdir(), name);
  if (!socketFits(directory))
    throw new SamedayError("STORE_UNAVAILABLE", `${directory} is too long for a unix socket.`);
  await files.makeDirectory(directory);
  const made = await lstat(directory);
  if (!made.isDirectory() || made.uid !== account.uid || (made.mode & 0o077) !== 0) {
    throw new SamedayError("STORE_FOREIGN_OWNER", `${directory} is not a private directory of ${account.name}.`);
  }
  return directory;
}
