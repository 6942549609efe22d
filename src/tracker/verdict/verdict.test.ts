import { describe, expect, test } from "vitest";
import { archiveOf, trackerOf } from "../testing.ts";
import { allVerdicts } from "./all-verdicts.ts";
import { createDebianJudge } from "./debian-judge.ts";
import { dpkgJudge } from "./dpkg-judge.ts";
import { rebuiltFrom } from "./rebuilt-from.ts";
import { verdict } from "./verdict.ts";

const ISSUE = "CVE-2026-1000";

function judge(lines: readonly string[], rows: readonly string[], release = "bookworm") {
  const tracker = trackerOf({ "CVE/list": `${ISSUE}\n${lines.map((line) => `\t${line}\n`).join("")}` });
  return verdict(tracker, archiveOf(...rows), { package: "curl", release, issue: ISSUE }, dpkgJudge);
}

describe("status", () => {
  const MAIN = ["curl bookworm 1.0-1"];
  test.each([
    ["a lower version is vulnerable", ["- curl 1.0-2"], MAIN, "vulnerable"],
    ["the fixed version is fixed", ["- curl 1.0-1"], MAIN, "fixed"],
    ["equal is equal however it is spelt", ["- curl 0:1.0-1"], MAIN, "fixed"],
    ["no fix yet", ["- curl <unfixed>"], MAIN, "vulnerable"],
    ["removed where it still is", ["- curl <removed>"], MAIN, "vulnerable"],
    ["undetermined", ["- curl <undetermined>"], MAIN, "undetermined"],
    ["not affected", ["- curl <unfixed>", "[bookworm] - curl <not-affected> (too old)"], MAIN, "not-affected"],
    ["not affected below 0", ["- curl <not-affected> (not built)"], ["curl bookworm 0~git20230512-1"], "not-affected"],
    ["a fix in 0 is a version", ["- curl 0"], ["curl bookworm 0~git20230512-1"], "vulnerable"],
    ["rejected", ["REJECTED", "- curl <unfixed>"], MAIN, "rejected"],
    ["not in the release", ["- curl 2"], ["curl trixie 1.0-1"], "not-in-release"],
    ["the release's line before the default", ["- curl 2", "[bookworm] - curl 1.0-1"], MAIN, "fixed"],
    ["another release's line does not count", ["- curl 2", "[trixie] - curl 1.0-1"], MAIN, "vulnerable"],
    ["the security suite fixes", ["- curl 1.0-1+deb12u1"], [...MAIN, "curl bookworm/security 1.0-1+deb12u1"], "fixed"],
    ["the highest suite decides", ["- curl 1.0-3"], ["curl bookworm 1.0-3", "curl bookworm/security 1.0-2"], "fixed"],
    ["the worse of two areas decides", ["- curl 2"], [...MAIN, "curl bookworm 3 contrib"], "vulnerable"],
  ])("%s", (_name, lines, rows, status) => {
    expect(judge(lines, rows)?.status).toBe(status);
  });

  test("without a line there is nothing to say", () => {
    expect(judge(["- wget 2"], ["curl bookworm 1"])).toBeUndefined();
    expect(judge(["[trixie] - curl 2"], ["curl bookworm 1"])).toBeUndefined();
  });
});

test("an advisory's fix below version 0 wins over not affected, as any other does", () => {
  const tracker = trackerOf({
    "CVE/list": `${ISSUE}\n\t- curl 2\n\t[bookworm] - curl <not-affected> (not built)\n`,
    "DSA/list": `[06 Nov 2026] DSA-1-1 curl - x\n\t{${ISSUE}}\n\t[bookworm] - curl 0~git1-1+deb12u1\n`,
  });
  const question = { package: "curl", release: "bookworm", issue: ISSUE };
  const ask = (version: string) => verdict(tracker, archiveOf(`curl bookworm ${version}`), question, dpkgJudge);
  expect(ask("0~git1-1")).toMatchObject({ status: "vulnerable", fixedVersion: "0~git1-1+deb12u1" });
  expect(ask("0~git1-1+deb12u1")?.status).toBe("fixed");
  expect(ask("0~git1-1")?.basis.claim?.contests.map(({ reason }) => reason)).toEqual(["fix-over-not-affected"]);
});

describe("decision", () => {
  test.each([
    [
      "minor",
      ["- curl 2", "[bookworm] - curl <no-dsa> (Minor issue)"],
      { kind: "no-dsa", class: "minor", text: "Minor issue" },
    ],
    ["ignored", ["- curl 2", "[bookworm] - curl <ignored> (Not feasible)"], { kind: "no-dsa", class: "ignored" }],
    ["end of life", ["- curl 2", "[bookworm] - curl <end-of-life> (EOL)"], { kind: "end-of-life", text: "EOL" }],
    ["unimportant", ["- curl 2 (unimportant)"], { kind: "unimportant" }],
  ])("%s", (_name, lines, decision) => {
    expect(judge(lines, ["curl bookworm 1"])?.decision).toMatchObject(decision);
  });

  test("what is fixed needs none", () => {
    expect(judge(["- curl 1", "[bookworm] - curl <no-dsa> (Minor)"], ["curl bookworm 1"])?.decision).toBeUndefined();
  });

  test("planned for a point release", () => {
    const tracker = trackerOf({
      "CVE/list": `${ISSUE}\n\t- curl 2\n\t[bookworm] - curl <no-dsa> (Minor)\n`,
      "next-oldstable-point-update.txt": `${ISSUE}\n\t[bookworm] - curl 1+deb12u1\n`,
    });
    const found = verdict(
      tracker,
      archiveOf("curl bookworm 1"),
      { package: "curl", release: "bookworm", issue: ISSUE },
      dpkgJudge,
    );
    expect(found?.decision).toEqual({ kind: "planned", version: "1+deb12u1" });
  });
});

describe("a derivative's own release", () => {
  const acme = {
    "config.json": JSON.stringify({ distributions: { acmebook: { base: "bookworm" } }, rebuildSuffix: "+acme" }),
  };
  const debian = { "CVE/list": `${ISSUE}\n\t- curl 2\n\t[bookworm] - curl 1-3+deb12u2\n` };
  test.each([
    ["unchanged from below", "1-3+deb12u2", "fixed"],
    ["unchanged and vulnerable", "1-3", "vulnerable"],
    ["a rebuild of the fix contains it", "1-3+deb12u2+acme1", "fixed"],
    ["a rebuild of what was vulnerable stays so", "1-3+acme1", "vulnerable"],
  ])("%s", (_name, version, status) => {
    const question = { package: "curl", release: "acmebook", issue: ISSUE };
    expect(verdict(trackerOf(debian, acme), archiveOf(`curl acmebook ${version}`), question, dpkgJudge)?.status).toBe(
      status,
    );
  });

  test.each([
    ["several habits", ["+bp", "gl"], "1-3gl0+bp1592", "1-3"],
    ["a rebuild of a rebuild", ["+acme"], "1-3+deb12u2+acme1+acme2", "1-3+deb12u2"],
    ["no number after it", ["+acme"], "1-3+acme", "1-3+acme"],
    ["a word that only ends like it", ["gl"], "1-3single2", "1-3single2"],
  ])("%s", (_name, rebuildSuffix, version, contains) => {
    const upper = { "config.json": JSON.stringify({ rebuildSuffix }) };
    expect(rebuiltFrom(version, 0, trackerOf(debian, upper).layers)).toBe(contains);
  });

  test("its own line takes over no remark, its own remark keeps the line from below", () => {
    const below = { "CVE/list": `${ISSUE}\n\t- curl 2\n\t[bookworm] - curl <no-dsa> (Minor)\n` };
    const decide = (line: string) =>
      verdict(
        trackerOf(below, { ...acme, "CVE/list": `${ISSUE}\n\t[acmebook] - curl ${line}\n` }),
        archiveOf("curl acmebook 1"),
        { package: "curl", release: "acmebook", issue: ISSUE },
        dpkgJudge,
      );
    expect(decide("<unfixed>")).toMatchObject({ status: "vulnerable", decision: undefined });
    expect(decide("<ignored> (too old)")).toMatchObject({ fixedVersion: "2", decision: { text: "too old" } });
  });

  test("a suffix that sorts above Debian's does not hide an open issue", () => {
    const zoo = {
      "config.json": JSON.stringify({ distributions: { zoobook: { base: "bookworm" } }, rebuildSuffix: "+zoo" }),
    };
    const question = { package: "curl", release: "zoobook", issue: ISSUE };
    expect(verdict(trackerOf(debian, zoo), archiveOf("curl zoobook 1-3+zoo1"), question, dpkgJudge)?.status).toBe(
      "vulnerable",
    );
  });

  test("its own fix is compared as it is", () => {
    const own = { ...acme, "CVE/list": `${ISSUE}\n\t[acmebook] - curl 1-3+acme2\n` };
    const ask = (version: string) =>
      verdict(
        trackerOf(debian, own),
        archiveOf(`curl acmebook ${version}`),
        { package: "curl", release: "acmebook", issue: ISSUE },
        dpkgJudge,
      )?.status;
    expect([ask("1-3+acme1"), ask("1-3+acme2")]).toEqual(["vulnerable", "fixed"]);
  });
});

describe("as Debian", () => {
  const ask = (list: string, rows: readonly string[]) => {
    const tracker = trackerOf({ "CVE/list": list });
    const question = { package: "curl", release: "bookworm", issue: ISSUE };
    return verdict(tracker, archiveOf(...rows), question, createDebianJudge(tracker))?.status;
  };

  test("a rejected issue without a fix is open", () => {
    expect(ask(`${ISSUE}\n\tREJECTED\n\t- curl <unfixed>\n`, ["curl bookworm 1"])).toBe("vulnerable");
  });

  test("a backport suffix is dropped", () => {
    expect(ask(`${ISSUE}\n\t- curl 1\n`, ["curl bookworm 1~bpo12+1"])).toBe("fixed");
  });

  test("equal versions rank by the first appearance of their spelling anywhere", () => {
    expect(ask(`${ISSUE}\n\t- curl 2.0\n`, ["curl bookworm 2.0-0"])).toBe("fixed");
    expect(ask(`CVE-2026-1001\n\t- wget 2.0-0\n${ISSUE}\n\t- curl 2.0\n`, ["curl bookworm 2.0-0"])).toBe("vulnerable");
  });

  test("a fixed main suite hides a vulnerable security suite", () => {
    expect(ask(`${ISSUE}\n\t- curl 2\n`, ["curl bookworm 2", "curl bookworm/security 1"])).toBe("fixed");
  });

  test("the area read last hides the other", () => {
    expect(ask(`${ISSUE}\n\t- curl 2\n`, ["curl bookworm 2", "curl bookworm 1 contrib"])).toBe("vulnerable");
    expect(ask(`${ISSUE}\n\t- curl 2\n`, ["curl bookworm 1", "curl bookworm 2 contrib"])).toBe("fixed");
  });
});

describe("all verdicts", () => {
  const tracker = trackerOf({
    "CVE/list": `${ISSUE}\n\t- curl 2\nCVE-2026-1001\n\tNOT-FOR-US: x\nCVE-2026-1002\n\t- wget 2\n\t- curl 1\n`,
  });
  const archive = archiveOf("curl buster 1", "curl bookworm 1", "wget sid 1");
  const keys = (filter = {}, how = dpkgJudge) =>
    [...allVerdicts(tracker, archive, how, filter)].map(
      (found) => `${found.package}/${found.release}/${found.issue.slice(-1)}`,
    );

  test("cover every issue, package and release of the archive", () => {
    expect(keys()).toEqual(["curl/buster/0", "curl/bookworm/0", "wget/sid/2", "curl/buster/2", "curl/bookworm/2"]);
  });

  test("as Debian leave releases without an alias out", () => {
    expect(keys({}, createDebianJudge(tracker))).toEqual(["curl/bookworm/0", "wget/sid/2", "curl/bookworm/2"]);
  });

  test("can be narrowed", () => {
    expect(keys({ release: "sid" })).toEqual(["wget/sid/2"]);
    expect(keys({ package: "wget" })).toEqual(["wget/sid/2"]);
    expect(keys({ issue: ISSUE, release: "buster" })).toEqual(["curl/buster/0"]);
    expect(keys({ issue: "CVE-2026-1001" })).toEqual([]);
  });

  test("can name releases that lack the package, but never as Debian", () => {
    const all = { all: true, package: "wget" };
    expect(
      [...allVerdicts(tracker, archive, dpkgJudge, all)].map((found) => `${found.release} ${found.status}`),
    ).toEqual(["sid vulnerable", "buster not-in-release", "bookworm not-in-release"]);
    expect(keys({ ...all, release: "buster" })).toEqual(["wget/buster/2"]);
    expect(keys(all, createDebianJudge(tracker))).toEqual(["wget/sid/2"]);
  });
});
