import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { createSourceTable } from "../archive/source-table.ts";
import { parseList } from "../format/parse-list.ts";
import { measureQuality } from "./measure.ts";

const EXAMPLE = resolve(import.meta.dirname, "../../../examples/debian/tracker/CVE/list");

/** The archive has every package that the list names: what is measured is the choice among them. */
function exampleArchive(list: Uint8Array) {
  const table = createSourceTable();
  for (const { notes } of parseList(list, { path: "CVE/list", kind: "issues" }).value.records) {
    for (const note of notes) table.add(note.package, "sid", "main", "main", "1-1");
  }
  return table.versions;
}

test("of the example's newest issues that name their package, the right one mostly stands first", () => {
  const list = readFileSync(join(EXAMPLE));
  const quality = measureQuality(list, exampleArchive(list), 200);
  console.log("triage, example data:", JSON.stringify(quality));
  expect(quality.hidden).toBe(200);
  expect(quality.packages.first).toBeGreaterThanOrEqual(quality.named * 0.9);
});
