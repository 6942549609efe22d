import { mkdir, mkdtemp, readdir, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { removeStaleScratch, withScratchDirectory } from "./scratch.ts";

test("what a killed process left goes after an hour of the machine's clock, what is in use stays", async () => {
  const root = await mkdtemp(join(tmpdir(), "sd-s-"));
  vi.stubEnv("TMPDIR", root);
  try {
    const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
    for (const [name, minutes] of [
      ["sd-pgp-left", 61],
      ["sd-pgp-late", 55],
      ["theirs", 600],
    ] as const) {
      await mkdir(join(root, name, "h"), { recursive: true });
      await utimes(join(root, name), ago(minutes), ago(minutes));
    }
    await withScratchDirectory(async (used) => {
      await removeStaleScratch();
      const there = (await readdir(root)).map((name) => join(root, name));
      expect(there.sort()).toEqual([used, join(root, "sd-pgp-late"), join(root, "theirs")].sort());
    });
  } finally {
    vi.unstubAllEnvs();
    await rm(root, { recursive: true });
  }
});
