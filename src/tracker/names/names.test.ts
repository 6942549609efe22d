import { describe, expect, test } from "vitest";
import { trackerOf } from "../testing.ts";
import { assignCve } from "./assign-cve.ts";
import { addToPool, CVE_POOL_FILE, parseCvePool, rejectInPool, takeFromPool } from "./cve-pool.ts";
import { answerRequest, askForCve, CVE_REQUESTS_FILE, parseCveRequests } from "./cve-requests.ts";
import { addFormerName, formerNames, ISSUE_NAMES_FILE, parseIssueNames, presentName } from "./issue-names.ts";
import { tidyRejected } from "./tidy-rejected.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const text = (content: Uint8Array | undefined): string => Buffer.from(content ?? []).toString("latin1");
const DAY = "2026-11-21";
const [A, B, C] = ["TEMP-1000001-AAAAAA", "TEMP-1000001-BBBBBB", "CVE-2026-1234"] as const;

describe("names", () => {
  const FILE = `# names\n${A} ${B} 2026-10-01\n${B} ${C} 2026-11-01\n`;
  const names = parseIssueNames(bytes(FILE), ISSUE_NAMES_FILE).value;

  test("every former name leads to the present one, and back", () => {
    expect([A, B, C].map((name) => presentName(names, name))).toEqual([C, C, C]);
    expect(formerNames(names, C)).toEqual([B, A]);
    expect(presentName(names, "CVE-2026-9999")).toBe("CVE-2026-9999");
  });

  test.each([
    ["a circle", `${C} ${A} ${DAY}`],
    ["itself", `${A} ${A} ${DAY}`],
    ["two ways", `${A} CVE-2026-2222 ${DAY}`],
    ["no day", `TEMP-1000002-AAAAAA ${C} today`],
    ["all unnumbered ones at once", `CVE-2026-XXXX ${C} ${DAY}`],
  ])("refused: %s", (_what, line) => {
    expect(parseIssueNames(bytes(`${FILE}${line}\n`), ISSUE_NAMES_FILE)).toMatchObject({
      value: names,
      problems: [{ code: "tracker-issue-name", place: { line: 4 } }],
    });
    const [old = "", now = "", day = ""] = line.split(" ");
    expect(() => addFormerName(bytes(FILE), { old, now, day })).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });

  test("circles over layers end", () => {
    const tracker = trackerOf(
      { [ISSUE_NAMES_FILE]: `${A} ${B} ${DAY}\n` },
      { [ISSUE_NAMES_FILE]: `${B} ${A} ${DAY}\n` },
    );
    const all = tracker.layers.flatMap((layer) => layer.formerNames);
    expect(presentName(all, A)).toBe(B);
    expect(formerNames(all, A)).toEqual([B]);
  });
});

describe("a number for an issue without one", () => {
  const HEAD = "CVE-2026-9000 (above)\n\t- x 1\n";
  const UNNAMED = "CVE-2026-XXXX [a bug]\n\t- curl <unfixed> (bug #1000001)\n\tNOTE: y\n";
  const TAIL = "CVE-2025-1000 (below)\n\t- x 1\n";
  const LIST = HEAD + UNNAMED + TAIL;
  const name = [...trackerOf({ "CVE/list": LIST }).issueNames()].find((one) => one.startsWith("TEMP-")) ?? "";
  const assigned = UNNAMED.replace("CVE-2026-XXXX", C);
  const assign = (lists: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      [...assignCve(new Map(Object.entries(lists).map(([path, list]) => [path, bytes(list)])), name, C)].map(
        ([path, list]) => [path, text(list)],
      ),
    );

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["only the header changes", { "CVE/list": LIST }, { "CVE/list": HEAD + assigned + TAIL }],
    [
      "an announced record further down is taken up",
      { "CVE/list": `${LIST}${C}\n\tRESERVED\n` },
      { "CVE/list": HEAD + TAIL + assigned },
    ],
    [
      "an announced record further up is taken up",
      { "CVE/list": `${C} (imported)\n\tTODO: check\n${LIST}` },
      { "CVE/list": assigned + HEAD + TAIL },
    ],
    [
      "of lists of years, the number's",
      { "CVE/2025.list": UNNAMED + TAIL, "CVE/2026.list": HEAD },
      { "CVE/2025.list": TAIL, "CVE/2026.list": assigned + HEAD },
    ],
  ])("%s", (_what, before, after) => {
    expect(assign(before)).toEqual(after);
  });

  test.each([
    ["a record with a judgement", { "CVE/list": `${LIST}${C}\n\t- wget 1\n` }, "INPUT_INVALID"],
    ["a record for nobody", { "CVE/list": `${LIST}${C}\n\tNOT-FOR-US: z\n` }, "INPUT_INVALID"],
    ["no such issue", { "CVE/list": HEAD + TAIL }, "NOT_FOUND"],
  ])("refused: %s", (_what, lists, code) => {
    expect(() => assign(lists as unknown as Record<string, string>)).toThrow(expect.objectContaining({ code }));
  });
});

describe("requests", () => {
  const asked = askForCve(bytes("# asked\n"), A, "2026-11-01", "MITRE by web form");

  test("are asked, answered or refused, and stay", () => {
    expect(text(asked)).toBe(`# asked\n${A} asked 2026-11-01 MITRE by web form\n`);
    const answered = answerRequest(asked, A, { kind: "answered", day: DAY, cve: C });
    expect(parseCveRequests(answered, CVE_REQUESTS_FILE)).toMatchObject({
      value: [{ issue: A, whom: "MITRE by web form", answer: { kind: "answered", cve: C } }],
      problems: [],
    });
    const again = askForCve(answered, A, DAY, "MITRE");
    const refused = answerRequest(again, A, { kind: "refused", day: DAY, reason: "not a vulnerability" });
    expect(text(refused)).toBe(`${text(answered)}${A} asked ${DAY} MITRE; refused ${DAY} (not a vulnerability)\n`);
  });

  test.each([
    ["twice", () => askForCve(asked, A, DAY, "MITRE"), "CONFLICT"],
    [
      "answered without being asked",
      () => answerRequest(asked, B, { kind: "answered", day: DAY, cve: C }),
      "NOT_FOUND",
    ],
    ["two lines", () => askForCve(asked, B, DAY, "x\ny"), "INPUT_INVALID"],
    ["a semicolon", () => askForCve(asked, B, DAY, "a; b"), "INPUT_INVALID"],
  ])("refused: %s", (_what, ask, code) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });

  test("a line in another form is named", () => {
    expect(parseCveRequests(bytes("what\n"), CVE_REQUESTS_FILE).problems).toMatchObject([
      { code: "tracker-cve-request" },
    ]);
  });
});

describe("the pool", () => {
  const pool = addToPool(bytes(""), "CVE-2026-0999", "CVE-2026-1001");

  test("gives each number once, the lowest first", () => {
    const first = takeFromPool(pool, "2026", A, DAY);
    const second = takeFromPool(first.bytes, "2026", B, DAY);
    expect([first.cve, second.cve]).toEqual(["CVE-2026-0999", "CVE-2026-1000"]);
    const rejected = rejectInPool(second.bytes, "CVE-2026-1000", DAY, "a duplicate");
    expect(text(rejected)).toBe(
      `CVE-2026-0999 used ${DAY} ${A}\nCVE-2026-1000 rejected ${DAY} (a duplicate; was used for ${B})\nCVE-2026-1001 unused\n`,
    );
    expect(parseCvePool(rejected, CVE_POOL_FILE).problems).toEqual([]);
    expect(takeFromPool(rejected, "2026", B, DAY).cve).toBe("CVE-2026-1001");
  });

  test.each([
    ["a number that is there", () => addToPool(pool, "CVE-2026-1001", "CVE-2026-1002"), "CONFLICT"],
    ["two years", () => addToPool(pool, "CVE-2026-2000", "CVE-2027-2001"), "INPUT_INVALID"],
    ["backwards", () => addToPool(pool, "CVE-2026-2001", "CVE-2026-2000"), "INPUT_INVALID"],
    ["a slip of the pen", () => addToPool(pool, "CVE-2026-2000", "CVE-2026-20000"), "INPUT_INVALID"],
    ["a year without numbers", () => takeFromPool(pool, "2027", A, DAY), "NOT_FOUND"],
    ["two for one", () => takeFromPool(takeFromPool(pool, "2026", A, DAY).bytes, "2026", A, DAY), "CONFLICT"],
    ["another's number", () => rejectInPool(pool, "CVE-2026-5000", DAY, "x"), "NOT_FOUND"],
  ])("refused: %s", (_what, ask, code) => {
    expect(ask).toThrow(expect.objectContaining({ code }));
  });
});

test("rejected issues lose what they say about packages, and nothing else changes", () => {
  const list =
    "CVE-2026-1000 (x)\n\tREJECTED\n\t{DSA-1-1}\n\t- curl 1\n\t[bookworm] - curl <no-dsa> (Minor)\n\tNOTE: why\n";
  const others = "CVE-2026-1001\n\tREJECTED\nCVE-2026-1002 (y)\n\t- curl 1\n";
  const { lists, issues } = tidyRejected(new Map([["CVE/list", bytes(list + others)]]));
  expect(issues).toEqual(["CVE-2026-1000"]);
  expect(text(lists.get("CVE/list"))).toBe(`CVE-2026-1000 (x)\n\tREJECTED\n\t{DSA-1-1}\n\tNOTE: why\n${others}`);
  expect(tidyRejected(lists).issues).toEqual([]);
});

test("rejected issues of which no line names a package lose what is done, and nothing else", () => {
  const tidied: readonly (readonly [string, string])[] = [
    ["CVE-2026-1000 (x)\n\tREJECTED\n\tNOTE: to be rejected\n\tTODO: check\n", "CVE-2026-1000 (x)\n\tREJECTED\n"],
    ["CVE-2026-1001 (x)\n\tNOTE: rejected\n\tTODO: check \n", "CVE-2026-1001 (x)\n\tNOTE: rejected\n"],
    [
      "CVE-2026-1002\n\tREJECTED\n\tNOTE: to be rejected\n\t- curl 1\n\tNOTE: to be rejected, said Mallory\n",
      "CVE-2026-1002\n\tREJECTED\n\tNOTE: to be rejected, said Mallory\n",
    ],
    ["CVE-2026-XXXX [y]\n\tREJECTED\n\t  NOTE: to be rejected", "CVE-2026-XXXX [y]\n\tREJECTED"],
  ];
  const kept = [
    "CVE-2026-1003 (not rejected yet)\n\tNOTE: to be rejected\n\tTODO: check\n",
    "CVE-2026-1004\n\tREJECTED\n\tTODO: check with upstream why\n\tNOTE: why\n",
    "CVE-2026-1005 (set aside)\n\tREJECTED\n\tTODO: check\n\tnothing that a list holds\n",
    "CVE-2026-1006\n\tRESERVED\n\tNOTE: to be rejected\n",
  ].join("");
  const listOf = (which: 0 | 1): string => kept + tidied.map((pair) => pair[which]).join("");
  const { lists, issues } = tidyRejected(new Map([["CVE/list", bytes(listOf(0))]]));
  expect(text(lists.get("CVE/list"))).toBe(listOf(1));
  expect(issues.slice(0, 3)).toEqual(["CVE-2026-1000", "CVE-2026-1001", "CVE-2026-1002"]);
  expect(issues).toHaveLength(4);
  expect(tidyRejected(lists)).toEqual({ lists: new Map(), issues: [] });
});
