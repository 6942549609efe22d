import { readFile } from "node:fs/promises";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import { placeFile } from "../../tracker/index.ts";

/** How far a folder was fetched. Numbers of messages count anew when the server says another validity (RFC 9051, 2.3.1.1). */
export interface FetchedTo {
  readonly folder: string;
  readonly uidValidity: string;
  /** Everything up to this number is in the spool. */
  readonly lastUid: number;
}

const stored = z.object({
  folder: z.string(),
  uidValidity: z.string().regex(/^\d+$/),
  lastUid: z.int().min(0),
});

/** Undefined before the first fetch. Throws INPUT_INVALID for a file that was changed by hand. */
export async function readFetchedTo(path: string): Promise<FetchedTo | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return stored.parse(JSON.parse(text));
  } catch (cause) {
    throw new SamedayError("INPUT_INVALID", `${path} is not readable; without it all mail is fetched again.`, cause);
  }
}

/** On the disk, whole, when this answers. */
export async function writeFetchedTo(path: string, to: FetchedTo): Promise<void> {
  await placeFile(path, Buffer.from(`${JSON.stringify(to)}\n`));
}
