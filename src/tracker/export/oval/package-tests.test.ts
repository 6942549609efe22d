import { expect, test } from "vitest";
import { archiveOf, trackerOf } from "../../testing.ts";
import { dpkgJudge } from "../../verdict/dpkg-judge.ts";
import { verdict } from "../../verdict/verdict.ts";
import { packageTests } from "./package-tests.ts";

/** The questions about one package, as text. */
function asked(line: string, archiveVersion: string, ...binaries: readonly string[]): readonly string[] {
  const tracker = trackerOf({ "CVE/list": `CVE-2026-1000 (x)\n\t- curl ${line}\n` });
  const archive = archiveOf(`curl bookworm ${archiveVersion}`);
  const question = { package: "curl", release: "bookworm", issue: "CVE-2026-1000" };
  const found = verdict(tracker, archive, question, dpkgJudge);
  if (found === undefined) throw new Error("no verdict");
  const packages = binaries.map((text) => {
    const [name = "", version = "", sourceVersion = version] = text.split(" ");
    return { name, version, sourceVersion };
  });
  return packageTests(found, packages).map(({ names, version }) =>
    [names.join(","), version?.operation ?? "any", version?.evr ?? ""].join(" ").trim(),
  );
}

test.each<[string, readonly string[], readonly string[]]>([
  [
    "fixed: below the fix, with an epoch",
    ["2-1", "2-1", "curl 2-1", "libcurl4 2-1"],
    ["curl,libcurl4 less than 0:2-1"],
  ],
  ["an epoch that is there stays", ["1:2-1", "1:2-1", "curl 1:2-1"], ["curl less than 1:2-1"]],
  ["a tilde is an order, not a sign", ["2~rc1-1", "2~rc1-1", "curl 2~rc1-1"], ["curl less than 0:2~rc1-1"]],
  ["no fix: any version", ["<unfixed>", "2-1", "curl 2-1"], ["curl any"]],
  ["undetermined: any version", ["<undetermined>", "2-1", "curl 2-1"], ["curl any"]],
  [
    "a rebuild on one architecture compares like its source",
    ["2-1", "2-1", "curl 2-1+b3 2-1"],
    ["curl less than 0:2-1"],
  ],
  [
    "a binary with a version of its own: below the archive's while that is fixed",
    ["2-1", "2-2", "curl 2-2", "curl-l10n 20260101 2-2"],
    ["curl less than 0:2-1", "curl-l10n less than 0:20260101"],
  ],
  [
    "and up to the archive's while that is not",
    ["2-3", "2-2", "curl 2-2", "curl-l10n 20260101 2-2"],
    ["curl less than 0:2-3", "curl-l10n less than or equal 0:20260101"],
  ],
  [
    "a rebuild that the lists name as the fix: the source decides",
    ["2-1+b1", "2-1", "curl 2-1+b2 2-1"],
    ["curl less than or equal 0:2-1+b2"],
  ],
])("%s", (_, [line = "", version = "", ...binaries], expected) => {
  expect(asked(line, version, ...binaries)).toEqual(expected);
});
