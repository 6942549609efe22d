import type { Urgency } from "../../format/types.ts";
import type { PackageKind } from "./notes.ts";

/** Where NVD's range would stand; no such data is loaded. */
export const REMOTE_UNKNOWN = "?";

/** The letter of an urgency. Others have none: Debian's data leave unimportant and end of life out, ours have end of life. */
export function urgencyLetter(urgency: Urgency): string {
  return { high: "H", medium: "M", low: "L" }[urgency as string] ?? " ";
}

export function kindLetter(kind: PackageKind): string {
  if (kind === "source") return "S";
  return kind === "binary" ? "B" : " ";
}
