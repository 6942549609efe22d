import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Distribution } from "../distribution/index.ts";
import { type KnownKey, parseEvidenceKey } from "../evidence/index.ts";
import { createBuilderList } from "./builders.ts";
import { layoutOf } from "./layout.ts";

/** A PEM of an Ed25519 key has 119 bytes. */
const LARGEST_KEY_FILE = 4096;

/**
 * Public keys that the data directory on this machine knows, for whoever verifies evidence here: those of builders that
 * the definition names without a key, and the desk's own where this user may read it. Empty where there is no desk.
 * Throws INPUT_INVALID for a damaged list, DATA_UNSAFE.
 */
export async function ownKeys(dataDirectory: string, definition: Distribution): Promise<KnownKey[]> {
  const layout = layoutOf(dataDirectory);
  const builders = await createBuilderList(layout, definition).catch((error: NodeJS.ErrnoException) => {
    if (isOutOfReach(error)) return () => [];
    throw error;
  });
  const named = new Set(definition.builders.flatMap(({ name, publicKey }) => (publicKey === undefined ? [] : [name])));
  const registered = builders().filter(({ name }) => !named.has(name));
  const desk = await deskKey(layout.evidenceKey);
  return [
    ...(desk === undefined ? [] : [{ name: "desk", publicKey: desk }]),
    ...registered.map(({ name, publicKey }) => ({ name, publicKey })),
  ];
}

/** The public half. The file is the server's: a link or a pipe that it put there is not followed, nor waited for. */
async function deskKey(path: string): Promise<string | undefined> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LARGEST_KEY_FILE));
      return parseEvidenceKey(buffer.toString("latin1", 0, bytesRead)).publicKey;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isOutOfReach(error as NodeJS.ErrnoException)) return undefined;
    throw error;
  }
}

function isOutOfReach({ code = "" }: NodeJS.ErrnoException): boolean {
  return ["ENOENT", "ENOTDIR", "EACCES"].includes(code);
}
