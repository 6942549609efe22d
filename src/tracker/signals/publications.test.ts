import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { trackerOf } from "../testing.ts";
import { publicationsOf, readPublications } from "./publications.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sameday-publications-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const BELOW =
  "CVE-2026-1\t2026-01-01T00:00:00Z\nCVE-2026-1000\t2026-03-01T12:00:00Z\nCVE-2026-1001\t2026-02-99T00:00:00Z\n";
const ABOVE = "CVE-2026-1000\t2026-03-02T08:30:00Z\nCVE-2026-1002\tyesterday\n";
const EXPECTED = [
  ["CVE-2026-1000", "2026-03-02T08:30:00.000Z"],
  ["CVE-2026-1001", undefined],
  ["CVE-2026-1002", undefined],
  ["CVE-2026-1003", undefined],
  ["TEMP-0000000-0A1B2C", undefined],
] as const;

test("the uppermost layer's record says when an issue became public; a day that there is not says nothing", async () => {
  for (const [name, text] of [["below", BELOW] as const, ["above", ABOVE] as const]) {
    await mkdir(join(root, name, "signals"), { recursive: true });
    await writeFile(join(root, name, "signals/published"), text);
  }
  const read = await readPublications(["below", "none", "above"].map((name) => join(root, name)));
  const held = publicationsOf(trackerOf({ "signals/published": BELOW }, { "signals/published": ABOVE }).layers);
  for (const [issue, at] of EXPECTED) {
    expect([issue, read(issue)?.toISOString(), held(issue)?.toISOString()]).toEqual([issue, at, at]);
  }
});

test("a file that cannot be read is named", async () => {
  await mkdir(join(root, "signals/published"), { recursive: true });
  await expect(readPublications([root])).rejects.toThrow(/signals\/published cannot be read/);
});
