import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker } from "../model/tracker.ts";
import { CONFIG, files } from "../testing.ts";
import { joinYears, ORDER_FILE } from "./join-years.ts";
import { splitByYear } from "./split-by-year.ts";

const EXAMPLE = new URL("../../../examples/debian/tracker/CVE/list", import.meta.url).pathname;
const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString("latin1");
const A = "CVE-2026-1002 (x)\n\t- curl 1\n";
const B = "CVE-2025-1001\n\tRESERVED\n";
const C = "CVE-2026-1000 (z)\n\t- curl !\n\n--\n";

describe("one list into lists of years and back", () => {
  test.each([
    ["years in turn", A + B + C],
    ["what cannot be read stays with the record above", `${A}nonsense\n\tx\nCVE-26-1 (y)\n${B}`],
    ["lines before the first record", `--\nbegin claimed by ada\n${A}${B}end claimed by ada\n`],
    ["unnamed issues", `CVE-2008-XXXX [a]\n\t- curl 1\n${A}CVE-2008-XXXX [b]\n\t- curl 1\n${B}`],
    ["what follows STOP stays behind it", `${A}${B}STOP: older\nCVE-1999-0001\nCVE-1998-0002 (x)\nCVE-1999-0003\n`],
    ["a last line without end", `${A}${B.trimEnd()}`],
    ["bytes beyond ASCII", A.replace("x", "\xfc\0") + B],
  ])("%s", (_name, list) => {
    const split = splitByYear(bytes(list));
    expect(text(joinYears(split))).toBe(list);
    expect(new Map([...splitByYear(joinYears(split))].map(([path, content]) => [path, text(content)]))).toEqual(
      new Map([...split].map(([path, content]) => [path, text(content)])),
    );
  });

  test("the example, and every answer about it", () => {
    const list = readFileSync(EXAMPLE);
    const split = splitByYear(list);
    expect([...split.keys()]).toContain("CVE/2024.list");
    expect(Buffer.compare(joinYears(split), list)).toBe(0);
    const claims = (contents: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, unknown> => {
      const tracker = createTracker([parseLayer("x", new Map([...files({ "config.json": CONFIG }), ...contents]))]);
      return new Map(
        Array.from(tracker.issueNames(), (name) => [
          name,
          tracker.issue(name)?.claims.map(({ note }) => ({ ...note, line: 0 })),
        ]),
      );
    };
    expect(claims(split)).toEqual(claims(new Map([["CVE/list", list]])));
  });

  test("config.json may go on naming the one list", () => {
    const config = JSON.stringify({ distributions: {}, sources: [{ path: "/CVE/list", class: "CVEFile" }] });
    const layer = parseLayer("x", new Map([...files({ "config.json": config }), ...splitByYear(bytes(A + B))]));
    expect(layer.problems).toEqual([]);
    expect(layer.lists.map((list) => list.path)).toEqual(["CVE/2026.list", "CVE/2025.list"]);
  });

  test("any list", () => {
    const record = fc
      .tuple(
        fc.constantFrom("2024", "2025", "2026"),
        fc.constantFrom("", "\tRESERVED\n", "\t- x 1\n", "--\n", "junk\n"),
      )
      .map(([year, body]) => ({ year, body }));
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 12 }), (records) => {
        const list = records.map(({ year, body }, at) => `CVE-${year}-${1000 + at}\n${body}`).join("");
        expect(text(joinYears(splitByYear(bytes(list))))).toBe(list);
      }),
    );
  });
});

describe("edits between splitting and joining", () => {
  const split = (): Map<string, Uint8Array> => new Map(splitByYear(bytes(A + B + C)));
  const edited = (path: string, change: (text: string) => string): string => {
    const lists = split();
    lists.set(path, bytes(change(text(lists.get(path)))));
    return text(joinYears(lists));
  };
  const NEW = "CVE-2026-1003 (n)\n\tTODO: check\n";

  test("a new record stays where it was written", () => {
    expect(edited("CVE/2026.list", (list) => NEW + list)).toBe(NEW + A + B + C);
    expect(edited("CVE/2026.list", (list) => list.replace(C, NEW + C))).toBe(A + NEW + B + C);
  });

  test("a record with which a run began may change or go", () => {
    expect(edited("CVE/2026.list", (list) => list.replace(C, ""))).toBe(A + B);
    expect(edited("CVE/2025.list", () => "")).toBe(A + C);
    expect(edited("CVE/2026.list", (list) => list.replace("(z)", "(new words)"))).toBe(
      A + C.replace("(z)", "(new words)") + B,
    );
  });

  test("a new year comes to the top; without an order the newest year does", () => {
    const later = "CVE-2027-1000\n\tRESERVED\n";
    expect(text(joinYears(split().set("CVE/2027.list", bytes(later))))).toBe(later + A + B + C);
    const lists = split();
    lists.delete(ORDER_FILE);
    expect(text(joinYears(lists))).toBe(A + C + B);
  });
});

describe("what is refused", () => {
  test.each([
    ["no record", "--\nnonsense\n", "holds no record"],
    ["two records that begin alike and would change places", `${A}\tNOTE: 1\n${A}${B}${A}`, "two records begin with"],
  ])("%s", (_name, list, says) => {
    expect(() => splitByYear(bytes(list))).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID", message: expect.stringContaining(says) }),
    );
  });

  test("nothing to join", () => {
    expect(() => joinYears(new Map())).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });
});
