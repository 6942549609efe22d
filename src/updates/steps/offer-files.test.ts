import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lend } from "./offer-files.ts";

const OTHER_GROUP = 1;

test.skipIf(process.getuid?.() !== 0)(
  "a lent file belongs to the group of its directory and to nobody else",
  async () => {
    const root = await mkdtemp(join(tmpdir(), "offer-files-"));
    try {
      await writeFile(join(root, "original"), "content", { mode: 0o444 });
      const directory = join(root, "exchange");
      await mkdir(directory);
      await chown(directory, 0, OTHER_GROUP);
      await chmod(directory, 0o2750);
      await lend(join(root, "original"), join(directory, "copy"));
      const { gid, mode } = await stat(join(directory, "copy"));
      expect(gid).toBe(OTHER_GROUP);
      expect(mode & 0o777).toBe(0o640);
      expect(await readFile(join(directory, "copy"), "utf8")).toBe("content");
    } finally {
      await rm(root, { recursive: true });
    }
  },
);
