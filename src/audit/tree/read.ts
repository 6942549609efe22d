import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from "node:fs";
import type { RawPath } from "./names.ts";

/** Enough to tell what a file is. */
export const HEAD_BYTES = 4096;
/** A file that has a kind and is larger is a finding instead of being read. */
export const TEXT_LIMIT = 32 * 1024 * 1024;

export interface Opened {
  readonly mode: number;
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
  /** The first `HEAD_BYTES` at most, as long as nothing else is read: it is one buffer for all. */
  readonly head: Buffer;
}

const shared = Buffer.allocUnsafe(HEAD_BYTES);
// What became a FIFO or a link since the folder was listed is not waited for nor followed.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** State and head of a regular file; the code of the error when it is none or cannot be read. */
export function openHead(raw: RawPath): Opened | string {
  return withFile(raw, (descriptor, { mode, size, uid, gid }) => {
    const length = size === 0 ? 0 : readSync(descriptor, shared, 0, HEAD_BYTES, 0);
    return { mode: mode & 0o7777, size, uid, gid, head: shared.subarray(0, length) };
  });
}

/** The whole text of a regular file below a limit; the code of the error, or a clause, when it cannot be read. */
export function readText(
  raw: RawPath,
  limit = TEXT_LIMIT,
  encoding: "utf8" | "latin1" = "utf8",
): { readonly text: string } | string {
  return withFile<{ readonly text: string } | string>(raw, (descriptor, { size }) => {
    if (size > limit) return tooLarge(limit);
    const bytes = Buffer.allocUnsafe(size);
    let length = 0;
    for (;;) {
      const more = length < bytes.length ? readSync(descriptor, bytes, length, bytes.length - length, length) : 0;
      if (more === 0) return { text: bytes.toString(encoding, 0, length) };
      length += more;
    }
  });
}

export function tooLarge(limit: number): string {
  return `it is larger than ${limit / 1024 / 1024} MB`;
}

function withFile<T>(raw: RawPath, act: (descriptor: number, state: Stats) => T): T | string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(raw, FLAGS);
    const state = fstatSync(descriptor);
    return state.isFile() ? act(descriptor, state) : "no regular file any more";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
