import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { chooseBinaries, installedBinaries } from "./binaries.ts";

async function install(...versions: string[]): Promise<string> {
  const root = await mkdtemp(path.join(os.tmpdir(), "store-binaries-"));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const version of versions) {
    await mkdir(path.join(root, version, "bin"), { recursive: true });
    for (const tool of ["postgres", "initdb", "pg_ctl"]) {
      await writeFile(path.join(root, version, "bin", tool), "");
      await chmod(path.join(root, version, "bin", tool), 0o755);
    }
  }
  return root;
}

test("installed versions are found by number, the newest first, and only whole ones", async () => {
  const root = await install("9", "15", "17", "common");
  await mkdir(path.join(root, "18", "bin"), { recursive: true });
  expect((await installedBinaries(root)).map(({ major }) => major)).toEqual([17, 15, 9]);
});

test("nothing is installed where there is no such directory", async () => {
  expect(await installedBinaries("/nonexistent")).toEqual([]);
  expect(() => chooseBinaries([], undefined)).toThrow(expect.objectContaining({ code: "TOOL_MISSING" }));
});

test("existing data gets its own version, new data the newest", async () => {
  const installed = await installedBinaries(await install("15", "17"));
  expect(chooseBinaries(installed, 15).major).toBe(15);
  expect(chooseBinaries(installed, undefined).major).toBe(17);
});

test("data of a version that is not installed is refused with both numbers", async () => {
  const installed = await installedBinaries(await install("17"));
  expect(() => chooseBinaries(installed, 15)).toThrow(/written by PostgreSQL 15, but installed is 17/);
});
