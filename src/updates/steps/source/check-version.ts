import { compareVersions, SamedayError } from "../../../kernel/index.ts";

/** A version of the same source package that some suite holds now. */
export interface KnownVersion {
  readonly suite: string;
  readonly version: string;
  /** Position of the suite's release, oldest first. */
  readonly releaseOrder: number;
}

/**
 * A security update must be newer than everything its release holds, or machines will not take it, and older than what
 * newer releases hold, or a machine that moves to the next release keeps the old build (Policy 5.6.12 orders the versions;
 * the rule is the archive's). A version that sorts below the release because of a `~` is named as such.
 */
export function checkVersion(version: string, releaseOrder: number, known: readonly KnownVersion[]): void {
  for (const other of known) {
    const order = compareVersions(version, other.version);
    if (other.releaseOrder === releaseOrder && order <= 0) throw notNewer(version, other, order);
    if (other.releaseOrder > releaseOrder && order >= 0) {
      throw new SamedayError(
        "VERSION_SORTS_WRONG",
        `${version} is not below ${other.version} in ${other.suite}: machines that move to the newer release would keep this build.`,
      );
    }
  }
}

function notNewer(version: string, other: KnownVersion, order: number): SamedayError {
  if (order === 0) return new SamedayError("VERSION_NOT_NEWER", `${version} is already in ${other.suite}.`);
  if (version.startsWith(`${other.version}~`)) {
    return new SamedayError(
      "VERSION_SORTS_WRONG",
      `${version} sorts below ${other.version} in ${other.suite}, because "~" sorts before everything; write "+" instead.`,
    );
  }
  return new SamedayError("VERSION_NOT_NEWER", `${version} is older than ${other.version} in ${other.suite}.`);
}
