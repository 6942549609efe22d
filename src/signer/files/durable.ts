import { constants } from "node:fs";
import { access, mkdir, open, rename, rm, symlink } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes what happened to the names in a directory survive a loss of power. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new file whose content is on the disk when this returns; its name is, once the directory is synced. */
export async function writeSynced(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    mode,
  );
  try {
    await handle.chmod(mode);
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Replaces a file whole: readers and a killed process see the old or the new content, never a part. */
export async function replaceFile(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  // Root calls this in the signer's own directory: what lies there by this name must not lead the writing elsewhere.
  await rm(`${path}.new`, { force: true });
  await writeSynced(`${path}.new`, data, mode);
  await rename(`${path}.new`, path);
  await syncDirectory(dirname(path));
}

/** Points a symlink elsewhere by rename(2): at no moment is it missing. */
export async function switchLink(path: string, target: string): Promise<void> {
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  await symlink(target, fresh);
  await rename(fresh, path);
  await syncDirectory(dirname(path));
}

/**
 * Makes a directory, and those above it that are missing, with this mode. chmod(2) is left out on purpose: it would take
 * away a set-group-id bit whose group is not the signer's own, and with it the server's right to read queues.
 */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  await mkdir(path, { recursive: true, mode });
}

/** Whether something lies there that this process may see. */
export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
