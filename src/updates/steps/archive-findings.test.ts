import { expect, test } from "vitest";
import { type ArchiveFindings, judge } from "./archive-findings.ts";

const compared = (name: string, same: boolean) => ({ name, ours: "a", theirs: same ? "a" : "b", same, suite: "s" });
const gap = { architecture: "i386", suite: "s", reason: "Packages.xz does not exist." };
const ABSENT = { name: "y_1_amd64.deb", held: [{ suite: "s", version: "0.9" }] };
const findings = (given: Partial<ArchiveFindings>): ArchiveFindings => ({
  kind: "archive",
  packages: [],
  absent: [],
  unseen: [],
  unknown: [],
  cause: "",
  ...given,
});

test.each([
  ["nothing there", {}, "nothing-to-do", "The archive has no build of this version to compare with."],
  [
    "all the same",
    { packages: [compared("x_1_amd64.deb", true)] },
    "passed",
    "Matches the archive: 1 of 1 packages are bit-identical to its own build.",
  ],
  [
    "one architecture the same, the other not known",
    { packages: [compared("x_1_amd64.deb", true)], unseen: ["x_1_i386.deb"], unknown: [gap] },
    "passed",
    "1 of 2 packages are bit-identical to the archive's own build. The archive's own i386 build could not be fetched: Packages.xz does not exist.",
  ],
  [
    "none could be looked at",
    { unseen: ["x_1_i386.deb"], unknown: [gap] },
    "nothing-to-do",
    "The archive's own i386 build could not be fetched: Packages.xz does not exist.",
  ],
  [
    "a difference weighs more than a gap",
    { packages: [compared("x_1_amd64.deb", false)], unseen: ["x_1_i386.deb"], unknown: [gap], cause: "Different: x." },
    "failed",
    "0 of 2 packages match the archive's own build. Different: x. The archive's own i386 build could not be fetched: Packages.xz does not exist.",
  ],
  [
    "one the same, another absent",
    { packages: [compared("x_1_amd64.deb", true)], absent: [ABSENT] },
    "passed",
    "1 of 2 packages are bit-identical to the archive's own build. The archive has no y_1_amd64.deb; it has 0.9 in s.",
  ],
  [
    "one absent, and the rest could not be looked at for one reason",
    {
      absent: [ABSENT],
      unseen: ["x_1_i386.deb", "x_1_arm64.deb"],
      unknown: [gap, { ...gap, architecture: "arm64" }],
    },
    "nothing-to-do",
    "The archive has no y_1_amd64.deb; it has 0.9 in s. The archive's own i386 and arm64 builds could not be fetched: Packages.xz does not exist.",
  ],
  [
    "a source of many packages that are all older",
    { absent: ["a", "b", "c", "d", "e"].map((name) => ({ ...ABSENT, name: `${name}_1_amd64.deb` })) },
    "nothing-to-do",
    "The archive has no build of this version to compare with; it has 0.9 in s.",
  ],
  [
    "one of many there",
    {
      packages: [compared("x_1_amd64.deb", true)],
      absent: ["a", "b", "c", "d", "e"].map((name) => ({ name: `${name}_1_amd64.deb`, held: [] })),
    },
    "passed",
    "1 of 6 packages are bit-identical to the archive's own build. The archive has no a_1_amd64.deb, b_1_amd64.deb, c_1_amd64.deb, d_1_amd64.deb and 1 more.",
  ],
  [
    "debug symbols, which archives keep elsewhere",
    { packages: [compared("x_1_amd64.deb", true)], absent: [{ name: "x-dbgsym_1_amd64.deb", held: [] }] },
    "passed",
    "Matches the archive: 1 of 1 packages are bit-identical to its own build. Debug symbols are not compared: the archive's suites hold none.",
  ],
] as const)("%s", (_name, given, result, message) => {
  expect(judge(findings(given as Partial<ArchiveFindings>))).toEqual({ result, message });
});
