import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseClosedBugs, renderClosedBugs } from "./closed-bugs.ts";
import { firstMessage, issuesNamedIn, readBugNumbers, readReports } from "./report.ts";
import { parseReportFile } from "./report-file.ts";
import type { SoapValue } from "./soap.ts";

test.each([
  ["cve-2026-1000, CVE-2026-1000 and CVE-2026-12345.", ["CVE-2026-1000", "CVE-2026-12345"]],
  ["CVE-2026-=\n1000 CVE-20=\r\n26-1001", ["CVE-2026-1000", "CVE-2026-1001"]],
  ["CVE-2026-100 CVE-2026-01234 CVE-2026-12345678901 XCVE-2026-1000 CVE-2026-XXXX", []],
])("%j names %j", (text, issues) => {
  expect(issuesNamedIn(text)).toEqual(issues);
});

describe("what debbugs answers", () => {
  const status = (fields: Readonly<Record<string, SoapValue>>): SoapValue =>
    new Map([["7", new Map(Object.entries({ subject: "x", date: "1795000000", ...fields }))]]);
  const read = (value: SoapValue) => readReports(value, [7, 8]);

  test.each<readonly [Readonly<Record<string, SoapValue>>, object]>([
    [
      { package: "curl", source: "curl" },
      { sources: ["curl"], day: "2026-11-18", closed: false, merged: [], fixedIn: [] },
    ],
    [{ package: "src:curl", source: "" }, { sources: ["curl"] }],
    [{ package: "libcurl4, curl", source: "unknown" }, { sources: [] }],
    [{ source: "curl, wget" }, { sources: ["curl", "wget"] }],
    [{ mergedwith: "9 10 x 0" }, { merged: [9, 10] }],
    [
      { done: "Ada", fixed_versions: ["curl/8.5-1", "7-1"] },
      { closed: true, fixedIn: ["8.5-1", "7-1"] },
    ],
    [{ fixed_versions: "" }, { fixedIn: [] }],
    [{ tags: ["odd"], source: new Map() }, { sources: [] }],
  ])("%j", (fields, report) => {
    expect(read(status(fields))).toMatchObject({ reports: [{ bug: 7, title: "x", ...report }], unreadable: [] });
  });

  test("a report in another form is named, and one that was not asked for is none", () => {
    expect(read(status({ date: "soon" }))).toEqual({ reports: [], unreadable: [7] });
    expect(read(new Map([["7", "x"]]))).toEqual({ reports: [], unreadable: [7] });
    expect(read(new Map([["9", "x"]]))).toEqual({ reports: [], unreadable: [] });
    expect(read("")).toEqual({ reports: [], unreadable: [] });
    expect(read("x")).toBeUndefined();
  });

  test.each<readonly [SoapValue, readonly number[] | undefined]>([
    [
      ["1", "23"],
      [1, 23],
    ],
    ["", []],
    [[], []],
    [["1", "x"], undefined],
    [["0"], undefined],
    [["1234567890"], undefined],
    ["1", undefined],
    [new Map(), undefined],
  ])("numbers: %j", (value, numbers) => {
    expect(readBugNumbers(value)).toEqual(numbers);
  });

  test("only the first message of a log counts", () => {
    const message = (body: SoapValue): SoapValue => new Map([["body", body]]);
    expect(firstMessage([message("a"), message("b")])).toBe("a");
    for (const odd of ["", [], ["x"], [message([])]] as SoapValue[]) expect(firstMessage(odd)).toBeUndefined();
  });
});

describe("a file of reports", () => {
  const read = (text: string) => parseReportFile(Buffer.from(text), "reports.json");
  const good = { bug: 7, title: "CVE-2026-1000", day: "2026-11-21" };

  test("is read report by report", () => {
    const { value, problems } = read(JSON.stringify([good, { ...good, bug: 8, day: "2026-02-30" }, good, 5]));
    expect(value?.map(({ bug, names }) => [bug, names.title])).toEqual([[7, ["CVE-2026-1000"]]]);
    expect(problems.map(({ message }) => message)).toEqual([
      "Report 2: `day` is a day such as 2026-11-21.",
      "Report 3: 7 stands there twice.",
      "Report 4: it is no object.",
    ]);
  });

  test.each(["{", "{}", "null", ""])("%j is none", (text) => {
    expect(read(text)).toMatchObject({ value: undefined, problems: [{ severity: "error" }] });
  });

  test("whatever stands in it, it is read or refused", () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record({
          ...Object.fromEntries(
            Object.keys({ ...good, source: 0, text: 0, merged: 0, closed: 0, fixed: 0 }).map((key) => [
              key,
              fc.jsonValue(),
            ]),
          ),
        }),
      ),
    );
    fc.assert(
      fc.property(values, (value) => {
        const { value: reports, problems } = read(JSON.stringify(value));
        expect(reports !== undefined || problems.length > 0).toBe(true);
      }),
    );
  });
});

describe("signals/closed-bugs", () => {
  test("a line in another form is named, and the others count", () => {
    const { value, problems } = parseClosedBugs(Buffer.from("7 8.5-1\n8\n\nx\n9 !\n10  1\n"));
    expect([...value]).toEqual([
      [7, ["8.5-1"]],
      [8, []],
    ]);
    expect(problems.map(({ place }) => place.line)).toEqual([4, 5, 6]);
  });

  test("what is written is read back, whatever a server calls a version", () => {
    const bugs = fc.array(fc.tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.array(fc.string(), { maxLength: 3 })));
    fc.assert(
      fc.property(bugs, (entries) => {
        const bytes = renderClosedBugs(new Map(entries));
        const { value, problems } = parseClosedBugs(bytes);
        expect(problems).toEqual([]);
        expect([...value.keys()]).toEqual([...new Set(entries.map(([bug]) => bug))].sort((a, b) => a - b));
        expect(renderClosedBugs(value)).toEqual(bytes);
      }),
    );
  });
});
