import { constants } from "node:fs";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { readKeyFile } from "../sealed/index.ts";

/*
 * The role key's directory, mode 0700, its process's own: a file for each secret key, named by its fingerprint, and one
 * that names the current key. Every change is a rename, so that whoever reads sees the old or the new state.
 *
 * Root works here for the directory's owner, who may put anything in it while root looks away. So nothing follows a link:
 * new files are created exclusively and given to the owner by their handles, and what is read must be the owner's.
 * (Root cannot become that user for a while: Debian 13's own Node refuses setuid(2) and its kin.)
 */

/** Whose the directory is, where that is not the user of this process. */
export interface KeyOwner {
  readonly uid: number;
  readonly gid: number;
}

const CURRENT = "current";
const KEY_FILE = /^([0-9A-F]{40}|[0-9A-F]{64})\.key$/;
/** Larger than an RSA key with every certification that it is sensible to keep in a secret file. */
const LARGEST_KEY = 256 * 1024;

/** The secret keys that are installed, as they were given, the current one first. Throws as `readKeyFile` does. */
export async function readRoleKeys(directory: string, owner?: KeyOwner): Promise<readonly Uint8Array[]> {
  const names = await installedKeys(directory, owner);
  const files = names.map((fingerprint) => readKeyFile(keyFile(directory, fingerprint), LARGEST_KEY, owner?.uid));
  return (await Promise.all(files)).map((text) => Buffer.from(text, "latin1"));
}

/** Fingerprints, the current one first. */
export async function installedKeys(directory: string, owner?: KeyOwner): Promise<readonly string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const fingerprints = names.flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []).sort();
  if (fingerprints.length === 0) return [];
  const current = (await readKeyFile(join(directory, CURRENT), undefined, owner?.uid)).trim();
  if (!fingerprints.includes(current)) {
    throw new SamedayError("DATA_UNSAFE", `${join(directory, CURRENT)} names a key that is not there.`);
  }
  return [current, ...fingerprints.filter((fingerprint) => fingerprint !== current)];
}

/** Makes a key the current one; those of before stay, to open what was encrypted to them. */
export async function storeRoleKey(
  directory: string,
  fingerprint: string,
  secretKey: Uint8Array,
  owner?: KeyOwner,
): Promise<void> {
  if (secretKey.length >= LARGEST_KEY) {
    throw new SamedayError("INPUT_INVALID", `The key has ${secretKey.length} bytes; at most ${LARGEST_KEY} are taken.`);
  }
  // The key is there before its name is: a process that is killed between leaves the former one current.
  await replace(keyFile(directory, fingerprint), secretKey, owner);
  await replace(join(directory, CURRENT), Buffer.from(`${fingerprint}\n`), owner);
  await syncDirectory(directory);
}

/** Removes a former key. Throws NOT_FOUND, and CONFLICT for the current one. */
export async function removeRoleKey(directory: string, fingerprint: string, owner?: KeyOwner): Promise<void> {
  const [current, ...former] = await installedKeys(directory, owner);
  if (fingerprint === current) {
    const message = "This is the current key: mail is encrypted to it. Install the one that follows it first.";
    throw new SamedayError("CONFLICT", message);
  }
  if (!former.includes(fingerprint)) throw new SamedayError("NOT_FOUND", `No key ${fingerprint} is installed.`);
  await rm(keyFile(directory, fingerprint));
  await syncDirectory(directory);
}

/**
 * Changes whenever a file comes, goes or is replaced. The file that names the current key counts by itself: two renames may
 * fall into one tick of the file system's clock, and that file is always the second.
 */
export async function versionOf(directory: string): Promise<string> {
  const [folder, current] = await Promise.all([stamp(directory), stamp(join(directory, CURRENT))]);
  return `${folder} / ${current}`;
}

async function stamp(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found ? `${found.ino} ${found.mtimeNs} ${found.ctimeNs}` : "nothing";
}

function keyFile(directory: string, fingerprint: string): string {
  return join(directory, `${fingerprint}.key`);
}

async function replace(path: string, content: Uint8Array, owner: KeyOwner | undefined): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const handle = await open(
    fresh,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    await handle.writeFile(content);
    if (owner) await handle.chown(owner.uid, owner.gid);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, path);
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
