import { compareVersions } from "../../kernel/index.ts";
import type { RowRole, SourceRow, SourceVersions } from "./source-versions.ts";

export interface SourceTable {
  /** Within one suite and area only the highest version of a name counts. */
  add(packageName: string, release: string, role: RowRole, area: string, version: string): void;
  readonly versions: SourceVersions;
}

export interface SourceTableOptions {
  /** Rows of other packages are not kept: lists name a quarter of an archive, and verdicts ask for nothing else. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Collects source packages from any origin into the form that the verdict reads. */
export function createSourceTable({ only }: SourceTableOptions = {}): SourceTable {
  const rows = new Map<string, SourceRow[]>();
  const releases = new Set<string>();
  return {
    add(packageName, release, role, area, version) {
      releases.add(release);
      if (only !== undefined && !only.has(packageName)) return;
      const row: SourceRow = { release, role, area, version };
      const there = rows.get(packageName);
      if (there === undefined) {
        rows.set(packageName, [row]);
        return;
      }
      put(there, row);
    },
    versions: {
      get releases() {
        return [...releases];
      },
      rowsOf: (packageName) => rows.get(packageName) ?? [],
      packages: () => rows.keys(),
    },
  };
}

function put(rows: SourceRow[], row: SourceRow): void {
  let after: number | undefined;
  for (let i = rows.length - 1; i >= 0; i -= 1) {
    const other = rows[i] as SourceRow;
    if (other.release !== row.release) continue;
    after ??= i + 1;
    if (other.role !== row.role || other.area !== row.area) continue;
    if (compareVersions(other.version, row.version) < 0) rows[i] = row;
    return;
  }
  rows.splice(after ?? rows.length, 0, row);
}
