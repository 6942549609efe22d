import { compareVersions } from "../../../kernel/index.ts";
import type { BinaryPackage } from "../../archive/binary-versions.ts";
import type { Verdict } from "../../verdict/types.ts";
import { boundary } from "../boundary.ts";

/** A question to dpkg: is one of these binaries installed, in a version that compares so? */
export interface PackageTest {
  readonly names: readonly string[];
  /** undefined: in any version. */
  readonly version: { readonly operation: "less than" | "less than or equal"; readonly evr: string } | undefined;
}

/**
 * What a machine must be asked to know whether it is open: one yes suffices. dpkg knows a binary's version only, so that a
 * binary with a version of its own is compared with the one that stands in the archive: below it while the archive's is
 * fixed, up to it while it is not.
 */
export function packageTests(verdict: Verdict, binaries: readonly BinaryPackage[]): readonly PackageTest[] {
  const fix = boundary(verdict);
  if (fix === undefined || verdict.status === "undetermined") {
    return [{ names: binaries.map(({ name }) => name), version: undefined }];
  }
  const own = binaries.filter((binary) => hasOwnVersion(binary, fix));
  const asSource = binaries.filter((binary) => !hasOwnVersion(binary, fix)).map(({ name }) => name);
  const tests: PackageTest[] = own.map(({ name, version, sourceVersion }) => {
    const fixed = verdict.status === "fixed" && compareVersions(sourceVersion, fix) >= 0;
    return { names: [name], version: { operation: fixed ? "less than" : "less than or equal", evr: evr(version) } };
  });
  if (asSource.length > 0) tests.unshift({ names: asSource, version: { operation: "less than", evr: evr(fix) } });
  return tests;
}

/**
 * A rebuild on one architecture appends `+bN` and keeps its place in the order, unless the lists name a rebuild as the fix:
 * then the source decides, as everywhere.
 */
function hasOwnVersion({ version, sourceVersion }: BinaryPackage, fix: string): boolean {
  if (version.replace(/\+b\d+$/, "") !== sourceVersion) return true;
  return compareVersions(version, fix) < 0 !== compareVersions(sourceVersion, fix) < 0;
}

/** The version with its epoch, as `debian_evr_string` has it. */
function evr(version: string): string {
  return /^\d+:/.test(version) ? version : `0:${version}`;
}
