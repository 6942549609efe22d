import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLayerReader } from "../live/layer-reader.ts";
import { readLayerFiles } from "./read-layer-files.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sameday-layer-files-"));
  await writeFile(join(directory, "config.json"), "{}");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const readers = [
  ["once", () => readLayerFiles(directory)],
  ["again and again", () => createLayerReader(directory).read()],
] as const;

test.each(readers)("read %s, a link is followed to a file", async (_how, read) => {
  await writeFile(join(directory, "elsewhere"), "--\ncurl\n");
  await symlink("elsewhere", join(directory, "dsa-needed.txt"));
  expect(Buffer.from((await read())?.get("dsa-needed.txt") ?? []).toString()).toBe("--\ncurl\n");
});

test.each(
  readers.flatMap(([how, read]) =>
    ["nowhere", "dsa-needed.txt", "/", "/dev/zero"].map((target) => [how, target, read] as const),
  ),
)("read %s, a link to %s is refused with the file's name", async (_how, target, read) => {
  await symlink(target, join(directory, "dsa-needed.txt"));
  await expect(read()).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringMatching(/^dsa-needed\.txt of the tracker data in .+ (?:is no file|cannot be read)\.$/),
  });
});
