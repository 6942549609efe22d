import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { OfferedFile } from "../../signer/index.ts";
import type { LineContext } from "../context.ts";
import { filesOf, type UpdateFile } from "../records/files.ts";

/**
 * Lends the signer copies of an update's source and packages, in a directory that only it and the desk can read
 * (the directory's group is the signer's), for as long as the call takes.
 */
export async function withOfferedFiles<T>(
  context: LineContext,
  updateId: string,
  use: (files: OfferedFile[]) => Promise<T>,
): Promise<T> {
  const files = (await filesOf(context.store.db, updateId)).filter(isForSigner);
  const directory = join(context.exchange, `${updateId}-${Buffer.from(context.random.bytes(8)).toString("hex")}`);
  await mkdir(directory, { mode: 0o750 });
  try {
    const offered = await Promise.all(files.map((file) => offer(context, directory, file)));
    return await use(offered);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Builds of several architectures bring .buildinfo and .changes of different names, so one flat directory holds all. */
function isForSigner(file: UpdateFile): boolean {
  return file.role === "source" || file.role === "upload" || file.role === "built";
}

async function offer(context: LineContext, directory: string, file: UpdateFile): Promise<OfferedFile> {
  const path = join(directory, file.name);
  await lend(context.blobs.path(file.sha256), path);
  return { name: file.name, sha256: file.sha256, path };
}

/**
 * A copy that belongs to the group of its directory, as files do that are made in a directory with the set-group-id bit.
 * `copyFile` would not do: with Debian 13's libuv it gives the copy the owner and group of the original.
 */
export function lend(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createWriteStream(to, { flags: "wx", mode: 0o640 }));
}
