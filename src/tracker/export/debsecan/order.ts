import { compareVersions } from "../../../kernel/index.ts";

const BACKPORT_SUFFIX = /~(?:bpo|volatile)[0-9.+]+$/;

/**
 * Whether `version` is `fixed` or later, in the order of Debian's tracker: a final `~bpo…` counts for nothing, and the word
 * `undetermined` is compared as if it were a version, so that only one with an epoch is later.
 */
export function atLeast(version: string, fixed: string): boolean {
  if (version === fixed) return true;
  return compareVersions(version.replace(BACKPORT_SUFFIX, ""), fixed.replace(BACKPORT_SUFFIX, "")) >= 0;
}
