import { describe, expect, test } from "vitest";
import { formatProblem } from "../../kernel/index.ts";
import { debianRefuses } from "../problem-codes.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { checkTracker } from "./check-tracker.ts";

type Contents = Readonly<Record<string, string>>;

/** Codes with their line, of the topmost layer. */
function found(archive: readonly string[] | undefined, ...layers: readonly Contents[]): readonly string[] {
  const top = `layer${layers.length - 1}`;
  return checkTracker(trackerOf(...layers), archive && archiveOf(...archive))
    .filter(({ layer }) => layer === top)
    .map(({ problem }) => `${problem.code} ${problem.place.file}:${problem.place.line}`);
}

const HEAD = "CVE-2026-1000\n";
const list = (...lines: readonly string[]): Contents => ({
  "CVE/list": HEAD + lines.map((line) => `\t${line}\n`).join(""),
});

describe("one layer", () => {
  test.each<readonly [string, Contents, readonly string[]]>([
    ["nothing", list("- curl 1", "[trixie] - curl 1", "[bookworm] - curl <no-dsa> (Minor)"), []],
    ["a second record", { "CVE/list": `${HEAD}\t- curl 1\n${HEAD}\t- curl 2\n` }, ["tracker-duplicate CVE/list:3"]],
    ["a second quiet record", { "CVE/list": `${HEAD}\tRESERVED\n${HEAD}` }, ["tracker-duplicate CVE/list:3"]],
    ["quiet and not", { "CVE/list": `${HEAD}\t- curl 1\n${HEAD}\tRESERVED\n` }, ["tracker-duplicate CVE/list:1"]],
    [
      "two lists",
      { "CVE/list": `${HEAD}\t- curl 1\n`, "CVE/2026.list": `${HEAD}\t- curl 1\n` },
      ["tracker-duplicate CVE/2026.list:1"],
    ],
    ["unknown reference", list("{DSA-1-1}", "- curl 1"), ["tracker-unknown-reference CVE/list:2"]],
    ["a reference twice", list("{VU#123456 VU#123456}", "- curl 1"), ["tracker-duplicate-reference CVE/list:2"]],
    ["unknown codename", list("- curl 1", "[bokworm] - curl 1"), ["tracker-unknown-release CVE/list:3"]],
    [
      "a codename that Debian cannot read",
      { ...list("- curl 1", "[acme-12] - curl 1"), "config.json": '{"distributions": {"acme-12": {}}}' },
      ["tracker-release-form CVE/list:3"],
    ],
    ["older before newer", list("- curl 1", "[bookworm] - curl 1", "[trixie] - curl 1"), ["tracker-order CVE/list:4"]],
    ["default after release", list("[bookworm] - curl 1", "- curl 1"), ["tracker-order CVE/list:3"]],
    ["release line away from its package", list("- wget 1", "[bookworm] - curl 1"), ["tracker-order CVE/list:3"]],
    ["experimental may come first", list("[experimental] - curl 1", "- curl 1"), []],
    [
      "two remarks",
      list("- curl 1", "[sid] - curl <no-dsa> (x)", "[sid] - curl <ignored> (y)"),
      ["tracker-two-remarks CVE/list:4"],
    ],
    [
      "remark beside a fix",
      list("- curl 1", "[sid] - curl 1", "[sid] - curl <ignored> (y)"),
      ["tracker-remark-beside-fix CVE/list:4"],
    ],
    [
      "remark beside a note",
      list("- curl 1", "[sid] - curl <unfixed>", "[sid] - curl <ignored> (y)"),
      ["tracker-remark-and-note CVE/list:4"],
    ],
    ["rejected and open", list("REJECTED", "- curl <unfixed>"), ["tracker-rejected-open CVE/list:3"]],
    ["withdrawn from nothing", list("- curl <withdrawn> (x)"), ["tracker-withdrawn-below CVE/list:2"]],
    [
      "planned for nothing",
      { ...list("- curl 1"), "next-point-update.txt": "CVE-2026-1001\n\t[sid] - curl 1\n" },
      ["tracker-planned-unknown-issue next-point-update.txt:1"],
    ],
  ])("%s", (_name, contents, problems) => {
    expect(found(undefined, contents)).toEqual(problems);
  });

  test("an advisory against not-affected, or on an issue that is not for us", () => {
    const advisory = "[06 Nov 2026] DSA-1-1 curl\n\t{CVE-2026-1000}\n\t[bookworm] - curl 2\n";
    const against = { ...list("- curl 1", "[bookworm] - curl <not-affected> (x)"), "DSA/list": advisory };
    expect(found(undefined, against)).toEqual(["tracker-advisory-against-not-affected CVE/list:3"]);
    const hidden = { ...list("NOT-FOR-US: x"), "DSA/list": advisory };
    expect(found(undefined, hidden)).toEqual(["tracker-advisory-not-for-us DSA/list:2"]);
  });

  describe("not affected by default, against a fix of 0 or below every real version", () => {
    const not = "- curl <not-affected> (x)";
    const advisory = (line: string) => ({ "DSA/list": `[06 Nov 2026] DSA-1-1 curl\n\t{CVE-2026-1000}\n\t${line}\n` });
    const zero = ["tracker-not-affected-against-zero CVE/list:2"];
    test.each<readonly [string, Contents, readonly string[]]>([
      ["a release fixed in 0", list(not, "[bookworm] - curl 0"), zero],
      ["a release fixed in 0-0, which is 0", list(not, "[bookworm] - curl 0-0"), zero],
      ["a release fixed below it", list(not, "[bookworm] - curl 0~git1-1+deb12u1"), zero],
      ["two releases, told once each", list(not, "[trixie] - curl 0", "[bookworm] - curl 0~1"), [...zero, ...zero]],
      ["an advisory for a release", { ...list(not), ...advisory("[bookworm] - curl 0~git1-1") }, zero],
      ["an advisory for all, of 0", { ...list(not), ...advisory("- curl 0") }, zero],
      [
        "an advisory for all, below it",
        { ...list(not), ...advisory("- curl 0~git1-1") },
        ["tracker-advisory-against-not-affected CVE/list:2"],
      ],
      [
        "an advisory below it, against a release's line",
        { ...list("- curl 1", "[bookworm] - curl <not-affected> (x)"), ...advisory("[bookworm] - curl 0~git1-1") },
        ["tracker-advisory-against-not-affected CVE/list:3"],
      ],
      ["a release that real versions fix", list(not, "[bookworm] - curl 0.1-1"), []],
      ["an epoch is real", list(not, "[bookworm] - curl 1:0~git1-1"), []],
      ["another package", list("- wget <not-affected> (x)", "- curl 1", "[bookworm] - curl 0~git1-1"), []],
      ["fixed by default as well", list("- curl 0~git2-1", "[bookworm] - curl 0~git1-1"), []],
      ["not affected in the release too", list(not, "[bookworm] - curl <not-affected> (y)"), []],
    ])("%s", (_name, contents, problems) => {
      expect(found(undefined, contents)).toEqual(problems);
    });

    test("is told in the layer that says not affected, and says where the fix stands", () => {
      const below = list("[bookworm] - curl 0~git1-1");
      expect(found(undefined, below, list(not))).toEqual(zero);
      expect(checkTracker(trackerOf(list(not), list("[bookworm] - curl 0~git1-1")))).toEqual([]);
      const [problem] = checkTracker(trackerOf(list(not, "[bookworm] - curl 0~git1-1")));
      expect(problem && formatProblem(problem.problem)).toBe(
        "CVE/list:2:9: warning: This line calls curl not affected by default, and CVE/list:3 has a fix for bookworm in 0~git1-1, which is not above version 0; say for each release which of the two holds. [tracker-not-affected-against-zero]",
      );
    });
  });

  test("a file that config.json names and that is not there", () => {
    const config = '{"distributions": {}, "sources": [{"path": "/DSA/list", "class": "DSAFile"}]}';
    expect(found(undefined, { ...list("- curl 1"), "config.json": config })).toEqual([
      "tracker-file-missing DSA/list:1",
    ]);
  });

  test("names the codename that was meant", () => {
    const [first] = checkTracker(trackerOf(list("- curl 1", "[bokworm] - curl 1")));
    expect(first && formatProblem(first.problem)).toBe(
      "CVE/list:3:3: error: No release is named bokworm; is it bookworm? [tracker-unknown-release]",
    );
    expect(first && debianRefuses(first.problem)).toBe(true);
  });
});

describe("against the archive", () => {
  const ARCHIVE = ["curl bookworm 1", "perl bookworm 2:1"];
  test.each<readonly [string, Contents, readonly string[]]>([
    ["all known", list("- curl 1", "- perl 2:1"), []],
    ["unknown package, once", list("- crul 1", "[trixie] - crul 1"), ["tracker-unknown-package CVE/list:2"]],
    ["removed by list", { ...list("- bind 1"), "packages/removed-packages": "bind\n" }, []],
    ["removed by note", list("- bind <removed>"), []],
    ["intent to package", list("- new <itp> (bug #1)"), []],
    ["intent to package what is there", list("- curl <itp> (bug #1)"), ["tracker-itp-in-archive CVE/list:2"]],
    ["missing epoch", list("- perl 1"), ["tracker-missing-epoch CVE/list:2"]],
  ])("%s", (_name, contents, problems) => {
    expect(found(ARCHIVE, contents)).toEqual(problems);
  });
});

describe("an upper layer", () => {
  const below = { ...list("{DSA-1-1}", "- curl 1"), "DSA/list": "[06 Nov 2026] DSA-1-1 x\n\t[bookworm] - curl 2\n" };
  test("refers to what stands below, withdraws it, and may use its own prefix", () => {
    const upper = {
      "CVE/list": "CVE-2026-1000\n\t{DSA-1-1 ACME-1-1}\n\t- curl <withdrawn> (not ours)\n",
      "ACME/list": "[06 Nov 2026] ACME-1-1 curl\n\t{CVE-2026-1000}\n\t[bookworm] - curl 2\n",
    };
    expect(found(undefined, below, upper)).toEqual(["tracker-foreign-reference CVE/list:2"]);
  });

  test("is not known to the layers below", () => {
    const upper = { "CVE/list": "CVE-2026-1001\n\t- curl 1\n" };
    const lower = { "CVE/list": "CVE-2026-1000\n\t{CVE-2026-1001}\n\t- curl 1\n" };
    const problems = checkTracker(trackerOf(lower, upper));
    expect(problems.map(({ layer, problem }) => `${layer} ${problem.code}`)).toEqual([
      "layer0 tracker-unknown-reference",
    ]);
  });
});
