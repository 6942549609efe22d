import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LARGEST_RECORD } from "../import/cve-record.ts";
import { factsIn, recordsAtHand, recordsDirectory } from "./records-at-hand.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sameday-records-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const record = (product: string): string =>
  JSON.stringify({
    containers: {
      cna: {
        descriptions: [{ lang: "en", value: `A flaw in ${product}` }],
        affected: [{ vendor: "acme", product }],
        references: [{ url: "https://example.org/" }],
      },
    },
  });
const imported = (source: string): void => put("data/.import/cve.json", JSON.stringify({ source, refused: [] }));

test.each(["cves/2026/1xxx/CVE-2026-1234.json", "2026/1xxx/CVE-2026-1234.json", "CVE-2026-1234.json"])(
  "a record is found at %s",
  (path) => {
    put(path, record("curl"));
    expect(factsIn(root)("CVE-2026-1234")?.affected).toEqual([{ vendor: "acme", product: "curl" }]);
    expect(factsIn(root)("CVE-2026-1235")).toBeUndefined();
  },
);

test("what is no record is as good as none: another name, no JSON, too large, no file at all", () => {
  put("CVE-2026-1000.json", "{");
  put("CVE-2026-1001.json", "");
  truncateSync(join(root, "CVE-2026-1001.json"), LARGEST_RECORD + 1);
  mkdirSync(join(root, "CVE-2026-1002.json"));
  execFileSync("mkfifo", [join(root, "CVE-2026-1003.json")]);
  const factsOf = factsIn(root);
  for (const issue of ["CVE-2026-1000", "CVE-2026-1001", "CVE-2026-1002", "CVE-2026-1003", "../x", "TEMP-1-ABCDEF"]) {
    expect(factsOf(issue), issue).toBeUndefined();
  }
});

test("the directory is the named one, else the one of the last import", async () => {
  const data = join(root, "data");
  expect(await recordsDirectory(undefined, data)).toBeUndefined();
  imported("/records");
  expect(await recordsDirectory(undefined, data)).toBe("/records");
  expect(await recordsDirectory("/named", data)).toBe("/named");
  for (const text of ["{", "[]", '{"source": 7}', "null"]) {
    put("data/.import/cve.json", text);
    expect(await recordsDirectory(undefined, data), text).toBeUndefined();
  }
});

test("a process that lives long reads records again after each import, and keeps vendors and products alone", async () => {
  const records = recordsAtHand(join(root, "data"));
  await records.look();
  expect([records.stamp, records.affectedOf("CVE-2026-1234"), records.wholeOf("CVE-2026-1234")]).toEqual([
    "",
    undefined,
    undefined,
  ]);
  put("one/CVE-2026-1234.json", record("curl"));
  imported(join(root, "one"));
  await records.look();
  const first = records.stamp;
  expect(first).not.toBe("");
  expect(records.affectedOf("CVE-2026-1234")).toEqual({
    description: "",
    affected: [{ vendor: "acme", product: "curl" }],
    links: [],
  });
  expect(records.wholeOf("CVE-2026-1234")).toMatchObject({ description: "A flaw in curl" });
  put("one/CVE-2026-1234.json", record("wget"));
  await records.look();
  expect([records.stamp, records.affectedOf("CVE-2026-1234")?.affected[0]?.product]).toEqual([first, "curl"]);
  put("two/CVE-2026-1234.json", record("wget2"));
  imported(join(root, "two", "."));
  await records.look();
  expect(records.stamp).not.toBe(first);
  expect(records.affectedOf("CVE-2026-1234")?.affected[0]?.product).toBe("wget2");
  rmSync(join(root, "data"), { recursive: true });
  await records.look();
  expect([records.stamp, records.affectedOf("CVE-2026-1234")]).toEqual(["", undefined]);
});
