import { constants, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { SamedayError } from "../../kernel/index.ts";

/** Larger than the key files that we make. */
const LARGEST = 4096;

/**
 * The text of a file that holds a secret and belongs to `owner`, by default to this process's user. Throws DATA_UNSAFE for
 * one that others can read or write, that is somebody else's, or that is no plain file; NOT_FOUND when there is none.
 */
export async function readKeyFile(path: string, largest = LARGEST, owner = process.geteuid?.()): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    explain(path, owner, (one) => closedFolder(one)),
  );
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw unsafe(`${path} is no plain file.`);
    if (found.uid !== owner)
      throw unsafe(`${path} belongs to the user ${found.uid}; it must belong to the user ${owner}, who reads it.`);
    if ((found.mode & 0o077) !== 0) throw unsafe(`Others than its owner may use ${path}; its mode must be 0600.`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(largest));
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What not being able to open it means, thrown. */
export function explain(
  path: string,
  owner: number | undefined,
  closedFolderOf: (path: string) => string | undefined,
): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    const closed = error.code === "EACCES" ? closedFolderOf(path) : undefined;
    if (closed !== undefined) {
      throw unsafe(
        `${path} cannot be reached: the user ${owner}, who reads it, may not enter the folder ${closed}. Let them in (\`chmod a+x ${closed}\`), or put the file elsewhere.`,
        error,
      );
    }
    if (error.code === "EACCES") {
      throw unsafe(`${path} cannot be read; it must belong to the user ${owner}, who reads it, with mode 0600.`, error);
    }
    if (error.code === "ELOOP") throw unsafe(`${path} is a symbolic link.`, error);
    if (error.code === "ENOENT") throw new SamedayError("NOT_FOUND", `There is no key file ${path}.`, error);
    throw error;
  };
}

/** The outermost folder on the way to a file that this process may not enter. Undefined where the file itself is closed. */
export function closedFolder(path: string, look: (path: string) => unknown = statSync): string | undefined {
  const whole = resolve(path);
  const outer = dirname(whole) === whole ? undefined : closedFolder(dirname(whole), look);
  if (outer !== undefined) return outer;
  try {
    look(whole);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? dirname(whole) : undefined;
  }
}

function unsafe(message: string, cause?: unknown): SamedayError {
  return new SamedayError("DATA_UNSAFE", message, cause);
}
