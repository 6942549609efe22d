import { link } from "node:fs/promises";
import { join } from "node:path";
import { wrongParts } from "../../debian/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { controlFields, sha256Checksums } from "../control-fields.ts";
import { makeDirectory } from "../files/durable.ts";
import { type PackageStanza, packageStanzas, sourceStanza } from "../suites/stanzas.ts";
import type { ArchiveTree, PublishedSuite } from "../suites/suite.ts";
import { poolPlace } from "./pool-place.ts";
import { type DebFile, readDeb } from "./read-deb.ts";
import type { TakenFile, TakenFiles } from "./take-files.ts";

/** An update as the files themselves show it, laid out as it would stand in the pool. */
export interface PreparedUpdate {
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly release: string;
  readonly files: readonly TakenFile[];
  readonly dsc: TakenFile;
  readonly debs: readonly DebFile[];
  readonly changes: readonly TakenFile[];
  /** The signed tag or commit that the source was made from; undefined when people signed the .dsc or .changes. */
  readonly gitProof: TakenFile | undefined;
  /** A directory whose `pool/…` is to be moved into the archive. */
  readonly tree: string;
  /** Places under `tree`, one for each component. */
  readonly places: readonly string[];
  readonly packages: readonly PackageStanza[];
  readonly sources: { readonly component: string; readonly text: string };
}

/**
 * Reads the taken files by Debian's tools and checks that they fit together: one source package with all its files,
 * and packages that were built from this source and version for this release's architectures.
 * Throws INPUT_INVALID with the file that does not fit.
 */
export async function prepareUpdate(
  runner: ProcessRunner,
  taken: TakenFiles,
  target: { readonly update: string; readonly suite: PublishedSuite },
): Promise<PreparedUpdate> {
  const { suite } = target;
  const dsc = theOne(taken.files, ".dsc");
  const changes = taken.files.filter((file) => file.name.endsWith(".changes"));
  const [gitProof, ...moreProofs] = taken.files.filter((file) => file.name.endsWith(".git"));
  if (moreProofs.length > 0) throw invalid("More than one .git is among the files.");
  if (changes.length === 0) throw invalid("No .changes is among the files.");
  const debs: DebFile[] = [];
  for (const file of taken.files.filter(isPackage)) debs.push(await readDeb(runner, file));
  if (debs.length === 0) throw invalid("No package is among the files.");
  const sourceComponent = debs.some((deb) => deb.component === "main") ? "main" : (debs[0]?.component ?? "main");
  const sourceFiles = taken.files.filter((file) => !isPackage(file) && !isAboutUpload(file));
  const source = debs[0]?.source ?? "";
  const grouped = groupByComponent(debs, sourceFiles, sourceComponent);
  const tree = join(taken.directory, "tree");
  const places = await Promise.all(
    [...grouped].map(([component, files]) =>
      layOut(tree, poolPlace(component, source, suite.name, files), files, suite.tree),
    ),
  );
  const sources = { component: sourceComponent, text: await sourceStanza(runner, tree, sourceComponent) };
  const version = requireWholeSource(sources.text, source, dsc, sourceFiles);
  requireBelongs(debs, source, version, suite);
  const packages = await packageStanzas(runner, tree, [...grouped.keys()]);
  const { update } = target;
  return {
    update,
    source,
    version,
    release: suite.release.codename,
    files: taken.files,
    dsc,
    debs,
    changes,
    gitProof,
    tree,
    places,
    packages,
    sources,
  };
}

export function isPackage(file: { readonly name: string }): boolean {
  return /\.u?deb$/.test(file.name);
}

function isAboutUpload(file: TakenFile): boolean {
  return /\.(changes|buildinfo|git)$/.test(file.name);
}

function theOne(files: readonly TakenFile[], ending: string): TakenFile {
  const found = files.filter((file) => file.name.endsWith(ending));
  const [file] = found;
  if (found.length === 1 && file) return file;
  throw invalid(`${found.length === 0 ? "No" : "More than one"} ${ending} is among the files.`);
}

function groupByComponent(
  debs: readonly DebFile[],
  sourceFiles: readonly TakenFile[],
  sourceComponent: string,
): ReadonlyMap<string, readonly TakenFile[]> {
  const groups = new Map<string, TakenFile[]>([[sourceComponent, [...sourceFiles]]]);
  for (const deb of debs) groups.set(deb.component, [...(groups.get(deb.component) ?? []), deb]);
  return groups;
}

/** The same inode as the private copy: nothing is copied twice. */
async function layOut(tree: string, place: string, files: readonly TakenFile[], archive: ArchiveTree): Promise<string> {
  const directory = join(tree, place);
  await makeDirectory(directory, archive.directoryMode);
  for (const file of files) await link(file.path, join(directory, file.name));
  return place;
}

/** What apt will read about the source: name, version, and every file by the hash that was offered. */
function requireWholeSource(stanza: string, source: string, dsc: TakenFile, offered: readonly TakenFile[]): string {
  const fields = controlFields(stanza, dsc.name);
  const named = sha256Checksums(fields);
  if (fields.get("Package") !== source) throw invalid(`${dsc.name} is not the source of ${source}.`);
  for (const [name, hash] of named) {
    const file = offered.find((candidate) => candidate.name === name);
    if (!file) throw invalid(`${name}, which ${dsc.name} names, is not among the files.`);
    if (file.sha256 !== hash) throw invalid(`${name} is another file than ${dsc.name} names.`);
  }
  const stray = offered.find((file) => !named.has(file.name));
  if (stray) throw invalid(`${stray.name} is not a file of ${dsc.name}.`);
  const version = fields.get("Version") ?? "";
  const wrong = wrongParts({
    format: fields.get("Format") ?? "",
    source,
    version,
    names: [...named.keys()].filter((name) => name !== dsc.name),
  });
  if (wrong !== undefined) throw invalid(wrong);
  return version;
}

function requireBelongs(
  debs: readonly DebFile[],
  source: string,
  version: string,
  { release, components }: PublishedSuite,
): void {
  for (const deb of debs) {
    if (deb.source !== source || deb.sourceVersion !== version) {
      throw invalid(`${deb.name} was built from ${deb.source} ${deb.sourceVersion}, not from ${source} ${version}.`);
    }
    if (deb.architecture !== "all" && !release.architectures.includes(deb.architecture)) {
      throw invalid(`${deb.name} is for ${deb.architecture}, which ${release.codename} does not have.`);
    }
    if (!components.includes(deb.component)) {
      throw invalid(`${deb.name} is for the component ${deb.component}, which the suite does not have.`);
    }
  }
}

function invalid(message: string): SamedayError {
  return new SamedayError("INPUT_INVALID", message);
}
