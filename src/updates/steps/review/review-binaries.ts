import { type Deb, readDeb } from "../../../debian/index.ts";
import type { LineContext } from "../../context.ts";
import { filesOf, type UpdateFile } from "../../records/files.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import type { SuiteContents } from "../../suites.ts";

/** How one package differs from the one that machines have now. */
export interface BinaryReview {
  readonly package: string;
  readonly architecture: string;
  readonly before: string;
  readonly after: string;
  readonly filesAdded: readonly string[];
  readonly filesRemoved: readonly string[];
  /** Dependency fields that changed: `Depends: a (>= 1) → a (>= 2)`. */
  readonly dependencies: readonly string[];
  /** Maintainer scripts that changed, by name. */
  readonly scripts: readonly string[];
  /** Files whose mode gives somebody else's rights and did not before. */
  readonly setuid: readonly string[];
  /** Why there is no comparison; empty otherwise. */
  readonly problem: string;
}

const DEPENDENCY_FIELDS = [
  "Pre-Depends",
  "Depends",
  "Recommends",
  "Suggests",
  "Breaks",
  "Conflicts",
  "Provides",
  "Replaces",
  "Enhances",
] as const;
const SETUID_OR_SETGID = 0o6000;
/** A new upstream release moves tens of thousands of files; a statement has room for some of each list. */
const MOST_PATHS = 500;

/** Every package of the update beside the base's, debug symbols left out. */
export async function reviewBinaries(
  context: LineContext,
  update: UpdateRecord,
  base: SuiteContents,
  directory: string,
): Promise<BinaryReview[]> {
  const files = await filesOf(context.store.db, update.id);
  const packages = files.filter(
    (file) => file.role === "built" && file.package !== "" && !file.package.endsWith("-dbgsym"),
  );
  return Promise.all(packages.map((file) => reviewPackage(context, file, base, directory)));
}

async function reviewPackage(
  context: LineContext,
  file: UpdateFile,
  base: SuiteContents,
  directory: string,
): Promise<BinaryReview> {
  const architecture = /_([^_]+)\.u?deb$/.exec(file.name)?.[1] ?? "";
  const entry = base.binary(file.package, architecture);
  const nothing = unchanged(file, architecture, entry?.version ?? "");
  if (!entry) return { ...nothing, problem: `${base.suite.name} has no such package; it is new.` };
  try {
    const path = await context.suites.fetchBinary(base, entry, directory);
    const [before, after] = await Promise.all([
      readDeb(context.runner, path),
      readDeb(context.runner, context.blobs.path(file.sha256)),
    ]);
    if (!before.value || !after.value) {
      const [problem] = [...before.problems, ...after.problems];
      return { ...nothing, problem: problem?.message ?? "A package cannot be read." };
    }
    return { ...nothing, ...compareDebs(before.value, after.value) };
  } catch (error) {
    return { ...nothing, problem: `The package in ${base.suite.name} cannot be had: ${(error as Error).message}` };
  }
}

function unchanged(file: UpdateFile, architecture: string, before: string): BinaryReview {
  return {
    package: file.package,
    architecture,
    before,
    after: file.package_version,
    filesAdded: [],
    filesRemoved: [],
    dependencies: [],
    scripts: [],
    setuid: [],
    problem: "",
  };
}

/** What a reviewer wants to know of two versions of a package. Pure. */
export function compareDebs(
  before: Deb,
  after: Deb,
): Pick<BinaryReview, "filesAdded" | "filesRemoved" | "dependencies" | "scripts" | "setuid"> {
  const old = new Map(before.files.map((file) => [file.path, file]));
  const now = new Map(after.files.map((file) => [file.path, file]));
  const scriptNames = [...new Set([...before.scripts.keys(), ...after.scripts.keys()])].sort();
  return {
    filesAdded: some([...now.keys()].filter((path) => !old.has(path))),
    filesRemoved: some([...old.keys()].filter((path) => !now.has(path))),
    dependencies: DEPENDENCY_FIELDS.flatMap((field) => changedField(field, before, after)),
    scripts: scriptNames.filter((name) => before.scripts.get(name) !== after.scripts.get(name)),
    setuid: after.files
      .filter((file) => (file.mode & ~(old.get(file.path)?.mode ?? 0) & SETUID_OR_SETGID) !== 0)
      .map((file) => file.path),
  };
}

/** Sorted; when it is long, its first paths and how many more there are. */
function some(paths: string[]): string[] {
  const sorted = paths.sort();
  const more = sorted.length - MOST_PATHS;
  return more > 0 ? [...sorted.slice(0, MOST_PATHS), `… and ${more} more`] : sorted;
}

/** A dependency on exactly this version of a sibling changes with every update and is not news. */
function changedField(field: string, before: Deb, after: Deb): string[] {
  const old = withoutOwnVersion(before.control.get(field) ?? "", before.version);
  const now = withoutOwnVersion(after.control.get(field) ?? "", after.version);
  return old === now ? [] : [`${field}: ${old || "nothing"} → ${now || "nothing"}`];
}

function withoutOwnVersion(value: string, version: string): string {
  return value.replaceAll(`(= ${version})`, "(= this version)");
}
