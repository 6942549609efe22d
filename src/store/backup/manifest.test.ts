import { describe, expect, test } from "vitest";
import { countFiles, type Manifest, parseManifest } from "./manifest.ts";

const SHA = "ab".repeat(32);
const good: Manifest = {
  format: "sameday-backup-1",
  createdAt: "2026-11-21T04:00:00.000Z",
  postgres: 15,
  migrations: ["0001-base"],
  audit: { sequence: 3, hash: SHA },
  files: [
    { path: "database.dump", size: 10, sha256: SHA },
    { path: `blobs/sha256/ab/${SHA}`, size: 5, sha256: SHA },
  ],
};

const archive = { path: "history/archives/2026-11-21T04:00:00Z-0123.tsv.gz", size: 5, sha256: SHA };
const withHistory: Manifest = { ...good, format: "sameday-backup-2", files: [...good.files, archive] };

test.each([good, withHistory])("a manifest of the form $format survives its own writing", (manifest) => {
  expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
});

test("files are counted by their kind", () => {
  expect(countFiles(good)).toEqual({ blobs: 1, archives: 0 });
  expect(countFiles(withHistory)).toEqual({ blobs: 1, archives: 1 });
});

describe("is refused", () => {
  const [dump, blob] = good.files as [Manifest["files"][number], Manifest["files"][number]];
  test.each<[string, unknown]>([
    ["of another format", { ...good, format: "sameday-backup-3" }],
    ["of the first form with archives", { ...withHistory, format: "sameday-backup-1" }],
    [
      "with an archive that leads elsewhere",
      { ...withHistory, files: [dump, { ...archive, path: "history/archives/../x" }] },
    ],
    [
      "with an archive in another folder",
      { ...withHistory, files: [dump, { ...archive, path: "history/2026.events" }] },
    ],
    ["with a hidden archive", { ...withHistory, files: [dump, { ...archive, path: "history/archives/.x" }] }],
    ["without a checkpoint", { ...good, audit: undefined }],
    ["with a checkpoint that is none", { ...good, audit: { sequence: "3", hash: SHA } }],
    ["without migrations", { ...good, migrations: [1] }],
    ["without a dump", { ...good, files: [blob] }],
    ["with a file twice", { ...good, files: [dump, blob, blob] }],
    ["that leads out of the directory", { ...good, files: [dump, { ...blob, path: "../../etc/passwd" }] }],
    ["with a blob under another's name", { ...good, files: [dump, { ...blob, sha256: "cd".repeat(32) }] }],
    ["with a negative size", { ...good, files: [{ ...dump, size: -1 }] }],
    ["that is null", null],
    ["that is a list", []],
  ])("%s", (_what, value) => {
    expect(() => parseManifest(JSON.stringify(value))).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  test("that is no JSON", () => expect(() => parseManifest("{")).toThrow(/Nothing was changed/));
});
