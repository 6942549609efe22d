import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Problem } from "../kernel/index.ts";
import { checkTracker } from "./check/check-tracker.ts";
import { renderList } from "./format/render-list.ts";
import type { LayerFiles } from "./layers/layer.ts";
import { parseLayer } from "./layers/parse-layer.ts";
import { createTracker, type Tracker } from "./model/tracker.ts";
import { statusRow } from "./report/status-rows.ts";
import { archiveOf, CONFIG, files } from "./testing.ts";
import { allVerdicts } from "./verdict/all-verdicts.ts";
import { createDebianJudge } from "./verdict/debian-judge.ts";
import { dpkgJudge } from "./verdict/dpkg-judge.ts";
import { explain } from "./verdict/explain.ts";

/** Whatever happens to a line of any file: no crash, every problem has a place that exists, and other records stay as they are. */

const EXAMPLE = new URL("../../examples/debian/tracker/CVE/list", import.meta.url).pathname;
const real = readFileSync(EXAMPLE, "latin1").split("\n").slice(0, 400).join("\n");

const LISTS: Readonly<Record<string, string>> = {
  "config.json": CONFIG,
  "CVE/list": `CVE-2026-2000 (x ...)
	{DSA-1-1 VU#123456}
	- curl 2 (low; bug #123456)
	[bookworm] - curl <no-dsa> (Minor issue)
	NOTE: https://example.org/
CVE-2026-1999
	RESERVED
begin claimed by ada
CVE-2026-1998 [ours]
	[experimental] - curl 3
	- curl <unfixed> (bug #7; high)
	[trixie] - curl <not-affected> (Only 3 and later)
	[bookworm] - curl <end-of-life> (EOL)
	TODO: check
end claimed by ada
--
CVE-2026-1997 (y)
	NOT-FOR-US: Something
CVE-2026-1996
	REJECTED
CVE-2026-1995 (z)
	- wget <removed>
	- curl <undetermined>
	- new <itp> (bug #9)
CVE-2026-XXXX [without a number]
	- wget <unfixed>
${real}`,
  "DSA/list": "[06 Nov 2026] DSA-1-1 curl - security update\n\t{CVE-2026-2000}\n\t[bookworm] - curl 1+deb12u1\n",
  "DTSA/list": "[November 6th, 2026] DTSA-1-1 curl - y\n\t{CVE-2026-1998}\n\t[trixie] - curl 2\n",
  "next-point-update.txt": "CVE-2026-2000\n\t[trixie] - curl 2+deb13u1\n",
  "packages/removed-packages": "# gone\nwget\n",
  "dsa-needed.txt": "prose\n--\ncurl/stable (ada)\n\tNOTE: 20261101: soon\n--\nwget\n",
  "embedded-code-copies": "prose\n---BEGIN\ncurl (comment)\n\t- wget <unfixed> (embed; bug #3)\n\tNOTE: x\n",
  "security-support-ended.deb12": "pdns 1 2026-01-01 why\n",
};
const PATHS = Object.keys(LISTS);

const junk = fc.constantFrom(
  "",
  " ",
  "\t",
  "\n",
  "-",
  "[",
  "]",
  "(",
  ")",
  "{",
  "}",
  "<",
  ">",
  "~",
  ":",
  ";",
  "#",
  "\0",
  "\r",
  "\xff",
  "\xc3\xa9",
  "0",
  "A",
  "CVE-2026-2000",
  "STOP:",
  "9".repeat(400),
);
/** What may befall a line: a piece of it is replaced, it is written twice, it moves to the top, or it is gone. */
const mutation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("replace" as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(6),
      by: junk,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("twice" as const, "gone" as const, "top" as const) }) },
);
type Mutation =
  | { readonly kind: "replace"; readonly at: number; readonly length: number; readonly by: string }
  | { readonly kind: "twice" | "gone" | "top" };

function mutate(text: string, line: number, how: Mutation): string {
  const lines = text.split("\n");
  const there = lines[line] ?? "";
  if (how.kind === "replace") {
    const at = Math.floor(how.at * (there.length + 1));
    lines[line] = there.slice(0, at) + how.by + there.slice(at + how.length);
  } else if (how.kind === "gone") lines.splice(line, 1);
  else if (how.kind === "twice") lines.splice(line, 0, there);
  else lines.unshift(...lines.splice(line, 1));
  return lines.join("\n");
}

const archive = archiveOf("curl bookworm 1", "curl trixie 2", "wget sid 1", "git bookworm 1", "git sid 1:2");

function read(contents: LayerFiles): Tracker {
  return createTracker([parseLayer("debian", contents)]);
}

function rows(tracker: Tracker): ReadonlySet<string> {
  return new Set(Array.from(allVerdicts(tracker, archive, dpkgJudge), (found) => statusRow(found, tracker, dpkgJudge)));
}

const line = fc
  .constantFrom(...PATHS)
  .chain((path) => fc.tuple(fc.constant(path), fc.nat((LISTS[path] as string).split("\n").length - 1), mutation));
const before = rows(read(files(LISTS)));
const lineCounts = (contents: LayerFiles): ReadonlyMap<string, readonly string[]> =>
  new Map([...contents].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1").split("\n")]));

function expectPlaces(problems: readonly Problem[], contents: LayerFiles): void {
  const lines = lineCounts(contents);
  for (const { place, message } of problems) {
    const of = lines.get(place.file ?? "");
    // A file that config.json names and that is not there has a place all the same: its beginning.
    if (of === undefined) expect([place.line, place.column]).toEqual([1, 1]);
    else {
      expect(place.line).toBeLessThanOrEqual(of.length);
      expect(place.column, `${place.file}:${place.line}: ${message}`).toBeLessThanOrEqual(
        (of[place.line - 1] ?? "").length + 1,
      );
    }
    expect(Math.min(place.line, place.column)).toBeGreaterThanOrEqual(1);
    expect(message).toMatch(/^\S.*[.?]$/s);
  }
}

test("one line of any file: nothing crashes, nothing is lost, every problem has a place", () => {
  fc.assert(
    fc.property(line, ([path, at, how]) => {
      const contents = files({ ...LISTS, [path]: mutate(LISTS[path] as string, at, how) });
      const tracker = read(contents);
      expectPlaces(
        checkTracker(tracker, archive).map(({ problem }) => problem),
        contents,
      );
      for (const list of [...(tracker.layers[0]?.lists ?? []), ...(tracker.layers[0]?.planned ?? [])]) {
        expect(Buffer.compare(renderList(list), contents.get(list.path) as Uint8Array)).toBe(0);
      }
      for (const found of allVerdicts(tracker, archive, createDebianJudge(tracker))) {
        explain(tracker, archive, found, dpkgJudge);
      }
    }),
    { numRuns: 400 },
  );
});

test("a line of one issue changes no answer about issues that are not beside it", () => {
  const text = LISTS["CVE/list"] as string;
  const list = read(files(LISTS)).layers[0]?.lists.find((one) => one.path === "CVE/list");
  const spans = [...(list?.records ?? [])];
  fc.assert(
    fc.property(fc.nat(text.split("\n").length - 1), mutation, (at, how) => {
      fc.pre(how.kind !== "top" && !("by" in how && /STOP|CVE/.test(how.by)));
      const here = spans.findIndex((_, index) => (spans[index + 1]?.line ?? Number.POSITIVE_INFINITY) > at + 1);
      const beside = new Set(spans.slice(Math.max(0, here - 1), here + 2).map((span) => span.name));
      const after = rows(read(files({ ...LISTS, "CVE/list": mutate(text, at, how) })));
      const changed = [...before].filter((row) => !after.has(row)).map((row) => row.split("\t")[2] as string);
      expect(changed.filter((issue) => !beside.has(issue))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("every line of a list at once", () => {
  const text = LISTS["CVE/list"] as string;
  const many = fc.array(mutation, { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(many, (how) => {
      let mutated = text;
      for (let at = text.split("\n").length - 1; at >= 0; at -= 1)
        mutated = mutate(mutated, at, how[at % how.length] as Mutation);
      const contents = files({ ...LISTS, "CVE/list": mutated });
      const tracker = read(contents);
      expectPlaces(
        checkTracker(tracker, archive).map(({ problem }) => problem),
        contents,
      );
      expect([...allVerdicts(tracker, archive, dpkgJudge)].length).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 60 },
  );
});
