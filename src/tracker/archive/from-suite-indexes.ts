import type { SuiteIndex } from "../../archive/index.ts";
import type { SuiteRole } from "../../distribution/index.ts";
import { isValidVersion } from "../../kernel/index.ts";
import { createSourceTable } from "./source-table.ts";
import type { SourceVersions } from "./source-versions.ts";

/** One suite as the archive loaded it, and what it is to its release. */
export interface IndexedSuite {
  /** Codename. */
  readonly release: string;
  readonly role: SuiteRole;
  readonly index: Pick<SuiteIndex, "sourcesByComponent">;
}

/** The verified suites of the archive in the form that verdicts read. A version that dpkg refuses is left out. */
export function sourceVersionsOf(suites: Iterable<IndexedSuite>): SourceVersions {
  const table = createSourceTable();
  for (const { release, role, index } of suites) {
    const backports = role === "backports";
    const of = backports ? `${release}-backports` : release;
    for (const entry of index.sourcesByComponent()) {
      if (!isValidVersion(entry.version)) continue;
      table.add(entry.package, of, backports ? "main" : role, entry.component, entry.version);
    }
  }
  return table.versions;
}
