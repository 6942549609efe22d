import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { type Parsed, type Problem, SamedayError } from "../../kernel/index.ts";
import type { Waiver } from "./types.ts";

/** Where an audited repository has its waivers, unless the command says otherwise. */
export const WAIVERS_FILE = ".sameday-audit-waivers.toml";
/** More than the reader of TOML takes. */
const MOST_BYTES = 5 * 1024 * 1024;

export interface WaiversWish {
  /** Directory of the audited tree; undefined where it is none, such as a squashfs. */
  readonly root: string | undefined;
  /** As typed; undefined for the tree's own file. */
  readonly file: string | undefined;
  readonly rules: readonly string[];
  readonly now: Date;
  /** The tree's own file before the change that is judged; undefined when that leaves it alone. */
  readonly before?: string | undefined;
}

export interface LoadedWaivers extends Parsed<readonly Waiver[]> {
  /** How the file is called in findings. */
  readonly file: string;
  /** Whether the change that is judged brings this entry, or another reason or end for it. */
  readonly isNew: (waiver: Waiver) => boolean;
}

/**
 * Reads the waivers of an audit; none where the tree has no file. A file of the tree is opened as the rest of it: no link is
 * followed, and what is no regular file is a problem. Throws INPUT_INVALID for a file that was named and cannot be read.
 */
export async function loadWaivers({ root, file, rules, now, before }: WaiversWish): Promise<LoadedWaivers> {
  const name = file ?? WAIVERS_FILE;
  const bytes = file === undefined ? await readOfTree(root) : await readNamed(file);
  if (bytes === undefined) return { file: name, value: [], problems: [], isNew: NEVER };
  if (!(bytes instanceof Uint8Array)) return { file: name, value: [], problems: [bytes], isNew: NEVER };
  // Most trees have none: the reader of TOML is loaded for those that do.
  const { readWaivers } = await import("./read-waivers.ts");
  const read = (text: Uint8Array) => readWaivers(text, { file: name, rules, now });
  if (file !== undefined || before === undefined) return { file: name, ...read(bytes), isNew: NEVER };
  const stood = new Set(read(Buffer.from(before)).value.map(contentOf));
  return { file: name, ...read(bytes), isNew: (waiver) => !stood.has(contentOf(waiver)) };
}

const NEVER = () => false;

function contentOf({ place: _place, ...said }: Waiver): string {
  return JSON.stringify(said);
}

async function readOfTree(root: string | undefined): Promise<Uint8Array | Problem | undefined> {
  if (root === undefined) return undefined;
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    return await readHandle(await open(join(root, WAIVERS_FILE), O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  } catch (thrown) {
    const { code = "reading failed" } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const why = code === "ELOOP" ? "it is a link" : code;
    const message = `The waivers cannot be read: ${why}. Nothing is waived.`;
    return { code: "waiver-unreadable", severity: "error", message, place: { file: WAIVERS_FILE, line: 1, column: 1 } };
  }
}

async function readNamed(file: string): Promise<Uint8Array> {
  try {
    return await readHandle(await open(file, constants.O_RDONLY | constants.O_NONBLOCK));
  } catch (thrown) {
    const { code = "reading failed" } = thrown as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : code;
    throw new SamedayError("INPUT_INVALID", `The waivers ${file} cannot be read: ${why}.`, thrown);
  }
}

async function readHandle(handle: FileHandle): Promise<Uint8Array> {
  try {
    if (!(await handle.stat()).isFile()) throw Object.assign(new Error(), { code: "it is no regular file" });
    const buffer = new Uint8Array(MOST_BYTES);
    let length = 0;
    while (length < MOST_BYTES) {
      const { bytesRead } = await handle.read(buffer, length, MOST_BYTES - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}
