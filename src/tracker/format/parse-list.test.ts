import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TRACKER_PROBLEMS, type TrackerProblemCode } from "../problem-codes.ts";
import { parseList } from "./parse-list.ts";
import { renderList } from "./render-list.ts";
import type { ListKind } from "./types.ts";

function read(text: string, kind: ListKind = "issues", prefix = "DSA") {
  const bytes = Buffer.from(text, "latin1");
  const options = kind === "advisories" ? { path: `${prefix}/list`, kind, prefix } : { path: "CVE/list", kind };
  const parsed = parseList(bytes, options);
  return { ...parsed.value, problems: parsed.problems, bytes };
}

const SAMPLE = `CVE-2026-1111 (text from the feed that ends ...)
	{DSA-10-1 DLA-20-1 VU#123456}
	- curl 8.0-1 (low; bug #123456; bug #7)
	[bookworm] - curl 7.88.1-10+deb12u1
	[bullseye] - curl <no-dsa> (Minor issue)
	NOTE: https://example.org/1
CVE-2026-1110 [our own words]
	RESERVED
	- wget <unfixed>
CVE-2026-1109
	RESERVED
--
CVE-2026-1108 (x)
	NOT-FOR-US: Some product

begin claimed by somebody
CVE-2026-XXXX [overflow without a number]
	- zlib <not-affected> (Vulnerable code not present)
	- minizip <itp> (bug #12)
end claimed by somebody
CVE-2026-1107 (y)
	TODO: check
CVE-2026-1106
	REJECTED
STOP: below is old
CVE-1999-0001 (z)
`;

describe("the list of issues", () => {
  const list = read(SAMPLE);

  test("is read without a problem", () => {
    expect(list.problems).toEqual([]);
    expect(list.setAside).toEqual([]);
  });

  test("gives the notes, remarks and references of a record", () => {
    const record = list.records[0];
    expect(record?.name).toBe("CVE-2026-1111");
    expect(record?.references.map(({ name, line, column }) => [name, line, column])).toEqual([
      ["DSA-10-1", 2, 3],
      ["DLA-20-1", 2, 12],
      ["VU#123456", 2, 21],
    ]);
    expect(record?.notes).toMatchObject([
      {
        package: "curl",
        release: undefined,
        kind: "fixed",
        version: "8.0-1",
        urgency: "low",
        bugs: [123456, 7],
        line: 3,
      },
      { package: "curl", release: "bookworm", version: "7.88.1-10+deb12u1", line: 4 },
    ]);
    expect(record?.remarks).toEqual([
      { package: "curl", release: "bullseye", reason: "minor", text: "Minor issue", line: 5 },
    ]);
  });

  test("keeps the state of records that say nothing else", () => {
    const states = ["CVE-2026-1109", "CVE-2026-1108", "CVE-2026-1107", "CVE-2026-1106", "CVE-1999-0001", "CVE-2026-9"];
    expect(states.map((name) => list.quiet.stateOf(name))).toEqual([
      "reserved",
      "not-for-us",
      "normal",
      "rejected",
      "not-for-us",
      undefined,
    ]);
  });

  test("names an issue without a number by its first bug and its description", () => {
    expect(list.records.map((record) => record.name)).toContain("TEMP-0000012-24C234");
  });
});

const ACCEPTED: readonly (readonly [string, ListKind, string])[] = [
  ["a note without a version is unfixed", "issues", "CVE-2026-1000\n\t- curl\n"],
  ["spaces indent as well as tabs", "issues", "CVE-2026-1000\n    - curl <removed>\n"],
  ["a last line without a newline", "issues", "CVE-2026-1000\n\t- curl 1.0"],
  ["old spellings", "issues", "CVE-2026-1000\n\tNOTE: reserved\nCVE-2026-1001\n\tNOTE: rejected\n"],
  ["an advisory without revision", "advisories", "[01 Jan 2001] DSA-1 x\n\t[potato] - curl 1.0\n"],
  ["an empty file", "issues", ""],
];

test.each(ACCEPTED)("takes %s", (_name, kind, text) => {
  expect(read(text, kind).problems).toEqual([]);
});

interface Refused {
  readonly code: TrackerProblemCode;
  readonly at: string;
  readonly text: string;
  readonly kind?: ListKind;
  readonly prefix?: string;
}

function refused(
  code: TrackerProblemCode,
  line: number,
  column: number,
  text: string,
  kind?: ListKind,
  prefix?: string,
): Refused {
  return { code, at: `${line}:${column}`, text, ...(kind && { kind }), ...(prefix && { prefix }) };
}

const REFUSED: readonly Refused[] = [
  refused("tracker-non-ascii", 2, 8, "CVE-2026-1000\n\tNOTE: \xfc\n"),
  refused("tracker-non-ascii", 1, 14, "CVE-2026-1000\r\n\tRESERVED\n"),
  refused("tracker-header", 1, 1, "CVE-26-1\n\tRESERVED\n"),
  refused("tracker-header", 1, 1, "[06 Nov 2026] ACME-1-1 x\n\t[sid] - curl 1\n", "advisories"),
  refused("tracker-header-text", 1, 20, "CVE-2026-1000 (text\n\tRESERVED\n"),
  refused("tracker-date", 1, 1, "[31 Feb 2026] DSA-1-1 x\n\t[sid] - curl 1\n", "advisories"),
  refused("tracker-orphan-line", 1, 2, "\tRESERVED\nCVE-2026-1000\n"),
  refused("tracker-unknown-line", 2, 2, "CVE-2026-1000\n\tFIXED: yes\n"),
  refused("tracker-reference", 2, 3, "CVE-2026-1000\n\t{CVE-2026-1}\n"),
  refused("tracker-reference", 2, 13, "CVE-2026-1000\n\t{VU#123456 DSA}\n"),
  refused("tracker-reference", 2, 13, "CVE-2026-1000\n\t{DSA-1000-1\n"),
  refused("tracker-note", 2, 2, "CVE-2026-1000\n\t- curl 1.0 2.0\n"),
  refused("tracker-note", 2, 2, "CVE-2026-1000\n\t[bookworm]- curl 1.0\n"),
  refused("tracker-word", 2, 10, "CVE-2026-1000\n\t- curl <fixed>\n"),
  refused("tracker-flag", 2, 14, "CVE-2026-1000\n\t- curl 1.0 (urgent)\n"),
  refused("tracker-version", 2, 9, "CVE-2026-1000\n\t- curl x:1.0\n"),
  refused("tracker-remark-release", 2, 2, "CVE-2026-1000\n\t- curl <no-dsa> (Minor)\n"),
  refused("tracker-remark-text", 2, 2, "CVE-2026-1000\n\t[sid] - curl <ignored>\n"),
  refused("tracker-itp-bug", 2, 2, "CVE-2026-1000\n\t- curl <itp>\n"),
  refused("tracker-note-release", 2, 2, "[August 26th, 2005] DTSA-1-1 x\n\t- curl 1.0\n", "advisories", "DTSA"),
  refused("tracker-not-for-us-text", 2, 2, "CVE-2026-1000\n\tNOT-FOR-US:\n"),
  refused("tracker-not-for-us-note", 3, 1, "CVE-2026-1000\n\tNOT-FOR-US: x\n\t- curl 1.0\n"),
  refused("tracker-withdrawn-text", 2, 2, "CVE-2026-1000\n\t- curl <withdrawn>\n"),
];

describe("what is refused", () => {
  test.each(REFUSED)("$code at $at", ({ code, at, text, kind, prefix }) => {
    const list = read(text, kind, prefix);
    expect(list.problems).toHaveLength(1);
    const [problem] = list.problems;
    expect(problem).toMatchObject({ code, severity: TRACKER_PROBLEMS[code].severity });
    expect(`${problem?.place.line}:${problem?.place.column}`).toBe(at);
  });

  test("a bad record is set aside, its neighbours stay in service", () => {
    const list = read("CVE-2026-1002\n\t- curl 1\nCVE-2026-1001\n\t- curl !\nCVE-2026-1000\n\t- curl 1\n");
    expect(list.records.map((record) => record.name)).toEqual(["CVE-2026-1002", "CVE-2026-1000"]);
    expect(list.setAside).toMatchObject([{ name: "CVE-2026-1001", line: 3 }]);
  });
});

describe("properties", () => {
  const advisories =
    "[06 Nov 2026] DSA-5533-1 dpdk - security update\n\t{CVE-2026-10376}\n\t[bookworm] - dpdk 22.11.7-1\n";
  const inputs = fc.constantFrom<readonly [string, ListKind]>(
    [SAMPLE, "issues"],
    [SAMPLE, "extend"],
    [advisories, "advisories"],
  );
  const mutation = fc.record({ at: fc.nat(), drop: fc.nat({ max: 12 }), insert: fc.uint8Array({ maxLength: 6 }) });

  test("whatever is done to its bytes, a list comes back byte for byte, and every problem has a place in it", () => {
    fc.assert(
      fc.property(inputs, fc.array(mutation, { maxLength: 5 }), ([text, kind], mutations) => {
        let bytes: Buffer = Buffer.from(text, "latin1");
        for (const { at, drop, insert } of mutations) {
          const from = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + drop)]);
        }
        const { value, problems } = parseList(bytes, { path: "list", kind, prefix: "DSA" });
        expect(Buffer.compare(Buffer.from(renderList(value)), bytes)).toBe(0);
        const lines = bytes.toString("latin1").split("\n");
        for (const { place } of problems) {
          const line = lines[place.line - 1];
          expect(line).toBeDefined();
          expect(place.column).toBeGreaterThanOrEqual(1);
          expect(place.column).toBeLessThanOrEqual((line as string).length + 1);
        }
        expect(value.setAside.length > 0).toBe(
          problems.some((problem) => problem.code !== "tracker-orphan-line" && inRecord(value, problem.place.line)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("lines in any order and mixture never crash", () => {
    const line = fc.constantFrom(
      ...SAMPLE.split("\n"),
      "\t[bookworm] - curl <ignored> (x)",
      "\t{",
      "\t-",
      "[",
      "STOP:",
      "\t\t",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const bytes = Buffer.from(lines.join("\n"), "latin1");
        const { value } = parseList(bytes, { path: "list", kind: "issues" });
        expect(Buffer.from(renderList(value)).toString("latin1")).toBe(bytes.toString("latin1"));
      }),
    );
  });
});

/** Whether a line belongs to any record, good or bad; before the first one nothing can be set aside. */
function inRecord(list: ReturnType<typeof parseList>["value"], line: number): boolean {
  const first = Math.min(
    ...list.records.map((record) => record.line),
    ...list.setAside.map((span) => span.line),
    ...[...list.quiet.spans()].map((span) => span.line),
  );
  return line >= first;
}
