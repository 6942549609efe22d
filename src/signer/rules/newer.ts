import { compareVersions } from "../../kernel/index.ts";
import type { SuiteEntry } from "../suites/suite-state.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";
import { refusal } from "./refusal.ts";

/** Machines only take what sorts above what they have: the source and each of its packages must be newer than the suite's. */
export function requireNewer(update: PreparedUpdate, entries: readonly SuiteEntry[], suite: string): void {
  const held = entries.find((entry) => entry.source === update.source);
  if (held && compareVersions(update.version, held.version) <= 0) {
    const how = compareVersions(update.version, held.version) === 0 ? "already in" : `older than ${held.version} in`;
    throw refusal(`${update.source} ${update.version} is ${how} ${suite}.`, "VERSION_NOT_NEWER");
  }
  const packages = entries.flatMap((entry) => entry.packages.map((stanza) => ({ ...stanza, source: entry.source })));
  for (const deb of update.debs) {
    for (const other of packages) {
      const clashes = other.package === deb.package && mayMeet(other.architecture, deb.architecture);
      if (clashes && compareVersions(deb.version, other.version) <= 0) {
        throw refusal(
          `${deb.package} ${deb.version} is not newer than ${other.version} in ${suite}.`,
          "VERSION_NOT_NEWER",
        );
      }
    }
  }
}

function mayMeet(a: string, b: string): boolean {
  return a === b || a === "all" || b === "all";
}
