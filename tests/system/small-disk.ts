import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import { statfs } from "node:fs/promises";

/** A file system in memory in the place of a directory, whose owner and mode it takes (as root). */
export interface SmallDisk {
  /** Leaves so much room beside what is there now. */
  leave(mebibytes: number): Promise<void>;
  remove(): void;
}

/** Whether this user may mount: without it a full disk cannot be made here. */
export const mayMount = process.getuid?.() === 0;

const MEBIBYTE = 1024 * 1024;

export function mountSmallDisk(directory: string, mebibytes: number): SmallDisk {
  const { uid, gid, mode } = statSync(directory);
  const owner = `uid=${uid},gid=${gid},mode=${(mode & 0o777).toString(8)}`;
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${mebibytes}m,${owner}`, "tmpfs", directory]);
  return {
    async leave(more) {
      const { blocks, bfree, bsize } = await statfs(directory);
      const size = Math.ceil(((blocks - bfree) * bsize) / MEBIBYTE) + more;
      execFileSync("mount", ["-o", `remount,size=${size}m`, directory]);
    },
    // Lazily: a process that still holds a file there ends by itself.
    remove: () => void execFileSync("umount", ["--lazy", directory]),
  };
}
