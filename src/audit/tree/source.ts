import type { RawPath } from "./names.ts";
import { type Beginning, type FileState, HEAD_BYTES, judgeHead, readText, stateAt } from "./read.ts";

/** A regular file, wherever its bytes are: in the tree, or in an earlier revision of it. */
export interface FileSource {
  readonly path: string;
  /** Hands on the beginning, and how to learn the state; a code or clause when it cannot be read. */
  judge<T>(judge: (beginning: Beginning) => T): T | string;
  /** Its state without a look into it. */
  state(): FileState;
  /** The whole text; a code or clause when it cannot be read. */
  read(): { readonly text: string } | string;
}

export function diskSource(path: string, raw: RawPath): FileSource {
  return { path, judge: (judge) => judgeHead(raw, judge), state: () => stateAt(raw), read: () => readText(raw) };
}

/** A file of a git tree, whose modes know the executable bit alone. */
export function blobSource(path: string, isExecutable: boolean, content: Buffer): FileSource {
  const state = (): FileState => ({ mode: isExecutable ? 0o755 : 0o644, size: content.length, uid: 0, gid: 0 });
  return {
    path,
    judge: (judge) =>
      judge({
        head: content.toString("latin1", 0, HEAD_BYTES),
        state,
        whole: { size: content.length, text: () => content.toString("utf8") },
      }),
    state,
    read: () => ({ text: content.toString("utf8") }),
  };
}

/** A file whose owner and mode are told by somebody who knows better than the file system. */
export function withState(source: FileSource, told: Omit<FileState, "size">): FileSource {
  return {
    ...source,
    judge: (judge) =>
      source.judge((beginning) => judge({ ...beginning, state: () => ({ ...beginning.state(), ...told }) })),
    state: () => ({ ...source.state(), ...told }),
  };
}
