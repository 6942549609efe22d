import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import type { LoadedSuite } from "../../archive/index.ts";
import type { Distribution, Suite, SuiteRole } from "../../distribution/index.ts";
import { ERROR_CODES, type ErrorCode, formatProblem, SamedayError } from "../../kernel/index.ts";
import type {
  BinaryVersions,
  BuiltWith,
  Judge,
  Layer,
  LayerDirectory,
  SourceVersions,
  Tracker,
} from "../../tracker/index.ts";
import { dataDirectory } from "../frame/data-directory.ts";
import type { CommandContext } from "../frame/verb.ts";
import { printable } from "../printable.ts";

/** Where tracker commands take their data and their archive from; docs/reference/tracker.md says it to users. */

export const ARCHIVE = {
  kind: "text",
  value: "DIR|NAME",
  summary:
    "directory of index files named RELEASE_SUBRELEASE_AREA_Sources, or the name of the archive in the distribution definition",
} as const;

export const DEFINITION = {
  kind: "text",
  value: "FILE",
  summary: "distribution definition; default distribution.toml beside the data, else the desk's, else the example",
} as const;

/** What --data names, else the layers of the desk's definition; the lowest first. */
export async function layerDirectories(
  context: CommandContext,
  options: { readonly definition: string | undefined },
): Promise<readonly LayerDirectory[]> {
  const directories = context.layerDirectories;
  if (directories.length > 0) {
    const short = directories.map((directory) => basename(directory));
    const clear = new Set(short).size === short.length;
    return directories.map((directory) => ({ name: clear ? basename(directory) : directory, directory }));
  }
  const file = options.definition ?? (await deskDefinition(context));
  if (file === undefined) throw new SamedayError("USAGE", "Name the directory of tracker data with --data.");
  return (await readDefinition(context, file)).layers;
}

/** The definition's file: named, beside the data (the uppermost first), the desk's, else the shipped example. */
export async function definitionFile(
  context: CommandContext,
  options: { readonly definition: string | undefined },
): Promise<string> {
  if (options.definition !== undefined) return options.definition;
  for (const directory of context.layerDirectories.toReversed()) {
    const file = join(directory, "distribution.toml");
    if (await isThere(file)) return file;
  }
  const { PRODUCT_ROOT } = await import("../frame/product.ts");
  return (await deskDefinition(context)) ?? join(PRODUCT_ROOT, "examples/debian/distribution.toml");
}

/**
 * The desk's data directory is not what --data names here, so it is asked for as if --data were not given.
 * Its place is known here as well as in desk/, which would take half a second to load.
 */
async function deskDefinition(context: CommandContext): Promise<string | undefined> {
  const file = join(dataDirectory(undefined, context.environment), "distribution.toml");
  return (await isThere(file)) ? file : undefined;
}

/** Throws DISTRIBUTION_INVALID with the first place. */
export async function readDefinition(context: CommandContext, file: string): Promise<Distribution> {
  const { loadDistribution } = await import("../../distribution/index.ts");
  const { value, problems } = await loadDistribution(file, { processes: context.processes });
  if (value) return value;
  const first = problems.find((problem) => problem.severity === "error");
  throw new SamedayError("DISTRIBUTION_INVALID", first ? formatProblem(first) : `${file} is no definition.`);
}

/** An archive as commands ask it: source versions now, binaries only when a form of export needs them. */
export interface OpenArchive {
  readonly sources: SourceVersions;
  binaries(): Promise<BinaryVersions>;
  /** What binaries were built with. */
  builtWith(): Promise<Iterable<BuiltWith>>;
}

/** Whether `--archive` names a directory, not an archive of the definition. */
export async function isDirectoryOfIndexes(archive: string): Promise<boolean> {
  return archive.includes("/") || (await isThere(archive));
}

/** Files of a directory that look like indexes and are not read, lest they be missed in the answer without a word. */
export async function tellPassedOver(context: CommandContext, directory: string): Promise<void> {
  const { indexesPassedOver } = await import("../../tracker/index.ts");
  for (const sentence of await indexesPassedOver(directory)) tell(context, `${directory}: ${sentence}`);
}

interface FetchedSuite {
  readonly release: string;
  readonly role: SuiteRole;
  readonly index: LoadedSuite;
}

/**
 * A directory is read as it is; a name fetches, verifies and caches the definition's suites. Whoever asks for no packages but
 * these, as verdicts do, says so with `only`: of a directory nothing else is kept in memory.
 */
export async function openArchive(
  context: CommandContext,
  options: { readonly archive: string; readonly definition: string | undefined },
  only?: ReadonlySet<string>,
): Promise<OpenArchive> {
  const { binaryVersionsOf, builtWithOf, readBinaryDirectory, readIndexDirectory, sourceVersionsOf } = await import(
    "../../tracker/index.ts"
  );
  const { archive } = options;
  if (await isDirectoryOfIndexes(archive)) {
    const sources = await readIndexDirectory(archive, only);
    await tellPassedOver(context, archive);
    return {
      sources,
      binaries: () => readBinaryDirectory(archive),
      async builtWith() {
        const { loadIndexDirectory } = await import("../../archive/index.ts");
        return builtWithOf(await loadIndexDirectory(context.processes, archive));
      },
    };
  }
  const file = await definitionFile(context, options);
  const definition = await readDefinition(context, file);
  if (definition.name !== archive) {
    const message = `There is no directory ${archive}, and the archive of ${file} is named ${definition.name}.`;
    throw new SamedayError("USAGE", message);
  }
  return {
    sources: sourceVersionsOf(await fetchSuites(context, definition, "sources")),
    binaries: async () => binaryVersionsOf(await fetchSuites(context, definition, "packages")),
    builtWith: async () => builtWithOf(await fetchSuites(context, definition, "packages")),
  };
}

/**
 * Brings the definition's suites up to date in the user's cache and loads them. Sources alone are a tenth of the whole,
 * so they are kept apart. A suite that cannot be renewed answers from its last verified state, with a warning; one that
 * never had one ends the command with the reason.
 */
async function fetchSuites(
  context: CommandContext,
  definition: Distribution,
  kind: "sources" | "packages",
): Promise<readonly FetchedSuite[]> {
  const { createFetcher, loadSuite, refreshSuite } = await import("../../archive/index.ts");
  const { verifyClearsigned } = await import("../../openpgp/index.ts");
  const stateDirectory = join(cacheDirectory(context.environment), "archive", kind);
  const archive = {
    stateDirectory,
    runner: context.processes,
    fetcher: createFetcher(),
    clock: context.clock,
    verify: verifyClearsigned,
  };
  const wanted = definition.releases.flatMap((release) => release.suites.map((suite) => ({ release, suite })));
  const task = context.progress.start("fetch and verify suites");
  const fetched: FetchedSuite[] = [];
  for (const [done, { release, suite }] of wanted.entries()) {
    task.update({ done, total: wanted.length, detail: suite.name });
    const architectures = kind === "packages" ? release.architectures : [];
    const { trouble } = await refreshSuite(archive, { suite, architectures, outdated: "warn", incomplete: "warn" });
    const index = await loadSuite({ stateDirectory }, suite);
    if (index === undefined) throw neverFetched(suite, trouble);
    if (trouble) tell(context, `${suite.name}: ${trouble.message} The last good state stays in service.`);
    fetched.push({ release: release.codename, role: suite.role, index });
  }
  task.succeed();
  return fetched;
}

function neverFetched(
  suite: Suite,
  trouble: { readonly code: string; readonly message: string } | undefined,
): SamedayError {
  const why = trouble ? `${suite.name}: ${trouble.message}` : `${suite.name} could not be fetched from ${suite.url}.`;
  const code = (Object.keys(ERROR_CODES) as ErrorCode[]).find((one) => one === trouble?.code);
  return new SamedayError(code ?? "ARCHIVE_UNREACHABLE", why);
}

export function tell(context: CommandContext, text: string): void {
  context.streams.stderr.write(`sameday: ${printable(text)}\n`);
}

/** `$XDG_CACHE_HOME/sameday`, else `~/.cache/sameday`; a relative $XDG_CACHE_HOME is ignored, as its specification asks. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const xdg = environment.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(environment.HOME ?? homedir(), ".cache"), "sameday");
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A sentence when errors in the data set something aside: the answer would look complete without it. */
export async function tellErrors(context: CommandContext, layers: readonly Layer[]): Promise<void> {
  const { errorsInData } = await import("../../tracker/index.ts");
  const sentence = errorsInData(layers);
  if (sentence !== undefined) tell(context, sentence);
}

/** Options of every command that gives answers. */
export const ANSWER_OPTIONS = {
  archive: { ...ARCHIVE, required: true },
  definition: DEFINITION,
  asDebian: { kind: "switch", summary: "answer as Debian's own tracker does, quirks included" },
} as const;

export const ANSWER_EXITS = {
  0: "the answer was printed, were it none",
  2: "wrong usage, or data, archive or definition cannot be read",
  5: "a suite of the named archive could not be fetched or verified, and none was before",
} as const;

/** Throws USAGE: what Debian would answer is only known where Debian could read it. */
export function requireOneLayer(directories: readonly LayerDirectory[]): void {
  if (directories.length < 2) return;
  throw new SamedayError("USAGE", "--as-debian takes one data directory; Debian's tracker knows no layers.");
}

/** The layers put over each other, `upper` above those of directories, and the judge that was asked for. */
export async function openTracker(
  context: CommandContext,
  options: { readonly definition: string | undefined; readonly asDebian: boolean },
  upper: readonly Layer[] = [],
): Promise<{ readonly tracker: Tracker; readonly judge: Judge }> {
  const { createDebianJudge, createDpkgJudge, createSupportFacts, createTracker, loadTracker } = await import(
    "../../tracker/index.ts"
  );
  const directories = await layerDirectories(context, options);
  if (options.asDebian) requireOneLayer(directories);
  const below = await loadTracker(directories);
  await tellErrors(context, below.layers);
  const tracker = upper.length === 0 ? below : createTracker([...below.layers, ...upper]);
  if (options.asDebian) return { tracker, judge: createDebianJudge(tracker) };
  const { readReleaseDates } = await import("../../distribution/index.ts");
  const dates = await readReleaseDates(await definitionFile(context, options));
  return { tracker, judge: createDpkgJudge(createSupportFacts(tracker, dates, context.clock.now())) };
}
