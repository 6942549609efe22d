import { compareVersions } from "../../kernel/index.ts";
import type { PublishedSuite } from "../suites/suite.ts";
import type { SuiteEntry } from "../suites/suite-state.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";
import { requireNoneLost } from "./lost-packages.ts";
import { refusal } from "./refusal.ts";

/**
 * Machines only take what sorts above what they have: the source and each of its packages must be newer than the suite's.
 * And no machine may lose what it has, because the update takes the place of the source's older one as a whole.
 */
export function requireNewer(
  update: Pick<PreparedUpdate, "source" | "version" | "debs">,
  entries: readonly SuiteEntry[],
  { name: suite, release }: Pick<PublishedSuite, "name" | "release">,
): void {
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
  if (held) {
    const { source, version, debs } = update;
    const { architectures } = release;
    requireNoneLost({ source, version, packages: debs }, held, { name: suite, architectures });
  }
}

function mayMeet(a: string, b: string): boolean {
  return a === b || a === "all" || b === "all";
}
