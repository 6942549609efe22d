import { describe, expect, test } from "vitest";
import { archiveOf, CONFIG, trackerOf } from "../testing.ts";
import { noIssue, unfamiliarPackage, unknownNames } from "./unknown-names.ts";

const tracker = trackerOf({
  "config.json": CONFIG,
  "CVE/list": "CVE-2026-1000 (x)\n\t- curl <unfixed>\n\t- wget 1-1\nCVE-2026-1001 (x)\n\t- zlib 1 (hgih)\n",
});
const archive = archiveOf("curl bookworm 1.0-1", "curb bookworm 1-1", "wget sid 1-1");

describe("names that were asked for", () => {
  test.each([
    [{}, []],
    [{ package: "curl", release: "bookworm", issue: "CVE-2026-1000" }, []],
    [{ package: "crul" }, ["No line is about crul. Did you mean curl?"]],
    [{ package: "nothing-like-it" }, ["No line is about nothing-like-it."]],
    [{ package: "curb" }, ["No line is about curb."]],
    [{ issue: "CVE-2026-9999" }, ["No list holds CVE-2026-9999."]],
    [
      { issue: "CVE-2026-1001" },
      ["A record that names CVE-2026-1001 is set aside for an error, so nothing of it counts: layer0 CVE/list:4."],
    ],
    [
      { issue: "CVE-2026-XXXX" },
      ["CVE-2026-XXXX is no issue's name: `sameday tracker view CVE-2026-XXXX` lists what stands under it."],
    ],
    [{ release: "trixie" }, ["The archive has no suite of trixie."]],
  ])("%j", (asked, sentences) => {
    expect(unknownNames(tracker, archive, asked)).toEqual(sentences);
  });

  test("a release that nobody knows is an error with the nearest name, or with all", () => {
    const ask = (release: string) => () => unknownNames(tracker, archive, { release });
    expect(ask("bokworm")).toThrow("Neither data nor archive have a release bokworm. Did you mean bookworm?");
    expect(ask("stable")).toThrow(/^Neither data nor archive have a release stable\. There are bookworm, sid, /);
  });
});

describe("names in an edit", () => {
  const lists = {
    "config.json": CONFIG,
    "CVE/list": "CVE-2026-XXXX [a bug]\n\t- curl <unfixed> (bug #1000001)\n",
    "issue-names": "TEMP-1000001-AAAAAA CVE-2026-1234 2026-11-01\n",
  };
  const names = trackerOf(lists);
  const unnamed = [...names.issueNames()][0] ?? "";

  test.each([
    [
      "CVE-2026-9999",
      "No list has a record of CVE-2026-9999. A new one is written down by `sameday tracker add-issue`.",
    ],
    [unnamed.slice(0, -1), `No list has a record of ${unnamed.slice(0, -1)}. Did you mean ${unnamed}?`],
    ["TEMP-1000001-AAAAAA", "TEMP-1000001-AAAAAA is CVE-2026-1234 now; use that name."],
  ])("%s", (asked, message) => {
    expect(noIssue(names, asked)).toMatchObject({ code: "NOT_FOUND", message });
  });

  test("a package that is new is told of only when it is nearly one that is known", () => {
    expect(unfamiliarPackage(names, "curl")).toBeUndefined();
    expect(unfamiliarPackage(names, "quite-new")).toBeUndefined();
    expect(unfamiliarPackage(names, "crul")).toContain("If curl was meant");
  });
});
