import { describe, expect, test } from "vitest";
import { type Manifest, parseManifest } from "./manifest.ts";

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

test("a manifest survives its own writing", () => expect(parseManifest(JSON.stringify(good))).toEqual(good));

describe("is refused", () => {
  const [dump, blob] = good.files as [Manifest["files"][number], Manifest["files"][number]];
  test.each<[string, unknown]>([
    ["of another format", { ...good, format: "sameday-backup-2" }],
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
