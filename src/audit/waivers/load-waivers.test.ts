import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadWaivers, WAIVERS_FILE } from "./load-waivers.ts";

const root = mkdtempSync(join(tmpdir(), "waivers-"));
afterAll(() => rmSync(root, { recursive: true }));
const wish = { file: undefined, rules: ["unit-sandbox"], now: new Date("2026-11-22T00:00:00Z") };

function tree(name: string): string {
  mkdirSync(join(root, name));
  return join(root, name);
}

test("a tree without the file has no waivers", async () => {
  const none = { file: WAIVERS_FILE, value: [], problems: [] };
  expect(await loadWaivers({ ...wish, root: tree("none") })).toMatchObject(none);
  expect(await loadWaivers({ ...wish, root: undefined })).toMatchObject({ value: [] });
});

test("the tree's own file is read, and called as it is there", async () => {
  const here = tree("own");
  writeFileSync(join(here, WAIVERS_FILE), "colour = 1\n");
  expect((await loadWaivers({ ...wish, root: here })).problems).toMatchObject([
    { code: "waiver-unknown-key", place: { file: WAIVERS_FILE, line: 1, column: 1 } },
  ]);
});

test.each([
  ["a link", (path: string) => symlinkSync("/etc/passwd", path), "it is a link"],
  ["a directory", (path: string) => mkdirSync(path), "it is no regular file"],
])("%s is not followed, and said to be one", async (name, make, why) => {
  const here = tree(name);
  make(join(here, WAIVERS_FILE));
  const { value, problems } = await loadWaivers({ ...wish, root: here });
  expect(value).toEqual([]);
  expect(problems).toMatchObject([{ code: "waiver-unreadable", message: expect.stringContaining(why) }]);
});

test("a file that was named must be there", async () => {
  await expect(loadWaivers({ ...wish, root, file: join(root, "nothing") })).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringContaining("there is no such file"),
  });
});
