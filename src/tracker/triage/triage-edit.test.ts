import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDecisionLine, saysFrom } from "./decision-line.ts";
import { changeOf, replacedRecord, undoOf } from "./triage-edit.ts";

const RECORD = "CVE-2026-0002 (a flaw)\n\t{DSA-1-1}\n\tNOTE: seen\n\tTODO: check\n";
const LIST = `CVE-2026-0003 (x)\n\tNOT-FOR-US: y\n${RECORD}CVE-2026-0001\n\tRESERVED\n`;
const lists = new Map([["CVE/list", Buffer.from(LIST)]]);

function decided(decision: Parameters<typeof changeOf>[2], record = RECORD): string {
  return changeOf("CVE-2026-0002", record, decision).after;
}

describe("a decision takes the place of the task and leaves every other line", () => {
  test("not for us", () => {
    expect(decided({ kind: "not-for-us", product: "Acme" })).toBe(
      "CVE-2026-0002 (a flaw)\n\t{DSA-1-1}\n\tNOTE: seen\n\tNOT-FOR-US: Acme\n",
    );
  });
  test("a package", () => {
    expect(decided({ kind: "package", package: "curl", says: "<unfixed>" })).toBe(
      "CVE-2026-0002 (a flaw)\n\t{DSA-1-1}\n\t- curl <unfixed>\n\tNOTE: seen\n",
    );
  });
  test("a package beside a release's line", () => {
    const record = "CVE-2026-0002\n\t[bookworm] - curl <not-affected> (old)\n\tTODO: check\n";
    expect(decided({ kind: "package", package: "curl", says: "8.1-1" }, record)).toBe(
      "CVE-2026-0002\n\t- curl 8.1-1\n\t[bookworm] - curl <not-affected> (old)\n",
    );
  });
  test("a record of our own when only the layer below has one", () => {
    expect(decided({ kind: "not-for-us", product: "Acme" }, "")).toBe("CVE-2026-0002\n\tNOT-FOR-US: Acme\n");
  });
});

test.each([
  [{ kind: "not-for-us", product: "" }, RECORD, "INPUT_INVALID"],
  [{ kind: "not-for-us", product: "a\n\tREJECTED" }, RECORD, "INPUT_INVALID"],
  [{ kind: "not-for-us", product: "Acmé" }, RECORD, "INPUT_INVALID"],
  [{ kind: "not-for-us", product: "Acme" }, "CVE-2026-0002\n\t[sid] - curl 1\n\tTODO: check\n", "INPUT_INVALID"],
  [{ kind: "todo", text: " " }, RECORD, "INPUT_INVALID"],
  [{ kind: "package", package: "no such name", says: "<unfixed>" }, RECORD, "INPUT_INVALID"],
  [{ kind: "package", package: "curl", says: "<nonsense>" }, RECORD, "INPUT_INVALID"],
  [{ kind: "not-for-us", product: "Acme" }, "CVE-2026-0002\n\tNOT-FOR-US: x\n", "CONFLICT"],
] as const)("%j is refused", (decision, record, code) => {
  expect(() => decided(decision, record)).toThrowError(expect.objectContaining({ code }));
});

describe("in the list", () => {
  const change = changeOf("CVE-2026-0002", RECORD, { kind: "not-for-us", product: "Acme" });

  test("every other byte stays, and undoing gives back every byte", () => {
    const done = replacedRecord(lists, change);
    expect(String(done.get("CVE/list"))).toBe(LIST.replace(RECORD, change.after));
    expect(String(replacedRecord(done, undoOf(change)).get("CVE/list"))).toBe(LIST);
  });

  test("a record that somebody changed is not touched, by a decision or by its undoing", () => {
    const other = new Map([["CVE/list", Buffer.from(LIST.replace("NOTE: seen", "NOTE: more"))]]);
    expect(() => replacedRecord(other, change)).toThrowError(expect.objectContaining({ code: "CONFLICT" }));
    expect(() => replacedRecord(other, undoOf(change))).toThrowError(expect.objectContaining({ code: "CONFLICT" }));
  });

  test.each([
    ["a second record of the issue", LIST + RECORD],
    ["a line that was added at the record's end", LIST.replace(RECORD, `${RECORD}\tNOTE: more\n`)],
  ])("%s is not overlooked", (_, text) => {
    expect(() => replacedRecord(new Map([["CVE/list", Buffer.from(text)]]), change)).toThrow();
  });

  test("a name that begins with the issue's is another issue", () => {
    const longer = LIST.replace("CVE-2026-0003", "CVE-2026-00021");
    const done = replacedRecord(new Map([["CVE/list", Buffer.from(longer)]]), change);
    expect(String(done.get("CVE/list"))).toBe(longer.replace(RECORD, change.after));
  });

  test("a record of our own goes to the list of its year, and undoing takes it out again", () => {
    const split = new Map([["CVE/2026.list", Buffer.from("CVE-2026-0009\n\tRESERVED\n")]]);
    const own = changeOf("CVE-2026-0002", "", { kind: "not-for-us", product: "Acme" });
    const done = replacedRecord(split, own);
    expect(String(done.get("CVE/2026.list"))).toBe("CVE-2026-0002\n\tNOT-FOR-US: Acme\nCVE-2026-0009\n\tRESERVED\n");
    expect(String(replacedRecord(done, undoOf(own)).get("CVE/2026.list"))).toBe("CVE-2026-0009\n\tRESERVED\n");
  });
});

test("whatever product is typed, the list gets one line of it or nothing at all", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (product) => {
      let text: string;
      try {
        text = decided({ kind: "not-for-us", product });
      } catch {
        return;
      }
      expect(text.split("\n")).toHaveLength(RECORD.split("\n").length);
      expect(text).toMatch(/^[\n\t -~]*$/);
    }),
  );
});

describe("lines of a script", () => {
  test.each([
    ["CVE-2026-1 nfu Foo Bar", undefined],
    ["CVE-2026-0001 nfu Foo Bar", { issue: "CVE-2026-0001", decision: { kind: "not-for-us", product: "Foo Bar" } }],
    [
      "CVE-2026-0001 package curl unfixed",
      { issue: "CVE-2026-0001", decision: { kind: "package", package: "curl", says: "<unfixed>" } },
    ],
    ["CVE-2026-0001 take 3", { issue: "CVE-2026-0001", take: 3 }],
    ["cve-2026-0001 take 3", { issue: "CVE-2026-0001", take: 3 }],
    ["CVE-2026-0001 undo", { issue: "CVE-2026-0001", undo: true }],
    ["CVE-2026-0001 todo which?", { issue: "CVE-2026-0001", decision: { kind: "todo", text: "which?" } }],
    ["CVE-2026-0001 package curl", undefined],
    ["CVE-2026-0001 nfu", undefined],
    ["CVE-2026-0001 take 0", undefined],
    ["", undefined],
  ])("%s", (line, expected) => {
    if (expected) expect(parseDecisionLine(line)).toEqual(expected);
    else expect(() => parseDecisionLine(line)).toThrowError(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  test.each([
    ["unfixed", "<unfixed>"],
    ["<unfixed>", "<unfixed>"],
    ["not-affected Windows only", "<not-affected> (Windows only)"],
    ["not-affected (Windows only)", "<not-affected> (Windows only)"],
    ["itp 123456", "<itp> (bug #123456)"],
    ["itp bug #123456", "<itp> (bug #123456)"],
    ["1:8.1-1+deb12u1", "1:8.1-1+deb12u1"],
  ])("%s", (words, expected) => expect(saysFrom(words)).toBe(expected));
});
