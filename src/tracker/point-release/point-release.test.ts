import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyHunks, parseSourceDiff } from "../../debian/index.ts";
import { parseLayer } from "../layers/parse-layer.ts";
import { createTracker } from "../model/tracker.ts";
import { joinYears } from "../split/join-years.ts";
import { splitByYear } from "../split/split-by-year.ts";
import { archiveOf, CONFIG, files } from "../testing.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { verdict } from "../verdict/verdict.ts";
import { planPointRelease } from "./plan-point-release.ts";
import type { PointReleasePlan } from "./types.ts";

type Contents = Readonly<Record<string, string>>;

const ISSUE = "CVE-2026-1000";
const ARCHIVE = ["curl bookworm 2-1+deb12u1", "wget bookworm 1-1", "wget trixie 1-1"];

function planned(
  layers: readonly Contents[],
  archive: readonly string[] = ARCHIVE,
  taken: readonly string[] = [],
  release = "bookworm",
): PointReleasePlan {
  const parsed = layers.map((contents, depth) =>
    parseLayer(`layer${depth}`, files(depth === 0 ? { "config.json": CONFIG, ...contents } : contents)),
  );
  const question = { tracker: createTracker(parsed), archive: archiveOf(...archive), release, taken: new Set(taken) };
  return planPointRelease(question);
}

const text = (plan: PointReleasePlan, path: string): string | undefined => {
  const bytes = plan.files.get(path);
  return bytes && Buffer.from(bytes).toString("latin1");
};
const acts = (plan: PointReleasePlan): readonly string[] => plan.items.map(({ act, why }) => `${act}: ${why}`);

const list = (...lines: readonly string[]): string => `${ISSUE} (x)\n${lines.map((line) => `\t${line}\n`).join("")}`;
const plan = (...lines: readonly string[]): string => `${ISSUE}\n${lines.map((line) => `\t${line}\n`).join("")}`;
const world = (record: string, next: string): Contents => ({ "CVE/list": record, "next-point-update.txt": next });

describe("what becomes of a planned line", () => {
  test.each<readonly [string, string, string, readonly string[]]>([
    [
      "the archive has it, and a remark stood in for it",
      list("- curl 3-1", "[bookworm] - curl <no-dsa> (Minor issue)"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["merge: bookworm has it; takes the place of <no-dsa> (Minor issue)"],
    ],
    [
      "the archive has it, and nothing was said",
      list("- curl 3-1"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["merge: bookworm has it"],
    ],
    [
      "the same version in another spelling",
      list("- curl 3-1"),
      plan("[bookworm] - curl 0:2-1+deb12u1"),
      ["merge: bookworm has it"],
    ],
    [
      "an older version is there still",
      list("- wget 3-1"),
      plan("[bookworm] - wget 1-1+deb12u1"),
      ["wait: bookworm has 1-1 still"],
    ],
    [
      "another version came",
      list("- curl 3-1"),
      plan("[bookworm] - curl 2-1"),
      ["look: bookworm has 2-1+deb12u1; if that holds the fix, add --take curl"],
    ],
    [
      "the package was removed",
      list("- zlib 3-1", "[bookworm] - zlib <no-dsa> (Minor issue)"),
      plan("[bookworm] - zlib 1-1"),
      ["drop: bookworm has no such package any more"],
    ],
    [
      "the record says the same",
      list("- curl 3-1", "[bookworm] - curl 2-1+deb12u1"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["settle: CVE/list:3 says 2-1+deb12u1, and that stays"],
    ],
    [
      "somebody wrote an older fix by hand",
      list("- curl 3-1", "[bookworm] - curl 1-9 (bug #12)"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["settle: CVE/list:3 says 1-9 (bug #12), and that stays"],
    ],
    [
      "somebody wrote that it is not affected",
      list("- curl 3-1", "[bookworm] - curl <not-affected> (Old code)"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["settle: CVE/list:3 says <not-affected> (Old code), and that stays"],
    ],
    [
      "somebody wrote that it is open",
      list("- curl 3-1", "[bookworm] - curl <unfixed>"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["look: CVE/list:3 says <unfixed>, and that stays"],
    ],
    [
      "somebody wrote a later fix",
      list("- curl 3-1", "[bookworm] - curl 2-1+deb12u2"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["look: CVE/list:3 says 2-1+deb12u2, and that stays"],
    ],
    ["nobody knows the issue", "", plan("[bookworm] - curl 2-1+deb12u1"), ["look: no list holds the issue"]],
    ["the issue is rejected", list("REJECTED"), plan("[bookworm] - curl 2-1+deb12u1"), ["look: the issue is rejected"]],
    [
      "the issue is not for us",
      list("NOT-FOR-US: x"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["look: the issue is marked not for us"],
    ],
    [
      "the record has an error",
      list("- curl 3-1", "nonsense"),
      plan("[bookworm] - curl 2-1+deb12u1"),
      ["look: no list holds the issue"],
    ],
    [
      "two versions are planned",
      list("- curl 3-1"),
      plan("[bookworm] - curl 2-1+deb12u1", "[bookworm] - curl 2-1"),
      [
        "look: next-point-update.txt:3 says something else about it",
        "look: next-point-update.txt:2 says something else about it",
      ],
    ],
    ["no version is planned", list("- curl 3-1"), plan("[bookworm] - curl"), ["look: the line names no version"]],
    ["another release", list("- curl 3-1"), plan("[trixie] - curl 2-1+deb12u1"), []],
  ])("%s", (_what, record, next, expected) => {
    const made = planned([world(record, next)]);
    expect(acts(made)).toEqual(expected);
    const changes = expected.some((act) => !/^(?:look|wait)/.test(act));
    expect(made.token === undefined).toBe(!changes);
    expect(made.diff === "").toBe(!changes);
    expect(text(made, "CVE/list") === undefined).toBe(!expected.some((act) => act.startsWith("merge")));
  });

  test("an advisory that fixed it meanwhile stays, and nothing is put above it", () => {
    const advisory = `[06 Nov 2026] DSA-1-1 curl\n\t{${ISSUE}}\n\t[bookworm] - curl 2-1\n`;
    const made = planned([
      { ...world(list("- curl 3-1"), plan("[bookworm] - curl 2-1+deb12u1")), "DSA/list": advisory },
    ]);
    expect(acts(made)).toEqual(["settle: DSA-1-1 says 2-1, and that stays"]);
    expect([...made.files.keys()]).toEqual(["next-point-update.txt"]);
  });

  test("a person says that another version holds the fix", () => {
    const contents = world(list("- curl 3-1"), plan("[bookworm] - curl 2-1"));
    const made = planned([contents], ARCHIVE, ["curl"]);
    expect(acts(made)).toEqual(["merge: bookworm has 2-1+deb12u1, which was said to hold the fix"]);
    expect(text(made, "CVE/list")).toBe(list("- curl 3-1", "[bookworm] - curl 2-1"));
  });

  test("the security suite is not the release", () => {
    const contents = world(list("- curl 3-1"), plan("[bookworm] - curl 2-1+deb12u1"));
    const archive = ["curl bookworm 2-1", "curl bookworm/security 2-1+deb12u1"];
    expect(acts(planned([contents], archive))).toEqual(["wait: bookworm has 2-1 still"]);
  });

  test.each([
    ["the data do not know", ARCHIVE, "bookwrm"],
    ["the archive does not hold", ["curl trixie 1"], "bookworm"],
    ["of which only the security suite is there", ["curl bookworm/security 1"], "bookworm"],
  ])("a release that %s is refused", (_what, archive, release) => {
    const contents = world(list("- curl 3-1"), plan("[bookworm] - curl 2-1+deb12u1"));
    expect(() => planned([contents], archive, [], release)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  test("an alias names its release", () => {
    const contents = world(list("- curl 3-1"), plan("[bookworm] - curl 2-1+deb12u1"));
    expect(planned([contents], ARCHIVE, [], "oldstable")).toEqual(planned([contents]));
  });
});

describe("the change", () => {
  const NEXT = `-- fixes that wait
CVE-2026-1000
	[bookworm] - curl 2-1+deb12u1
	NOTE: uploaded by ada

CVE-2026-0999
	[trixie] - curl 2-1+deb13u1
	[bookworm] - curl 2-1+deb12u1
-- later
CVE-2026-0998
	[bookworm] - wget 1-1+deb12u1
`;
  const LIST = `CVE-2026-1001 (\xe9)
	- wget 9
CVE-2026-1000 (x)
	- curl 3-1
	[trixie] - curl <no-dsa> (Minor issue)
	[bookworm] - curl <postponed> (Minor issue; can wait)
	- wget 9
	NOTE: https://example.org
CVE-2026-0999 (y)
	- curl 3-1
CVE-2026-0998
	- wget 9
CVE-2026-0997 (nothing to do with it)
	- wget 9`;

  const made = planned([world(LIST, NEXT)]);

  test("is the line in the record, and the line out of the plan", () => {
    expect(text(made, "CVE/list")).toBe(
      LIST.replace("<postponed> (Minor issue; can wait)", "2-1+deb12u1").replace(
        "(y)\n\t- curl 3-1\n",
        "(y)\n\t- curl 3-1\n\t[bookworm] - curl 2-1+deb12u1\n",
      ),
    );
    expect(text(made, "next-point-update.txt")).toBe(`-- fixes that wait

CVE-2026-0999
	[trixie] - curl 2-1+deb13u1
-- later
CVE-2026-0998
	[bookworm] - wget 1-1+deb12u1
`);
  });

  test("is shown as a diff that names its records", () => {
    expect(made.diff).toBe(`--- a/CVE/list
+++ b/CVE/list
@@ -3,11 +3,12 @@ CVE-2026-1001 (\xe9)
 CVE-2026-1000 (x)
 	- curl 3-1
 	[trixie] - curl <no-dsa> (Minor issue)
-	[bookworm] - curl <postponed> (Minor issue; can wait)
+	[bookworm] - curl 2-1+deb12u1
 	- wget 9
 	NOTE: https://example.org
 CVE-2026-0999 (y)
 	- curl 3-1
+	[bookworm] - curl 2-1+deb12u1
 CVE-2026-0998
 	- wget 9
 CVE-2026-0997 (nothing to do with it)
--- a/next-point-update.txt
+++ b/next-point-update.txt
@@ -1,11 +1,7 @@
 -- fixes that wait
-CVE-2026-1000
-	[bookworm] - curl 2-1+deb12u1
-	NOTE: uploaded by ada
 
 CVE-2026-0999
 	[trixie] - curl 2-1+deb13u1
-	[bookworm] - curl 2-1+deb12u1
 -- later
 CVE-2026-0998
 	[bookworm] - wget 1-1+deb12u1
`);
  });

  test("has a token that other records and places do not change, and anything seen does", () => {
    const elsewhere = `CVE-2026-2000\n\tTODO: check\n${LIST.replace("CVE-2026-0997 (nothing", "CVE-2026-0997 (something")}`;
    expect(planned([world(elsewhere, NEXT)]).token).toBe(made.token);
    expect(planned([world(LIST, `CVE-2026-1001\n\t[trixie] - wget 9\n${NEXT}`)]).token).toBe(made.token);
    const others = [
      planned([world(LIST.replace("https://example.org", "https://example.com"), NEXT)]),
      planned([world(LIST, NEXT.replace("by ada", "by bob"))]),
      planned([world(LIST, NEXT.replace("1-1+deb12u1", "1-1+deb12u2"))]),
      planned([world(LIST, NEXT)], [...ARCHIVE, "wget bookworm 1-1+deb12u1"]),
      planned([world(LIST, NEXT)], [...ARCHIVE, "wget bookworm 1-1.1"]),
    ].map(({ token }) => token);
    expect(new Set([made.token, ...others]).size).toBe(others.length + 1);
  });

  test("of lists of years, joined, is the change of the one list", () => {
    const whole = Buffer.from(`${LIST}\n`, "latin1");
    const years = Object.fromEntries(
      Array.from(splitByYear(whole), ([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")]),
    );
    const { files: changed } = planned([{ ...years, "next-point-update.txt": NEXT }]);
    expect([...changed.keys()].sort()).toEqual(["CVE/2026.list", "next-point-update.txt"]);
    const joined = joinYears(new Map([...files(years), ...changed]));
    expect(Buffer.from(joined).toString("latin1")).toBe(text(planned([world(`${LIST}\n`, NEXT)]), "CVE/list"));
  });

  test("in an upper layer is a record of its own, at its place", () => {
    const below = { "CVE/list": "CVE-2026-1000 (x)\n\t- curl 3-1\nCVE-2026-0999\n\t- curl 3-1\n" };
    const upper = {
      "CVE/list": "CVE-2026-3000 (ours)\n\t- wget 1\nCVE-2025-1000 (ours)\n\t- wget 1\n",
      "next-point-update.txt":
        "CVE-2026-0999\n\t[bookworm] - curl 2-1+deb12u1\nCVE-2026-1000\n\t[bookworm] - curl 2-1+deb12u1\n",
    };
    const above = planned([below, upper]);
    expect(text(above, "CVE/list")).toBe(
      upper["CVE/list"].replace(
        "CVE-2025-1000 ",
        "CVE-2026-1000\n\t[bookworm] - curl 2-1+deb12u1\nCVE-2026-0999\n\t[bookworm] - curl 2-1+deb12u1\nCVE-2025-1000 ",
      ),
    );
    expect(text(above, "next-point-update.txt")).toBe("");
    const first = planned([below, { "next-point-update.txt": upper["next-point-update.txt"] }]);
    expect(text(first, "CVE/list")).toContain(ISSUE);
    expect(first.diff).toMatch(/^--- \/dev\/null\n\+\+\+ b\/CVE\/list\n@@ -0,0 \+1,4 @@\n/);
  });
});

describe("whatever the lists hold", () => {
  const NAMES = ["CVE-2026-1003", "CVE-2026-1002", "CVE-2026-1001", "CVE-2025-1000"];
  const word = fc.constantFrom(
    "2-1+deb12u1",
    "1-1",
    "3-1",
    "<unfixed>",
    "<not-affected> (x)",
    "<no-dsa> (Minor)",
    "<undetermined>",
  );
  const line = fc
    .tuple(fc.constantFrom("", "[bookworm] ", "[trixie] "), fc.constantFrom("curl", "wget", "zlib"), word)
    .map(
      ([release, name, says]) => `${release === "" && /no-dsa/.test(says) ? "[trixie] " : release}- ${name} ${says}`,
    );
  const other = fc.constantFrom("NOTE: \xfc", "TODO: check", "{DSA-1-1}", "nonsense", "RESERVED", "");
  const record = (name: string) =>
    fc
      .array(fc.oneof({ weight: 4, arbitrary: line }, { weight: 1, arbitrary: other }), { maxLength: 5 })
      .map((lines) => `${name} (x)\n${lines.map((one) => `${one === "" ? "" : "\t"}${one}\n`).join("")}`);
  const unended = (text: string, cut: boolean): string => (cut ? text.replace(/\n$/, "") : text);
  const records = fc
    .tuple(
      ...NAMES.map((name) =>
        fc.oneof({ weight: 5, arbitrary: record(name) }, { weight: 1, arbitrary: fc.constant("") }),
      ),
    )
    .map((all) => all.join("--\n"))
    .chain((all) => fc.boolean().map((cut) => unended(all, cut)));
  const next = fc
    .array(
      fc.record({
        name: fc.constantFrom(...NAMES),
        lines: fc.array(fc.oneof(line, fc.constant("NOTE: waits"), fc.constant("")), { minLength: 1, maxLength: 3 }),
      }),
      { maxLength: 4 },
    )
    .map((all) =>
      all
        .map(({ name, lines }) => `${name}\n${lines.map((one) => (one === "" ? "\n" : `\t${one}\n`)).join("")}`)
        .join(""),
    )
    .chain((all) => fc.boolean().map((cut) => unended(all, cut)));

  /** The list with nothing left of the records that changed. */
  function around(content: string, changed: ReadonlySet<string>): readonly string[] {
    const pieces = content.split(/^(?=CVE-)/m);
    return pieces.map((piece) => (changed.has(piece.split(" ")[0] ?? "") ? "changed" : piece));
  }

  test("nothing but the records changes, the diff says it, and a second time nothing is left", () => {
    fc.assert(
      fc.property(records, next, fc.boolean(), (all, update, take) => {
        const contents = world(all, update);
        const taken = take ? ["wget"] : [];
        const made = planned([contents], ARCHIVE, taken);
        const merged = new Set(made.items.filter(({ act }) => act === "merge").map(({ issue }) => issue));
        const after = { ...contents };
        for (const [path] of made.files) after[path as keyof typeof after] = text(made, path) as string;
        const list = after["CVE/list"] ?? "";
        expect(around(list, merged)).toEqual(around(all, merged));
        for (const diff of parseSourceDiff(Buffer.from(made.diff, "latin1"), "plan")) {
          const old = Buffer.from(contents[diff.path] ?? "", "latin1");
          expect(Buffer.from(applyHunks(diff, old) ?? []).toString("latin1")).toBe(after[diff.path]);
        }
        const again = planned([after], ARCHIVE, taken);
        expect(again.token).toBeUndefined();
        expect(again.files.size).toBe(0);
        const left = made.items.filter(({ act }) => act === "wait" || act === "look");
        expect(again.items.map(({ issue, version, act }) => [issue, version, act])).toEqual(
          left.map(({ issue, version, act }) => [issue, version, act]),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("what was merged is fixed, and no verdict of another issue, package or release changes", () => {
    const archive = archiveOf(...ARCHIVE, "zlib trixie 1-1", "curl trixie 2-1", "curl sid 3-1");
    const all = (contents: Contents): ReadonlyMap<string, string> => {
      const tracker = createTracker([parseLayer("x", files({ "config.json": CONFIG, ...contents }))]);
      const rows = NAMES.flatMap((issue) =>
        ["curl", "wget", "zlib"].flatMap((name) =>
          ["bookworm", "trixie", "sid"].map((release) => [issue, name, release]),
        ),
      );
      return new Map(
        rows.map(([issue = "", name = "", release = ""]) => {
          const found = verdict(tracker, archive, { issue, package: name, release }, dpkgJudge);
          return [`${issue} ${name} ${release}`, found?.status ?? "nothing"];
        }),
      );
    };
    fc.assert(
      fc.property(records, next, (list, update) => {
        const contents = world(list, update);
        const made = planned([contents]);
        const after = { ...contents };
        for (const [path] of made.files) after[path as keyof typeof after] = text(made, path) as string;
        const merged = new Set(
          made.items.filter(({ act }) => act === "merge").map((one) => `${one.issue} ${one.package} bookworm`),
        );
        const [was, is] = [all(contents), all(after)];
        for (const [key, status] of is) expect([key, status]).toEqual([key, merged.has(key) ? "fixed" : was.get(key)]);
      }),
    );
  });
});
