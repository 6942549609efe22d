import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type ExportFile, writeExport } from "./write-export.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sameday-export-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const MONDAY = new Date("2026-11-16T08:00:00Z");
const TUESDAY = new Date("2026-11-17T08:00:00Z");

function file(path: string, text: string): ExportFile {
  return { path, bytes: Buffer.from(text) };
}

test("a file that did not change keeps its time, one that changed gets a new one, one that went is removed", async () => {
  await writeExport(directory, [file("a", "1"), file("deep/b", "1"), file("c", "1")], MONDAY);
  const before = await stat(join(directory, "a"));
  const entries = await writeExport(directory, [file("a", "1"), file("deep/b", "2")], TUESDAY);
  expect(entries.map(({ path, changed }) => [path, changed.slice(0, 10)])).toEqual([
    ["a", "2026-11-16"],
    ["deep/b", "2026-11-17"],
  ]);
  expect((await stat(join(directory, "a"))).mtimeMs).toBe(before.mtimeMs);
  expect((await readdir(directory)).sort()).toEqual(["a", "deep", "index.json"]);
  expect(JSON.parse(await readFile(join(directory, "index.json"), "utf8"))).toEqual({ files: entries });
});

test("a file that somebody changed by hand is written again", async () => {
  await writeExport(directory, [file("a", "1")], MONDAY);
  await writeFile(join(directory, "a"), "tampered");
  await writeExport(directory, [file("a", "1")], TUESDAY);
  expect(await readFile(join(directory, "a"), "utf8")).toBe("1");
});

test.each([
  ["garbage", "{"],
  ["names that lead out", JSON.stringify({ files: [{ path: "../victim", bytes: 1, sha256: "", changed: "" }] })],
])("an index with %s harms nothing", async (_, index) => {
  const inner = join(directory, "inner");
  await writeExport(inner, [file("a", "1")], MONDAY);
  await writeFile(join(directory, "victim"), "here");
  await writeFile(join(inner, "index.json"), index);
  await writeExport(inner, [file("a", "1")], TUESDAY);
  expect(await readFile(join(directory, "victim"), "utf8")).toBe("here");
  expect(await readFile(join(inner, "a"), "utf8")).toBe("1");
});
