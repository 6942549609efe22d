import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LayerFiles } from "../layers/layer.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker } from "../model/tracker.ts";
import type { TrackerProblem } from "../problem-codes.ts";
import { archiveOf, CONFIG, files } from "../testing.ts";
import { mend } from "./apply-fixes.ts";
import { checkTracker } from "./check-tracker.ts";

const archive = archiveOf("curl bookworm 1", "curl trixie 2", "wget sid 1", "perl bookworm 2:1", "perl sid 2:2");
const check = (contents: LayerFiles): readonly TrackerProblem[] =>
  checkTracker(createTracker([parseLayer("data", contents)]), archive).map(({ problem }) => problem);

const HEAD = "CVE-2026-1000 (x)\n";
const record = (...lines: readonly string[]): string => HEAD + lines.map((line) => `\t${line}\n`).join("");
const DSA = "[06 Nov 2026] DSA-1-1 curl - x\n\t{CVE-2026-1000}\n\t[bookworm] - curl 1+deb12u1\n";

function mended(list: string): {
  readonly list: string;
  readonly left: readonly string[];
  readonly says: readonly string[];
} {
  const before = files({ "config.json": CONFIG, "CVE/list": list, "DSA/list": DSA });
  const { changed, applied } = mend(before, check);
  const after = new Map([...before, ...changed]);
  return {
    list: Buffer.from(after.get("CVE/list") as Uint8Array).toString("latin1"),
    left: check(after).map((problem) => problem.code),
    says: applied.map((fix) => fix.says),
  };
}

describe("what mends itself", () => {
  test.each([
    ["a codename", record("- curl 1", "[bokworm] - curl 1"), record("- curl 1", "[bookworm] - curl 1")],
    [
      "the order of lines",
      record("NOTE: a", "[bookworm] - curl 1", "NOTE: b", "- curl 1", "[trixie] - curl 2", "- wget 1"),
      record("NOTE: a", "- curl 1", "NOTE: b", "[trixie] - curl 2", "[bookworm] - curl 1", "- wget 1"),
    ],
    [
      "a default line behind its release line",
      record("- wget 1", "[sid] - wget 1", "[trixie] - curl 2", "- curl 1"),
      record("- wget 1", "[sid] - wget 1", "- curl 1", "[trixie] - curl 2"),
    ],
    ["a reference twice", record("{DSA-1-1 VU#123456 DSA-1-1}", "- curl 1"), record("{DSA-1-1 VU#123456}", "- curl 1")],
    ["a reference twice in two lines", record("{DSA-1-1}", "{DSA-1-1}", "- curl 1"), record("{DSA-1-1}", "- curl 1")],
    ["a reference without its revision", record("{DSA-1}", "- curl 1"), record("{DSA-1}", "- curl 1")],
    ["a wrong revision", record("{DSA-1-2}", "- curl 1"), record("{DSA-1-1}", "- curl 1")],
    ["a missing epoch", record("- perl 1.5 (low)"), record("- perl 2:1.5 (low)")],
    [
      "a remark beside a fix",
      record("- curl 1", "[trixie] - curl 2", "[trixie] - curl <no-dsa> (Minor)"),
      record("- curl 1", "[trixie] - curl 2"),
    ],
    [
      "two remarks: the last one counts",
      record("- curl 3", "[trixie] - curl <no-dsa> (Minor)", "[trixie] - curl <ignored> (Old)"),
      record("- curl 3", "[trixie] - curl <ignored> (Old)"),
    ],
    [
      "not affected, says the record; fixed, says the advisory",
      record("{DSA-1-1}", "- curl 1", "[bookworm] - curl <not-affected> (x)"),
      record("{DSA-1-1}", "- curl 1"),
    ],
    ["rejected, yet open", record("REJECTED", "- curl <unfixed>"), record("REJECTED")],
    ["a second record that says the same", record("- curl 1") + record("- curl 1"), record("- curl 1")],
    ["a word", record("- curl <unfixd> (low)"), record("- curl <unfixed> (low)")],
    ["a flag", record("- curl 1 (bug #1; hihg)"), record("- curl 1 (bug #1; high)")],
    ["an open bracket", "CVE-2026-1000 (x\n\t- curl 1\n", record("- curl 1")],
    [
      "letters from elsewhere",
      record("- curl 1", "NOTE: caf\xc3\xa9 \xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x80\x93 dash"),
      record("- curl 1", 'NOTE: cafe "quoted" - dash'),
    ],
    ["line ends of another system", "CVE-2026-1000 (x)\r\n\t- curl 1\r\n", record("- curl 1")],
    [
      "one thing after the other",
      record("- curl 1", "[bokworm] - curl 1", "[trixe] - curl 2"),
      record("- curl 1", "[trixie] - curl 2", "[bookworm] - curl 1"),
    ],
  ])("%s", (_name, before, after) => {
    expect(mended(before)).toMatchObject({ list: after, left: [] });
  });
});

describe("what only a person can mend", () => {
  test.each([
    ["two records that differ", record("- curl 1") + record("- curl 2"), ["tracker-duplicate"]],
    ["a codename that is near none", record("[whatever] - curl 1"), ["tracker-unknown-release"]],
    [
      "a note and a remark without a fix",
      record("- curl 3", "[sid] - curl <unfixed>", "[sid] - curl <ignored> (x)"),
      ["tracker-remark-and-note"],
    ],
    ["a package that is not in the archive", record("- crul 1"), ["tracker-unknown-package"]],
    ["bytes that are no UTF-8", record("- curl 1", "NOTE: \xff"), ["tracker-non-ascii"]],
    ["a letter without a form in ASCII", record("- curl 1", "NOTE: \xe4\xb8\xad"), ["tracker-non-ascii"]],
    [
      "release lines of a second package without a default line",
      record("- curl 1", "[trixie] - wget 1"),
      ["tracker-order"],
    ],
  ])("%s stays as it is", (_name, list, left) => {
    expect(mended(list)).toMatchObject({ list, left, says: [] });
  });

  test("a package that nobody knows is told what was meant", () => {
    const contents = files({ "config.json": CONFIG, "CVE/list": record("- crul 1"), "DSA/list": DSA });
    expect(check(contents)).toMatchObject([
      { message: expect.stringContaining("is it curl?"), place: { line: 2, column: 4 } },
    ]);
  });
});

test("mending ends, touches no other record and leaves nothing that has a fix", () => {
  const line = fc.constantFrom(
    "- curl 1",
    "- curl 1 (hihg)",
    "[bokworm] - curl 1",
    "[trixie] - curl <no-dsa> (Minor)",
    "[trixie] - curl 2",
    "[bookworm] - curl <not-affected> (x)",
    "- perl 1",
    "REJECTED",
    "- wget <unfixd>",
    "{DSA-1-1 DSA-1-1}",
    "{DSA-1-9}",
    "NOTE: \xc3\xa9",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const other = "CVE-2026-0999 (y)\n\t[bokworm]- broken\n\tNOTE: \xff\n";
      const { list } = mended(record(...lines) + other);
      expect(list.endsWith(other)).toBe(true);
      const left = check(files({ "config.json": CONFIG, "CVE/list": list, "DSA/list": DSA }));
      expect(left.filter((problem) => problem.fix)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
