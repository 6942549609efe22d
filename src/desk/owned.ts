import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { SamedayError } from "../kernel/index.ts";

/*
 * What root makes, changes and reads for processes that are not root. Whoever owns a directory may put a symbolic link
 * there while root looks away, and root would then give away or overwrite what the link names. So root touches only
 * entries of directories that nobody else can write, and those by a handle that never follows a link.
 */

/** Who an entry shall belong to, and its mode. */
export interface Owned {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Makes a directory, or takes the one that is there, and gives it owner and mode. Its parent must be root's when root asks;
 * `parentUid` names another owner whose directory root may make entries in: then what is there already must be theirs.
 * Throws DATA_UNSAFE for a link, for what is no directory, and for a parent of somebody else.
 */
export async function ownDirectory(path: string, owned: Owned, parentUid = 0): Promise<void> {
  if (isRoot()) await requireParent(path, parentUid);
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const handle = await openSafely(path, DIRECTORY);
  try {
    if (isRoot()) {
      const { uid } = await handle.stat();
      if (parentUid !== 0 && uid !== 0 && uid !== owned.uid) throw unsafe(`${path} belongs to the user ${uid}.`);
      await handle.chown(owned.uid, owned.gid);
    }
    await handle.chmod(owned.mode);
  } finally {
    await handle.close();
  }
}

/**
 * Makes a file once, whole or not at all; answers whether it was made now. What is there stays as it is.
 * Throws DATA_UNSAFE as above.
 */
export async function fileOnce(path: string, owned: Owned, make: () => string): Promise<boolean> {
  const fresh = await writeFresh(path, owned, make());
  try {
    await link(fresh, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Replaces a file whole. Throws DATA_UNSAFE as above. */
export async function replaceOwned(path: string, owned: Owned, content: string): Promise<void> {
  await rename(await writeFresh(path, owned, content), path);
}

/** The text of a file in a directory that only root writes; null when there is none. Throws DATA_UNSAFE for a link. */
export async function readOwned(path: string): Promise<string | null> {
  if (isRoot()) await requireParent(path, 0);
  try {
    const handle = await openSafely(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function writeFresh(path: string, { uid, gid, mode }: Owned, content: string): Promise<string> {
  if (isRoot()) await requireParent(path, 0);
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  // Exclusive creation follows no link either.
  const handle = await open(fresh, "wx", 0o600);
  try {
    await handle.writeFile(content);
    if (isRoot()) await handle.chown(uid, gid);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return fresh;
}

async function requireParent(path: string, uid: number): Promise<void> {
  const parent = dirname(path);
  const found = await stat(parent);
  if ((found.mode & 0o002) !== 0) throw unsafe(`Everybody may write in ${parent}, where root is to work.`);
  if (found.uid === uid || found.uid === 0) return;
  throw unsafe(`${parent} belongs to the user ${found.uid}, who could plant anything where root is to work.`);
}

async function openSafely(path: string, flags: number): Promise<FileHandle> {
  return open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ELOOP") throw unsafe(`${path} is a symbolic link, which root does not follow.`, error);
    if (error.code === "ENOTDIR") throw unsafe(`${path} is no directory, or a symbolic link.`, error);
    throw error;
  });
}

function unsafe(message: string, cause?: unknown): SamedayError {
  return new SamedayError("DATA_UNSAFE", message, cause);
}
