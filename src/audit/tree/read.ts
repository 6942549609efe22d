import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import type { RawPath } from "./names.ts";

/** Enough to tell what a file is. */
export const HEAD_BYTES = 4096;
/** Read at once: most programs are no longer, and are not opened again. */
const READ_BYTES = 16 * 1024;
/** A file that has a kind and is larger is a finding instead of being read. */
export const TEXT_LIMIT = 32 * 1024 * 1024;

export interface FileState {
  /** Permission bits with setuid, setgid, sticky. */
  readonly mode: number;
  readonly size: number;
  readonly uid: number;
  readonly gid: number;
}

/** What was read of a file that is being judged. */
export interface Beginning {
  /** The first `HEAD_BYTES`, one character a byte. */
  readonly head: string;
  readonly state: () => FileState;
  /** All of its bytes, where they are no more than what is read at once: how many, and as a text as long as it is judged. */
  readonly whole: { readonly size: number; readonly text: () => string } | undefined;
}

const shared = Buffer.allocUnsafe(READ_BYTES);
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Judges a regular file by its first `HEAD_BYTES`. Its state is asked of the same open file, and only where the judge wants
 * it. The code of the error when it is no file or cannot be read.
 */
export function judgeHead<T>(raw: RawPath, judge: (beginning: Beginning) => T): T | string {
  return withFile(raw, (descriptor) => {
    const length = readSync(descriptor, shared, 0, READ_BYTES, 0);
    return judge({
      head: shared.toString("latin1", 0, Math.min(length, HEAD_BYTES)),
      state: () => {
        const { mode, size, uid, gid } = fstatSync(descriptor);
        return { mode: mode & 0o7777, size, uid, gid };
      },
      whole: length < READ_BYTES ? { size: length, text: () => shared.toString("utf8", 0, length) } : undefined,
    });
  });
}

/** The state of a file that nobody has opened; nothing and nobody's when it is gone. */
export function stateAt(raw: RawPath): FileState {
  const state = lstatSync(raw, { throwIfNoEntry: false });
  if (!state) return { mode: 0, size: 0, uid: 0, gid: 0 };
  return { mode: state.mode & 0o7777, size: state.size, uid: state.uid, gid: state.gid };
}

/** The whole text of a regular file below a limit; the code of the error, or a clause, when it cannot be read. */
export function readText(
  raw: RawPath,
  limit = TEXT_LIMIT,
  encoding: "utf8" | "latin1" = "utf8",
): { readonly text: string } | string {
  return withFile<{ readonly text: string } | string>(raw, (descriptor) => {
    const state = fstatSync(descriptor);
    if (!state.isFile()) return "no regular file";
    const { size } = state;
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

function withFile<T>(raw: RawPath, act: (descriptor: number) => T): T | string {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(raw, FLAGS);
    return act(descriptor);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
