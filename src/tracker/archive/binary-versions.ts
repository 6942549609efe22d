import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SuiteIndex } from "../../archive/index.ts";
import type { SuiteRole } from "../../distribution/index.ts";
import { compareVersions, isValidVersion, SamedayError } from "../../kernel/index.ts";
import { listIndexDirectory } from "./list-index-directory.ts";

/** Which binary packages the suites hold, and from which version of which source they were built. */
export interface BinaryVersions {
  isBinary(name: string): boolean;
  /** Names of a source's binaries in the main suite of a release, sorted by byte order. */
  binariesOf(source: string, release: string): readonly string[];
  /** Versions of a source that its binaries in a release were built from, security suite included. */
  builtFrom(source: string, release: string): readonly string[];
  /** Its binaries in the suites of a release, security included, each in its highest version, sorted by name. */
  packagesOf(source: string, release: string): readonly BinaryPackage[];
}

/** A binary package, which may have a version of its own beside that of its source (Policy 5.6.1). */
export interface BinaryPackage {
  readonly name: string;
  readonly version: string;
  readonly sourceVersion: string;
}

interface Built {
  readonly names: Set<string>;
  readonly versions: Set<string>;
  readonly highest: Map<string, BinaryPackage>;
}

/**
 * Reads the plain Packages files beside the Sources of `readIndexDirectory`; a directory without any holds no binaries.
 * Throws INPUT_INVALID with the file's name.
 */
export async function readBinaryDirectory(directory: string): Promise<BinaryVersions> {
  const table = createBinaryTable();
  const { indexes } = await listIndexDirectory(directory);
  for (const { file, kind, release, subrelease } of indexes) {
    if (kind !== "packages" || subrelease === "updates") continue;
    const highest = highestBinaries(await readFile(join(directory, file), "latin1"), file);
    for (const binary of highest) table.add(binary, release, subrelease === "");
  }
  return table.versions;
}

/** The same from the archive's own suites; backports and updates say nothing about a release's own binaries. */
export function binaryVersionsOf(suites: Iterable<SuiteBinaries>): BinaryVersions {
  const table = createBinaryTable();
  for (const { release, role, index } of suites) {
    if (role === "updates" || role === "backports") continue;
    const byName = new Map<string, Binary>();
    for (const { package: name, version, source, sourceVersion, component, architecture } of index.binaries()) {
      if (!isValidVersion(version)) continue;
      keepHighest(byName, `${component} ${architecture} ${name}`, { name, version, source, sourceVersion });
    }
    for (const binary of byName.values()) table.add(binary, release, role === "main");
  }
  return table.versions;
}

/** What a suite's Packages hold, and what it is to its release. */
export interface SuiteBinaries {
  readonly release: string;
  readonly role: SuiteRole;
  readonly index: Pick<SuiteIndex, "binaries">;
}

function createBinaryTable(): {
  add(binary: Binary, release: string, inMain: boolean): void;
  readonly versions: BinaryVersions;
} {
  const names = new Set<string>();
  const built = new Map<string, Built>();
  return {
    add(binary, release, inMain) {
      const { name, source, sourceVersion } = binary;
      names.add(name);
      const key = `${source} ${release}`;
      const there = built.get(key) ?? { names: new Set(), versions: new Set(), highest: new Map() };
      if (inMain) there.names.add(name);
      there.versions.add(sourceVersion);
      keepHighest(there.highest, name, binary);
      built.set(key, there);
    },
    versions: {
      isBinary: (name) => names.has(name),
      binariesOf: (source, release) => [...(built.get(`${source} ${release}`)?.names ?? [])].sort(),
      builtFrom: (source, release) => [...(built.get(`${source} ${release}`)?.versions ?? [])],
      packagesOf: (source, release) =>
        [...(built.get(`${source} ${release}`)?.highest.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    },
  };
}

function keepHighest<T extends BinaryPackage>(byName: Map<string, T>, key: string, binary: T): void {
  const there = byName.get(key);
  if (there === undefined || compareVersions(there.version, binary.version) < 0) byName.set(key, binary);
}

interface Binary extends BinaryPackage {
  readonly source: string;
}

/** Within one Packages file only the highest version of a name counts. */
function highestBinaries(text: string, file: string): Iterable<Binary> {
  if (text !== "" && !text.endsWith("\n")) throw new SamedayError("INPUT_INVALID", `The index ${file} is cut short.`);
  const byName = new Map<string, Binary>();
  let name = "";
  let version = "";
  let source = "";
  const finish = (): void => {
    if (name === "" && version === "") return;
    if (name === "" || version === "" || !isValidVersion(version)) {
      throw new SamedayError("INPUT_INVALID", `The index ${file} holds a stanza without a valid Package and Version.`);
    }
    // `Source: name (version)` when they differ from the binary's own (Policy 5.6.1).
    const [, from, at] = /^(\S+)(?:\s+\((.*)\))?$/.exec(source) ?? [];
    keepHighest(byName, name, { name, version, source: from ?? name, sourceVersion: at ?? version });
    name = "";
    version = "";
    source = "";
  };
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    if (start === end) finish();
    else if (text.startsWith("Package: ", start)) name = text.slice(start + 9, end).trim();
    else if (text.startsWith("Version: ", start)) version = text.slice(start + 9, end).trim();
    else if (text.startsWith("Source: ", start)) source = text.slice(start + 8, end).trim();
    start = end + 1;
  }
  finish();
  return byName.values();
}
