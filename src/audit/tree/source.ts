import type { RawPath } from "./names.ts";
import { HEAD_BYTES, type Opened, openHead, readText } from "./read.ts";

/** A regular file, wherever its bytes are: in the tree, or in an earlier revision of it. */
export interface FileSource {
  readonly path: string;
  /** State and beginning; a code or clause when it cannot be read. */
  open(): Opened | string;
  /** The whole text; a code or clause when it cannot be read. */
  read(): { readonly text: string } | string;
}

export function diskSource(path: string, raw: RawPath): FileSource {
  return { path, open: () => openHead(raw), read: () => readText(raw) };
}

/** A file of a git tree, whose modes know the executable bit alone. */
export function blobSource(path: string, isExecutable: boolean, content: Buffer): FileSource {
  return {
    path,
    open: () => ({
      mode: isExecutable ? 0o755 : 0o644,
      size: content.length,
      uid: 0,
      gid: 0,
      head: content.subarray(0, HEAD_BYTES),
    }),
    read: () => ({ text: content.toString("utf8") }),
  };
}
