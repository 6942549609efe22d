import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ExportFile } from "./export-file.ts";
import { writeExport } from "./write-export.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sameday-export-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const MONDAY = new Date("2026-11-16T08:00:00Z");
const TUESDAY = new Date("2026-11-17T08:00:00Z");
const WEDNESDAY = new Date("2026-11-18T08:00:00Z");

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

/** A document that carries its dates, as CSAF and OSV do. */
function dated(path: string, text: string): ExportFile {
  return {
    path,
    render: (revisions) => [`${text} revisions ${revisions.join(",")}`],
    revisionsIn: (bytes) => / revisions (\S+)$/.exec(Buffer.from(bytes).toString())?.[1]?.split(","),
    digests: true,
  };
}

test("a document with dates gets a new revision when its content changed, and only then", async () => {
  const read = () => readFile(join(directory, "deep/doc"), "utf8");
  await writeExport(directory, [dated("deep/doc", "one")], MONDAY);
  await writeExport(directory, [dated("deep/doc", "one")], TUESDAY);
  expect(await read()).toBe("one revisions 2026-11-16T08:00:00.000Z");
  const [entry] = await writeExport(directory, [dated("deep/doc", "two")], TUESDAY);
  expect(await read()).toBe("two revisions 2026-11-16T08:00:00.000Z,2026-11-17T08:00:00.000Z");
  expect(entry?.changed).toBe("2026-11-17T08:00:00.000Z");
  expect((await stat(join(directory, "deep/doc"))).mtime).toEqual(TUESDAY);
});

test("hashes stand beside a document, follow it, and go with it", async () => {
  const hash = () => readFile(join(directory, "doc.sha256"), "utf8");
  await writeExport(directory, [dated("doc", "one")], MONDAY);
  const first = await hash();
  const [entry] = await writeExport(directory, [dated("doc", "two")], TUESDAY);
  expect(await hash()).toBe(`${entry?.sha256}  doc\n`);
  expect(await hash()).not.toBe(first);
  expect(await readFile(join(directory, "doc.sha512"), "utf8")).toMatch(/^[0-9a-f]{128} {2}doc\n$/);
  await writeExport(directory, [], TUESDAY);
  expect(await readdir(directory)).toEqual(["index.json"]);
});

test("what a tool makes is kept when it comes out the same; when the tool fails, the old file stays", async () => {
  const made = (text: string): ExportFile => ({ path: "made", from: text, make: (sink) => sink(Buffer.from(text)) });
  const fails: ExportFile = { path: "made", from: "2", make: () => Promise.reject(new Error("no space")) };
  await writeExport(directory, [made("1")], MONDAY);
  const [entry] = await writeExport(directory, [made("1")], TUESDAY);
  expect(entry?.changed).toBe(MONDAY.toISOString());
  await expect(writeExport(directory, [fails], TUESDAY)).rejects.toThrow("no space");
  expect((await readdir(directory)).sort()).toEqual(["index.json", "made"]);
  expect(await readFile(join(directory, "made"), "utf8")).toBe("1");
});

test("summaries see the files that they speak about, with their times", async () => {
  const summary = (entries: readonly { readonly path: string; readonly changed: string }[]): ExportFile[] => [
    file("changes", entries.map(({ path, changed }) => `${path} ${changed.slice(0, 10)}`).join("\n")),
  ];
  await writeExport(directory, [file("a", "1"), file("b", "1")], MONDAY, summary);
  await writeExport(directory, [file("a", "1"), file("b", "2")], TUESDAY, summary);
  expect(await readFile(join(directory, "changes"), "utf8")).toBe("a 2026-11-16\nb 2026-11-17");
});

test("pieces that come faster than the disk takes them keep their order", async () => {
  const pieces = Array.from({ length: 50 }, (_, at) => `${at} `.repeat(1000));
  const made: ExportFile = {
    path: "deep/made",
    from: "pieces",
    make: async (sink) => {
      await Promise.all(pieces.map((piece) => sink(Buffer.from(piece))));
    },
  };
  await writeExport(directory, [made], MONDAY);
  expect(await readFile(join(directory, "deep/made"), "utf8")).toBe(pieces.join(""));
});

test("an empty file is written and kept", async () => {
  await writeExport(directory, [file("empty", "")], MONDAY);
  const [entry] = await writeExport(directory, [file("empty", "")], TUESDAY);
  expect([entry?.bytes, entry?.changed]).toEqual([0, MONDAY.toISOString()]);
});

test("a document that somebody changed, or whose hash went, is written again with its old dates", async () => {
  await writeExport(directory, [dated("doc", "one")], MONDAY);
  await writeFile(join(directory, "doc"), "tampered");
  await rm(join(directory, "doc.sha512"));
  const [entry] = await writeExport(directory, [dated("doc", "one")], TUESDAY);
  expect(entry?.revisions).toEqual([MONDAY.toISOString()]);
  expect(await readFile(join(directory, "doc"), "utf8")).toBe("one revisions 2026-11-16T08:00:00.000Z");
  expect((await readdir(directory)).sort()).toEqual(["doc", "doc.sha256", "doc.sha512", "index.json"]);
});

test("a tool is asked again only when what it makes a file from changed, or the file is no longer as it was", async () => {
  let asked = 0;
  const made = (from: string): ExportFile => ({
    path: "made",
    from,
    make: (sink) => {
      asked += 1;
      return sink(Buffer.from(from));
    },
  });
  for (const from of ["1", "1", "2", "2"]) await writeExport(directory, [made(from)], MONDAY);
  expect(asked).toBe(2);
  await writeFile(join(directory, "made"), "x");
  await writeExport(directory, [made("2")], TUESDAY);
  expect(asked).toBe(3);
});

test("a revision is later than the one before it, also where the clock was set back", async () => {
  await writeExport(directory, [dated("doc", "one")], TUESDAY);
  const [back] = await writeExport(directory, [dated("doc", "two")], MONDAY);
  expect(back?.revisions).toEqual(["2026-11-17T08:00:00.000Z", "2026-11-17T08:00:00.001Z"]);
  const [again] = await writeExport(directory, [dated("doc", "three")], MONDAY);
  expect(again?.revisions?.at(-1)).toBe("2026-11-17T08:00:00.002Z");
});

const LOSSES: readonly (readonly [string, (index: string) => Promise<void>])[] = [
  ["removed", (index) => rm(index)],
  ["cut short", async (index) => writeFile(index, (await readFile(index, "utf8")).slice(0, -9))],
  ["empty", (index) => writeFile(index, "")],
];

test.each(LOSSES)("where the index was %s, documents keep their revisions and go on from them", async (_what, lose) => {
  const lines = () => readFile(join(directory, "doc"), "utf8");
  await writeExport(directory, [dated("doc", "one"), dated("still", "one")], MONDAY);
  await writeExport(directory, [dated("doc", "two"), dated("still", "one")], TUESDAY);
  const before = await readFile(join(directory, "index.json"), "utf8");
  await lose(join(directory, "index.json"));
  await writeExport(directory, [dated("doc", "two"), dated("still", "one")], WEDNESDAY);
  expect(await readFile(join(directory, "index.json"), "utf8")).toBe(before);
  expect((await stat(join(directory, "still"))).mtime).toEqual(MONDAY);
  await lose(join(directory, "index.json"));
  const [entry] = await writeExport(directory, [dated("doc", "three"), dated("still", "one")], WEDNESDAY);
  expect(entry?.revisions).toEqual([MONDAY, TUESDAY, WEDNESDAY].map((day) => day.toISOString()));
  expect(await lines()).toBe(`three revisions ${entry?.revisions?.join(",")}`);
});

test.each(["", "two revisions yesterday", `x revisions ${TUESDAY.toISOString()},${MONDAY.toISOString()}`])(
  "without an index, a document that says %j of its revisions begins anew",
  async (text) => {
    await writeFile(join(directory, "doc"), text);
    const [entry] = await writeExport(directory, [dated("doc", "two")], WEDNESDAY);
    expect(entry?.revisions).toEqual([WEDNESDAY.toISOString()]);
  },
);

test("whoever asks what stands there is told it from the files where the index is lost", async () => {
  await writeExport(directory, [dated("deep/2025/doc", "one")], MONDAY);
  await rm(join(directory, "index.json"));
  let asked: readonly string[] = [];
  const files = (there: ReadonlySet<string>): ExportFile[] => {
    asked = [...there].sort();
    return [];
  };
  await writeExport(directory, files, TUESDAY);
  expect(asked).toEqual(["deep/2025/doc", "deep/2025/doc.sha256", "deep/2025/doc.sha512"]);
  expect(await readFile(join(directory, "deep/2025/doc"), "utf8")).toContain("one");
});
