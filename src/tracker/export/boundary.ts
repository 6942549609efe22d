import { compareVersions } from "../../kernel/index.ts";
import type { Verdict } from "../verdict/types.ts";

/**
 * The version below which a package of this release is open, for formats that let their reader compare. undefined: every
 * version is, either because no fix is known or because the reader's plain comparison would take a rebuilt package, which
 * is compared without its suffix here, for fixed.
 */
export function boundary(verdict: Verdict): string | undefined {
  const { fixedVersion, status, basis } = verdict;
  if (fixedVersion === undefined || status === "fixed") return fixedVersion;
  const misread = basis.rows.some(
    ({ row, vulnerable }) => vulnerable === "yes" && compareVersions(row.version, fixedVersion) >= 0,
  );
  return misread ? undefined : fixedVersion;
}
