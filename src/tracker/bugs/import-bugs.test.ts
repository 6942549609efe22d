import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { files } from "../testing.ts";
import type { ReadReport } from "./ask-bugs.ts";
import { bugsInLists } from "./bugs-in-lists.ts";
import { type ImportBugsOptions, importBugs } from "./import-bugs.ts";
import { issuesNamedIn } from "./report.ts";

interface Given extends Partial<Omit<ReadReport, "names">> {
  readonly bug: number;
  readonly text?: string;
}

function report({ text = "", ...given }: Given): ReadReport {
  const title = given.title ?? "heap overflow";
  return {
    sources: ["curl"],
    title,
    day: "2026-11-21",
    changed: "1",
    merged: [],
    closed: false,
    fixedIn: [],
    names: { title: issuesNamedIn(title), text: issuesNamedIn(text) },
    ...given,
  };
}

function run(list: string, reports: readonly Given[], options: ImportBugsOptions = {}) {
  const layer = files({ "CVE/list": list });
  const all = reports.map(report);
  const open = all.filter(({ closed }) => !closed);
  const result = importBugs([layer], { open, watched: all.filter(({ closed }) => closed) }, options);
  const after = result.files.get("CVE/list") ?? layer.get("CVE/list");
  return { ...result, list: Buffer.from(after as Uint8Array).toString("latin1") };
}

const HEAD = "CVE-2026-1000 (x)\n";
const NAMED = { bug: 77, title: "curl: CVE-2026-1000: heap overflow" };

describe("a report that names a CVE is linked to", () => {
  test.each([
    ["\t- curl <unfixed>\n", "\t- curl <unfixed> (bug #77)\n"],
    ["\t- curl <unfixed> (low)\n", "\t- curl <unfixed> (low; bug #77)\n"],
    ["\t- curl <unfixed> (bug filed)  \n", "\t- curl <unfixed> (bug filed; bug #77)  \n"],
    ["\t- curl\n", "\t- curl (bug #77)\n"],
    ["\t- curl 8.5-1\n", "\t- curl 8.5-1 (bug #77)\n"],
    ["\t- curl <removed>", "\t- curl <removed> (bug #77)"],
    [
      "\t[bookworm] - curl 1\n\t- wget <unfixed> (bug #5)\n    - curl <undetermined>\n\tNOTE: x\n",
      "\t[bookworm] - curl 1\n\t- wget <unfixed> (bug #5)\n    - curl <undetermined> (bug #77)\n\tNOTE: x\n",
    ],
  ])("%j", (before, after) => {
    const { list, linked, toLookAt } = run(HEAD + before, [NAMED]);
    expect(list).toBe(HEAD + after);
    expect(linked).toEqual([{ bug: 77, issue: "CVE-2026-1000", package: "curl" }]);
    expect(toLookAt).toEqual([]);
  });

  test.each([
    ["\t- curl <unfixed> (bug #76)\n", "CVE-2026-1000 has another bug for curl"],
    ["\t- curl <unfixed>\n\t[bookworm] - curl <unfixed> (bug #76)\n", "CVE-2026-1000 has another bug for curl"],
    ["\t[bookworm] - curl <unfixed>\n", "CVE-2026-1000 has no line about curl in unstable"],
    ["\t- curl <not-affected> (later)\n", "CVE-2026-1000 says <not-affected> about curl"],
    ["\t- wget <unfixed>\n", "CVE-2026-1000 has no line about curl"],
    ["\t- curl <unfixed>\n\t- curl <unfixed> (low)\n", "CVE-2026-1000 has two lines about curl"],
    ["\tREJECTED\n\t- curl <unfixed>\n", "CVE-2026-1000 is rejected"],
    ["\tTODO: check\n", "no line of our list speaks of CVE-2026-1000 and curl"],
    ["\tNOT-FOR-US: x\n", "no line of our list speaks of CVE-2026-1000 and curl"],
    ["\t- curl <unfixed\n", "the record of CVE-2026-1000 has an error"],
    ["\t- curl <unfixed>\nCVE-2026-1000\n\t- curl 1\n", "the record of CVE-2026-1000 has an error"],
  ])("%j stays as it is", (record, why) => {
    const { files: written, toLookAt } = run(HEAD + record, [NAMED]);
    expect([...written.keys()]).toEqual([]);
    expect(toLookAt).toEqual([{ bug: 77, why }]);
  });

  test("every issue of its title, in lists of years as well", () => {
    const lists = {
      "CVE/2025.list": "CVE-2025-2000\n\t- curl <unfixed>\n",
      "CVE/2026.list": `${HEAD}\t- curl 8\n`,
    };
    const open = [report({ bug: 77, title: "CVE-2025-2000 and cve-2026-1000" })];
    const { files: written } = importBugs([files(lists)], { open, watched: [] });
    expect(Array.from(written, ([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
      ["CVE/2025.list", "CVE-2025-2000\n\t- curl <unfixed> (bug #77)\n"],
      ["CVE/2026.list", `${HEAD}\t- curl 8 (bug #77)\n`],
    ]);
  });

  test("an issue that only its text names, where that is open", () => {
    const list = `${HEAD}\t- curl <unfixed>\nCVE-2019-1 (y)\nCVE-2019-1001\n\t- curl 7-1\n`.replace(
      "CVE-2019-1 (y)\n",
      "",
    );
    const { list: after, toLookAt } = run(list, [{ bug: 77, text: "CVE-2026-1000 is like CVE-2019-=\n1001" }]);
    expect(after).toBe(list.replace("<unfixed>", "<unfixed> (bug #77)"));
    expect(toLookAt).toEqual([{ bug: 77, why: "CVE-2019-1001 has a fix of curl, and only the text names it" }]);
  });

  test("one bug, the lower of two that were filed", () => {
    const { list, toLookAt } = run(`${HEAD}\t- curl <unfixed>\n`, [{ ...NAMED, bug: 79 }, NAMED]);
    expect(list).toBe(`${HEAD}\t- curl <unfixed> (bug #77)\n`);
    expect(toLookAt).toEqual([{ bug: 79, why: "CVE-2026-1000 has got another bug for curl" }]);
  });
});

describe("a report without a CVE becomes a record", () => {
  test("at the top, the newest first", () => {
    const { list, added } = run(`${HEAD}\tTODO: check\n`, [
      { bug: 1100001, title: "curl: heap overflow in (x) [y]" },
      { bug: 1100000, title: "src:wget: use after free", sources: ["wget"], day: "2025-12-31" },
    ]);
    expect(list).toBe(
      `CVE-2026-XXXX [heap overflow in (x) [y]]\n\t- curl <unfixed> (bug #1100001)\n\tTODO: check\nCVE-2025-XXXX [use after free]\n\t- wget <unfixed> (bug #1100000)\n\tTODO: check\n${HEAD}\tTODO: check\n`,
    );
    expect(added.map(({ issue }) => issue)).toEqual([
      expect.stringMatching(/^TEMP-1100000-[0-9A-F]{6}$/),
      expect.stringMatching(/^TEMP-1100001-[0-9A-F]{6}$/),
    ]);
  });

  test("once for merged reports, whichever of them knows of the merge", () => {
    const reports = [
      { bug: 79, merged: [80] },
      { bug: 78, merged: [] },
      { bug: 80, merged: [78] },
    ];
    const { added } = run("", reports);
    expect(added.map(({ bug }) => bug)).toEqual([78]);
  });

  test.each([
    ["a line", "CVE-2026-XXXX [x]\n\t- curl <unfixed> (low; bug #77)\n"],
    ["a line of a merged one", "CVE-2026-XXXX [x]\n\t- curl <unfixed> (bug #70)\n"],
    ["a NOTE", `${HEAD}\tNOTE: not bug #77, that is another one\n`],
    ["an address", `${HEAD}\tNOTE: https://bugs.debian.org/77\n`],
    ["an address of old", `${HEAD}\tNOTE: https://bugs.debian.org/cgi-bin/bugreport.cgi?bug=77\n`],
    ["a record with an error", "CVE-2026-XXXX [x]\n\t- curl <unfixd> (bug #77)\n"],
  ])("unless %s names it", (_what, list) => {
    const { files: written, known } = run(list, [{ bug: 77, merged: [70] }]);
    expect([[...written.keys()], known]).toEqual([[], 1]);
  });

  test("unless a lower layer knows it", () => {
    const below = files({ "CVE/list": `${HEAD}\t- curl <unfixed> (bug #77)\n` });
    const result = importBugs([below, files({ "CVE/list": "" })], { open: [report({ bug: 77 })], watched: [] });
    expect([[...result.files.keys()], result.known]).toEqual([[], 1]);
  });

  test.each([
    [{ sources: [] }, "it is about no source package"],
    [{ sources: ["curl", "wget"] }, "it is about several source packages"],
    [{ sources: ["release.debian.org"] }, "it is about no source package"],
    [{ sources: ["wnpp"] }, "it is about no source package"],
    [{ sources: ["cu rl"] }, "it is about no source package"],
    [{ sources: ["<unfixed>\n\t- bash"] }, "it is about no source package"],
    [{ sources: ["gone"] }, "the archive has no source package gone"],
  ])("unless nobody can tell of what: %j", (given, why) => {
    const isSource = (name: string): boolean => name === "curl";
    const { files: written, toLookAt } = run("", [{ bug: 77, ...given }], { isSource });
    expect([[...written.keys()], toLookAt]).toEqual([[], [{ bug: 77, why }]]);
  });

  test("unless it was filed before the day that was asked for", () => {
    const reports = [
      { bug: 77, day: "2026-10-31" },
      { bug: 78, day: "2026-11-01" },
    ];
    expect(run("", reports, { since: "2026-11-01" }).added.map(({ bug }) => bug)).toEqual([78]);
  });
});

test("a record that got a number in its bug's title is pointed to", () => {
  const list = "CVE-2026-XXXX [x]\n\t- curl <unfixed> (bug #77)\n\tTODO: check\n";
  const { files: written, toLookAt } = run(list, [NAMED]);
  expect([...written.keys()]).toEqual([]);
  expect(toLookAt).toEqual([
    { bug: 77, why: expect.stringMatching(/^TEMP-0000077-\w{6} has a number now, its title says: CVE-2026-1000$/) },
  ]);
});

describe("bugs that were closed while their line is open", () => {
  const list = `${HEAD}\t- curl <unfixed> (bug #77)\n\t- wget 2 (bug #78)\n\t[bookworm] - bash <unfixed> (bug #79)\n`;
  const closed = { bug: 77, closed: true, fixedIn: ["8.5-1", "7-1", "no version!"] };
  const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("latin1");

  test("are kept with their versions", () => {
    expect(bugsInLists([files({ "CVE/list": list })]).watched).toEqual([77]);
    const result = run(list, [closed, { bug: 78, closed: true }]);
    expect([...result.files.keys()]).toEqual(["signals/closed-bugs"]);
    expect(text(result.files.get("signals/closed-bugs"))).toBe("77 7-1 8.5-1\n");
    expect(result.closed).toEqual([77]);
  });

  test("stay when they were not asked for, and go when they are open again or their line is mended", () => {
    const before = { "CVE/list": list, "signals/closed-bugs": "77 8.5-1\n" };
    const writtenOf = (open: readonly Given[], lists: Readonly<Record<string, string>> = before) =>
      importBugs([files(lists)], { open: open.map(report), watched: [] }).files.get("signals/closed-bugs");
    expect(writtenOf([])).toBeUndefined();
    expect(text(writtenOf([{ bug: 77 }]))).toBe("");
    expect(text(writtenOf([], { ...before, "CVE/list": list.replace("curl <unfixed>", "curl 8.5-1") }))).toBe("");
  });
});

describe("whatever people have written and strangers have reported", () => {
  const line = fc.constantFrom(
    "\t- curl <unfixed>",
    "\t- curl <unfixed> (low)",
    "\t- curl 8-1 (bug #3)",
    "\t[bookworm] - curl <no-dsa> (Minor)",
    "\t- wget <undetermined>   ",
    "\t- wget <unfixed",
    "\tNOTE: bug #4 is another one",
    "\tREJECTED",
    "\tNOT-FOR-US: x",
    "STOP: here",
    "-- x",
    "",
    "caf\xe9",
  );
  const header = fc.constantFrom(
    "CVE-2026-1000 (x)",
    "CVE-2026-1001",
    "CVE-2025-1002 [y]",
    "CVE-2026-XXXX [z]",
    "TEMP-0000001-ABCDEF",
  );
  const record = fc.tuple(header, fc.array(line, { maxLength: 4 })).map(([head, lines]) => [head, ...lines].join("\n"));
  const lists = fc
    .tuple(fc.array(record, { maxLength: 5 }), fc.boolean())
    .map(([records, ended]) => records.join("\n") + (ended && records.length > 0 ? "\n" : ""));
  const title = fc.oneof(
    fc.string({ unit: "binary", maxLength: 30 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom(
      "CVE-2026-1000",
      "x CVE-2025-1002 cve-2026-1001",
      "a\n\t- bash <unfixed>\nCVE-2026-9999",
      "\u009b31m]",
      "]",
      "[(",
    ),
  );
  const given = fc.record({
    bug: fc.integer({ min: 1, max: 8 }),
    title,
    text: title,
    day: fc.constantFrom("2025-01-01", "2026-11-21"),
    sources: fc.oneof(fc.array(fc.string(), { maxLength: 2 }), fc.constantFrom(["curl"], ["wget"])),
    merged: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 2 }),
    closed: fc.boolean(),
    fixedIn: fc.array(fc.string(), { maxLength: 2 }),
  });
  const reports = fc.uniqueArray(given, { maxLength: 8, selector: ({ bug }) => bug });

  test("nothing but printable ASCII is inserted, at the top or within a line, and nothing is lost", () => {
    fc.assert(
      fc.property(lists, reports, (list, all) => {
        const result = run(list, all);
        const top = result.added
          .map(() => /^CVE-\d{4}-XXXX \[[ -~]+\]\n\t- [a-z0-9.+-]+ <unfixed> \(bug #\d+\)\n\tTODO: check\n/)
          .reduce((left, form) => left.replace(form, ""), result.list);
        const back = result.linked.reduce(
          (left, { bug }) => left.replace(new RegExp(`(?:; | \\()?bug #${bug}(?:(?<= \\(bug #${bug})\\))?`), ""),
          top,
        );
        expect(result.linked.length === 0 ? top : back).toBe(list);
      }),
      { numRuns: 400 },
    );
  });

  test("importing again changes nothing, and brings no error of the lists", () => {
    const errors = (list: string): number =>
      parseList(Buffer.from(list, "latin1"), { path: "CVE/list", kind: "issues" }).problems.length;
    fc.assert(
      fc.property(lists, reports, (list, all) => {
        const first = run(list, all);
        expect(errors(first.list)).toBe(errors(list));
        const signals = first.files.get("signals/closed-bugs");
        const layer = new Map([
          ["CVE/list", Buffer.from(first.list, "latin1")],
          ...(signals === undefined ? [] : [["signals/closed-bugs", Buffer.from(signals)] as const]),
        ]);
        const open = all.map(report);
        const again = importBugs([layer], {
          open: open.filter(({ closed }) => !closed),
          watched: open.filter(({ closed }) => closed),
        });
        expect([...again.files.keys()]).toEqual([]);
        expect(again.added.length + again.linked.length).toBe(0);
      }),
      { numRuns: 400 },
    );
  });

  test("the order of reports does not matter", () => {
    fc.assert(
      fc.property(lists, reports, (list, all) => {
        expect(run(list, [...all].reverse()).list).toBe(run(list, all).list);
      }),
    );
  });
});
