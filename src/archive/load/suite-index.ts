import type { BinaryEntry, SourceEntry } from "../../debian/index.ts";
import { compareVersions, type Problem } from "../../kernel/index.ts";

/**
 * What a suite holds, in memory. An archive may list several versions of a name: the highest speaks, all are kept.
 * Sources kept only because something was built with them (Extra-Source-Only) do not speak.
 */
export interface SuiteIndex {
  /** `bookworm-security`. */
  readonly suite: string;
  /** What was wrong in the index files; entries with an error were set aside. */
  readonly problems: readonly Problem[];
  /** The highest version of a source package. */
  source(name: string): SourceEntry | undefined;
  /** Every entry of a source package, highest version first, Extra-Source-Only included. */
  sourceVersions(name: string): readonly SourceEntry[];
  /** Every source package in its highest version. */
  sources(): Iterable<SourceEntry>;
  /** Every source package in its highest version within each component, as a tracker counts them. */
  sourcesByComponent(): Iterable<SourceEntry>;
  /** The highest version of a binary package for an architecture, or for all of them. */
  binary(name: string, architecture: string): BinaryEntry | undefined;
  /** Every entry of a binary package for an architecture, or for all of them, highest version first. */
  binaryVersions(name: string, architecture: string): readonly BinaryEntry[];
  /** The binary packages of a source in all its versions, or in one. */
  binariesOf(source: string, sourceVersion?: string): readonly BinaryEntry[];
  binaries(): readonly BinaryEntry[];
}

export interface IndexEntries {
  readonly sources: readonly SourceEntry[];
  readonly binaries: readonly BinaryEntry[];
  readonly problems: readonly Problem[];
}

/** The look-ups are made when first asked for: many callers need only one of them. */
export function createSuiteIndex(suite: string, entries: IndexEntries): SuiteIndex {
  const sources = once(() => sortedGroups(entries.sources, (entry) => entry.package));
  const byName = once(() => sortedGroups(entries.binaries, (entry) => entry.package));
  const bySource = once(() => sortedGroups(entries.binaries, (entry) => entry.source));
  return {
    suite,
    problems: entries.problems,
    source: (name) => sources().get(name)?.find(speaks),
    sourceVersions: (name) => sources().get(name) ?? [],
    *sources() {
      for (const versions of sources().values()) {
        const highest = versions.find(speaks);
        if (highest) yield highest;
      }
    },
    *sourcesByComponent() {
      for (const versions of sources().values()) yield* highestPerComponent(versions);
    },
    binary: (name, architecture) =>
      byName()
        .get(name)
        ?.find((entry) => fits(entry, architecture)),
    binaryVersions: (name, architecture) => (byName().get(name) ?? []).filter((entry) => fits(entry, architecture)),
    binariesOf: (source, sourceVersion) => {
      const all = bySource().get(source) ?? [];
      return sourceVersion === undefined ? all : all.filter((entry) => entry.sourceVersion === sourceVersion);
    },
    binaries: () => entries.binaries,
  };
}

function speaks(entry: SourceEntry): boolean {
  return !entry.extraSourceOnly;
}

function fits(entry: BinaryEntry, architecture: string): boolean {
  return entry.architecture === architecture || entry.architecture === "all";
}

function highestPerComponent(versions: readonly SourceEntry[]): readonly SourceEntry[] {
  const seen = new Set<string>();
  return versions.filter((entry) => {
    if (!speaks(entry) || seen.has(entry.component)) return false;
    seen.add(entry.component);
    return true;
  });
}

/** Entries by a name, highest version first; of equal versions the one that the index lists first. */
function sortedGroups<Entry extends { readonly version: string }>(
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
): Map<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(nameOf(entry));
    if (group) group.push(entry);
    else groups.set(nameOf(entry), [entry]);
  }
  for (const group of groups.values())
    if (group.length > 1) group.sort((a, b) => compareVersions(b.version, a.version));
  return groups;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
