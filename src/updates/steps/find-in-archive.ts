import type { LineContext } from "../context.ts";
import type { UpdateFile } from "../records/files.ts";
import type { UpdateRecord } from "../records/updates.ts";
import type { LeftOut, SuiteContents } from "../suites.ts";
import type { AbsentPackage, ArchiveComparison, ArchiveFindings, UnknownBuilds } from "./archive-findings.ts";

/** The architecture in a .deb's name, `all` included. */
export function architectureIn(name: string): string {
  return /_([^_]+)\.u?deb$/.exec(name)?.[1] ?? "";
}

/** What the suites' verified indices say of our packages. Nothing is fetched for it. */
export async function findInArchive(
  context: LineContext,
  update: UpdateRecord,
  built: readonly UpdateFile[],
  suites: readonly SuiteContents[],
): Promise<Pick<ArchiveFindings, "packages" | "absent" | "unseen" | "unknown">> {
  const packages: ArchiveComparison[] = [];
  const absent: AbsentPackage[] = [];
  const unseen: string[] = [];
  const unknown = new Map<string, UnknownBuilds>();
  const gaps = await gapsOf(context, update);
  const forAll = gapsForAll(gaps, update.architectures.length);
  for (const file of built) {
    const found = compare(file, suites);
    if (found) {
      packages.push(found);
      continue;
    }
    const architecture = architectureIn(file.name);
    const mine = architecture === "all" ? forAll : gaps.filter((gap) => gap.architecture === architecture);
    for (const gap of mine) unknown.set(`${gap.suite} ${gap.architecture}`, gap);
    if (mine.length > 0) unseen.push(file.name);
    else absent.push({ name: file.name, held: heldOf(file, suites) });
  }
  return { packages, absent, unseen, unknown: [...unknown.values()] };
}

/** The archive's build of the same version; where suites hold several, one that is ours bit by bit. */
function compare(file: UpdateFile, suites: readonly SuiteContents[]): ArchiveComparison | undefined {
  const found = suites.flatMap((contents) =>
    versionsOf(file, contents)
      .filter((entry) => entry.version === file.package_version)
      .flatMap((entry) => (entry.file ? [{ theirs: entry.file.sha256, suite: contents.suite.name }] : [])),
  );
  const chosen = found.find(({ theirs }) => theirs === file.sha256) ?? found[0];
  return chosen && { name: file.name, ours: file.sha256, same: chosen.theirs === file.sha256, ...chosen };
}

function heldOf(file: UpdateFile, suites: readonly SuiteContents[]): AbsentPackage["held"] {
  return suites.flatMap((contents) => {
    const [highest] = versionsOf(file, contents);
    return highest ? [{ suite: contents.suite.name, version: highest.version }] : [];
  });
}

function versionsOf(file: UpdateFile, contents: SuiteContents) {
  return contents.binaryVersions(file.package, architectureIn(file.name));
}

/** For each architecture of the update, the suites whose packages are not known. */
async function gapsOf(context: LineContext, update: UpdateRecord): Promise<readonly UnknownBuilds[]> {
  const never = await neverInService(context, update.release);
  const gaps = await Promise.all(
    update.architectures.map(async (architecture) => {
      const leftOut = await context.suites.leftOut(update.release, architecture);
      return [...never, ...leftOut].map((one) => ({ ...one, architecture }));
    }),
  );
  return gaps.flat();
}

/** Of a suite that was never verified nothing is known, not even that it lacks something. */
async function neverInService(context: LineContext, release: string): Promise<readonly LeftOut[]> {
  const health = await context.suites.health();
  return health
    .filter((one) => one.release === release && one.dated === null)
    .map(({ suite, problem }) => ({ suite: suite.name, reason: `${suite.name} is not in service: ${problem}` }));
}

/** Packages for all architectures stand in every index of a suite: one that is known is enough. */
function gapsForAll(gaps: readonly UnknownBuilds[], architectures: number): readonly UnknownBuilds[] {
  return gaps.filter(({ suite }) => gaps.filter((gap) => gap.suite === suite).length === architectures);
}
