import { expect, test } from "vitest";
import { type ArchiveFindings, judge } from "./compare-with-archive.ts";

const compared = (name: string, same: boolean) => ({ name, ours: "a", theirs: same ? "a" : "b", same, suite: "s" });
const gap = { architecture: "i386", suite: "s", reason: "Packages.xz does not exist." };
const findings = (given: Partial<ArchiveFindings>): ArchiveFindings => ({
  kind: "archive",
  packages: [],
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
    { packages: [compared("x_1_amd64.deb", true)], unknown: [gap] },
    "passed",
    "Matches the archive: 1 of 1 packages are bit-identical to its own build. The archive's own i386 build could not be fetched: Packages.xz does not exist.",
  ],
  [
    "none could be looked at",
    { unknown: [gap] },
    "nothing-to-do",
    "The archive's own i386 build could not be fetched: Packages.xz does not exist.",
  ],
  [
    "a difference weighs more than a gap",
    { packages: [compared("x_1_amd64.deb", false)], unknown: [gap], cause: "Different: x." },
    "failed",
    "0 of 1 packages match the archive's own build. Different: x. The archive's own i386 build could not be fetched: Packages.xz does not exist.",
  ],
] as const)("%s", (_name, given, result, message) => {
  expect(judge(findings(given as Partial<ArchiveFindings>))).toEqual({ result, message });
});
