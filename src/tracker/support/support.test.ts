import { describe, expect, test } from "vitest";
import { readReleaseDates } from "../../distribution/index.ts";
import { statusRow } from "../report/status-rows.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { createDpkgJudge } from "../verdict/dpkg-judge.ts";
import { explain, formatExplanation } from "../verdict/explain.ts";
import { verdict } from "../verdict/verdict.ts";
import { parseSupportList } from "./parse-support-list.ts";
import type { DatedRelease } from "./phase.ts";
import { createSupportFacts } from "./support-facts.ts";

const DEFINITION = new URL("../../../examples/debian/distribution.toml", import.meta.url).pathname;
const dates = await readReleaseDates(DEFINITION);
const ISSUE = "CVE-2026-1000";

const LISTS = {
  "security-support-ended.deb12":
    "# comment\n\npdns  4.7.3-2  2025-10-01  No security support upstream\nphp-horde.*\t0\t2025-03-22\nsoon 1 2027-01-01 later\n",
  "security-support-ended.deb13": "lxd 5 2026-01-01 too complex\n",
  "security-support-limited": "golang.*  See the release notes\nlibstdc++ exact\n",
};

describe("lists of debian-security-support", () => {
  test("packages, days and words; comments are skipped", () => {
    const { value, problems } = parseSupportList(
      Buffer.from(LISTS["security-support-ended.deb12"]),
      "security-support-ended.deb12",
    );
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ kind: "ended", version: "12" });
    expect(
      value.entries.map(({ pattern, ended, text, line }) => [pattern, ended?.toISOString().slice(0, 10), text, line]),
    ).toEqual([
      ["pdns", "2025-10-01", "No security support upstream", 3],
      ["php-horde.*", "2025-03-22", "", 4],
      ["soon", "2027-01-01", "later", 5],
    ]);
  });

  test.each([
    ["no day", "pdns 1 soon"],
    ["no day of the calendar", "pdns 1 2026-06-31"],
    ["no version", "pdns"],
    ["a pattern that is none", "pd(ns 1 2026-06-01"],
  ])("%s is a problem with a place, the rest counts", (_name, line) => {
    const { value, problems } = parseSupportList(
      Buffer.from(`  ${line}\ncurl 1 2026-01-01\n`),
      "security-support-ended.deb12",
    );
    expect(problems).toMatchObject([{ code: "tracker-support-entry", place: { line: 1, column: 3 } }]);
    expect(value.entries).toHaveLength(1);
  });
});

describe("the phase of a release", () => {
  const config = JSON.stringify({
    distributions: {
      buster: {},
      bullseye: {},
      bookworm: { release: "oldstable" },
      acmebook: { base: "bookworm" },
      trixie: { release: "stable" },
      duke: {},
      sid: { release: "unstable" },
    },
  });
  const tracker = trackerOf({ "CVE/list": "", "config.json": config });
  test.each([
    ["bookworm", "2023-06-09", { name: "development" }],
    ["bookworm", "2023-06-10", { name: "security" }],
    ["bookworm", "2026-06-09T23:59:59Z", { name: "security" }],
    ["bookworm", "2026-06-10", { name: "lts" }],
    ["bookworm", "2028-06-30", { name: "ended", since: new Date("2028-06-30") }],
    ["acmebook", "2026-06-10", { name: "lts" }],
    ["bullseye", "2026-08-30", { name: "lts" }],
    ["bullseye", "2026-08-31", { name: "ended" }],
    ["sid", "2040-01-01", { name: "development" }],
    ["buster", "2026-11-21", { name: "ended", since: undefined }],
    ["duke", "2026-11-21", { name: "development" }],
    ["unheard", "2026-11-21", { name: "development" }],
  ])("%s on %s", (release, at, expected) => {
    expect(createSupportFacts(tracker, dates, new Date(at)).phase(release)).toMatchObject(expected);
  });

  test("ELTS is support for whoever defines it", () => {
    const elts: readonly DatedRelease[] = [
      {
        codename: "bullseye",
        version: "11",
        phases: [
          { name: "security", from: new Date("2021-08-14"), until: new Date("2024-08-14") },
          { name: "elts", from: new Date("2024-08-14"), until: new Date("2031-06-30") },
        ],
      },
    ];
    const facts = createSupportFacts(tracker, elts, new Date("2026-11-21"));
    expect(facts.phase("bullseye").name).toBe("elts");
    expect(facts.endOf("curl", "bullseye")).toBeUndefined();
  });
});

describe("end of life follows by itself", () => {
  const ask = (name: string, release: string, at = "2026-11-21", more: Record<string, string> = {}, lines = "") => {
    const tracker = trackerOf({
      ...LISTS,
      "CVE/list": `${ISSUE}\n\t- ${name} <unfixed> (low)\n${lines}`,
      ...more,
    });
    const archive = archiveOf(`${name} ${release} 1`);
    const judge = createDpkgJudge(createSupportFacts(tracker, dates, new Date(at)));
    const question = { package: name, release, issue: ISSUE };
    const found = verdict(tracker, archive, question, judge);
    if (found === undefined) throw new Error("Nothing is said.");
    return {
      found,
      row: statusRow(found, tracker, judge),
      told: formatExplanation(explain(tracker, archive, question, judge)),
    };
  };

  test.each([
    ["a release that is over", "curl", "bullseye", "release"],
    ["an old release without dates", "curl", "buster", "release"],
    ["a package that is listed", "pdns", "bookworm", "package"],
    ["a package that a pattern names", "php-horde-text", "bookworm", "package"],
  ])("%s", (_name, name, release, by) => {
    const { found, row } = ask(name, release);
    expect(found).toMatchObject({
      status: "vulnerable",
      urgency: "end-of-life",
      decision: { kind: "end-of-life", by },
    });
    expect(found.basis.claim?.note.urgency).toBe("low");
    expect(row.split("\t")[5]).toBe("end-of-life");
  });

  test.each([
    ["before its day", "soon", "bookworm", "2026-12-31"],
    ["in another release", "pdns", "trixie", "2026-11-21"],
    ["in development", "lxd", "sid", "2026-11-21"],
  ])("not %s", (_name, name, release, at) => {
    expect(ask(name, release, at).found.decision).toBeUndefined();
  });

  test("it comes before what was promised, and only for what is open", () => {
    const remark = `\t[bullseye] - curl <postponed> (next time)\n`;
    expect(ask("curl", "bullseye", "2026-11-21", {}, remark).found.decision).toMatchObject({ kind: "end-of-life" });
    expect(ask("curl", "bullseye", "2026-08-30", {}, remark).found.decision).toMatchObject({ class: "postponed" });
    const fixed = `\t[bullseye] - curl 1\n`;
    expect(ask("curl", "bullseye", "2026-11-21", {}, fixed).found).toMatchObject({
      status: "fixed",
      decision: undefined,
    });
  });

  test("the reason names the list, and limited support is told", () => {
    expect(ask("pdns", "bookworm").told).toContain(
      "  Support of pdns ended on 2025-10-01: No security support upstream. No fix will come.\n      layer0 security-support-ended.deb12:3\n",
    );
    expect(ask("curl", "bullseye").told).toContain("Support of bullseye ended on 2026-08-31. No fix will come.");
    const golang = ask("golang-1.19", "bookworm");
    expect(golang.found.decision).toBeUndefined();
    expect(golang.told).toContain("Support of golang-1.19 is limited: See the release notes");
    expect(ask("libstdc++", "bookworm").told).toContain("is limited");
  });
});
