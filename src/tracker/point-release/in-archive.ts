import { compareVersions } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { ArchiveState } from "./types.ts";

/** The highest version of a package in a release's main suite: a point release puts nothing elsewhere. */
export function versionIn(archive: SourceVersions, packageName: string, release: string): string | undefined {
  const rows = archive.rowsOf(packageName).filter((row) => row.release === release && row.role === "main");
  return rows
    .map(({ version }) => version)
    .toSorted(compareVersions)
    .at(-1);
}

/** What became of a planned version, given what the main suite has. */
export function archiveState(planned: string, has: string | undefined): ArchiveState {
  if (has === undefined) return "dropped";
  const order = compareVersions(has, planned);
  if (order === 0) return "accepted";
  return order > 0 ? "another-version" : "waiting";
}
