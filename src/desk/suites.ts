import {
  createFetcher,
  fetchBinaryFile,
  fetchSourceFiles,
  loadSuite,
  type PackageFiles,
  refreshSuite,
  type SuiteState,
  suiteStatus,
  whyLeftOut,
} from "../archive/index.ts";
import { StringPool } from "../debian/index.ts";
import type { Distribution, Release, Suite } from "../distribution/index.ts";
import { type Clock, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { verifyClearsigned } from "../openpgp/index.ts";
import type { LeftOut, SuiteContents, SuiteHealth, Suites } from "../updates/index.ts";
import { oneLine } from "./tend.ts";

export interface SuitesOptions {
  readonly definition: Pick<Distribution, "releases">;
  /** Where verified states are kept. */
  readonly directory: string;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly say: (text: string) => void;
  /** Only reads what lies in the directory: somebody else owns and renews it. Then `refresh` does nothing. */
  readonly onlyRead?: true;
}

export interface DeskSuites extends Suites {
  /** Brings every suite up to date once; what fails keeps its last good state and is told. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

export const REFRESH_EVERY_MS = 30 * 60_000;
/** A release's indices are some 100 MB in memory, so they are let go when nobody asked for a while; reading them again takes about a second. */
const KEEP_LOADED_MS = 3 * 60_000;

interface Loaded {
  readonly contents: Promise<readonly SuiteContents[]>;
  drop: NodeJS.Timeout;
}

/** Keeps the definition's suites verified on the disk, and a release's in memory while they are asked for. */
export function createSuites(options: SuitesOptions): DeskSuites {
  const { definition, runner, clock, say } = options;
  const context = {
    stateDirectory: options.directory,
    runner,
    clock,
    fetcher: createFetcher(),
    verify: verifyClearsigned,
  };
  const loaded = new Map<string, Loaded>();
  let refreshing: Promise<void> | undefined;

  const refreshOne = async (release: Release, suite: Suite): Promise<void> => {
    const { outcome, trouble } = await refreshSuite(context, {
      suite,
      architectures: release.architectures,
      outdated: "warn",
      incomplete: "warn",
    });
    if (outcome === "renewed") forget(release.codename);
    const rest =
      outcome === "failed" ? "The last good state stays in service." : "The rest of the suite is in service.";
    if (trouble) say(`${suite.name}: ${trouble.code}: ${trouble.message} ${rest}`);
  };
  const refreshAll = async (): Promise<void> => {
    if (options.onlyRead) return;
    for (const release of definition.releases) {
      for (const suite of release.suites) {
        // One that cannot even be tried (its directory is not to be written) keeps nobody else from being renewed.
        await refreshOne(release, suite).catch((error) => say(`${suite.name}: ${oneLine(asForeign(error))}`));
      }
    }
  };
  const refresh = (): Promise<void> => {
    refreshing ??= refreshAll().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };

  return {
    refresh,
    async ofRelease(codename) {
      const release = definition.releases.find((one) => one.codename === codename);
      return release ? load(release) : [];
    },
    async leftOut(codename, architecture) {
      const release = definition.releases.find((one) => one.codename === codename);
      if (!release) return [];
      const found = await Promise.all(release.suites.map((suite) => leftOutOf(release, suite, architecture)));
      return found.flat();
    },
    releaseOf: (name) =>
      definition.releases.find(
        (release) => release.codename === name || release.suites.some((suite) => suite.name === name),
      ),
    fetchSource: async ({ suite }, entry, directory) =>
      pathsOf(await fetchSourceFiles(context.fetcher, suite.url, entry, directory)),
    async fetchBinary({ suite }, entry, directory, limits) {
      const [path] = pathsOf(await fetchBinaryFile(context.fetcher, suite.url, entry, directory, limits));
      if (!path) throw new SamedayError("NOT_FOUND", `${suite.name} names no file for ${entry.package}.`);
      return path;
    },
    async health() {
      const all = definition.releases.flatMap((release) => release.suites.map((suite) => ({ release, suite })));
      return Promise.all(all.map(({ release, suite }) => healthOf(release, suite)));
    },
    async stop() {
      for (const codename of [...loaded.keys()]) forget(codename);
      await refreshing?.catch(() => undefined);
    },
  };

  function load(release: Release): Promise<readonly SuiteContents[]> {
    const known = loaded.get(release.codename);
    if (known) {
      clearTimeout(known.drop);
      known.drop = dropLater(release.codename);
      return known.contents;
    }
    const contents = readRelease(release);
    loaded.set(release.codename, { contents, drop: dropLater(release.codename) });
    contents.catch(() => forget(release.codename));
    return contents;
  }

  /** One pool of strings a release: its suites share most of their names. A suite that was never fetched is fetched now. */
  async function readRelease(release: Release): Promise<SuiteContents[]> {
    const pool = new StringPool();
    const contents: SuiteContents[] = [];
    for (const suite of release.suites) {
      await everInService(release, suite);
      const index = await loadSuite(context, suite, pool);
      if (!index) continue;
      const { source, binary, binaryVersions, sources } = index;
      contents.push({ suite, source, binary, binaryVersions, sources });
    }
    return contents;
  }

  /** The state in service. A suite that was never fetched is fetched now: a new desk is asked before its first round ends. */
  async function everInService(release: Release, suite: Suite): Promise<SuiteState | undefined> {
    const { inService } = await suiteStatus(context, suite);
    if (inService || options.onlyRead) return inService;
    await refreshOne(release, suite);
    return (await suiteStatus(context, suite)).inService;
  }

  async function leftOutOf(release: Release, suite: Suite, architecture: string): Promise<LeftOut[]> {
    const inService = await everInService(release, suite);
    const reason = inService && whyLeftOut(inService, suite.components, architecture);
    return reason === undefined ? [] : [{ suite: suite.name, reason }];
  }

  function dropLater(codename: string): NodeJS.Timeout {
    const drop = setTimeout(() => forget(codename), KEEP_LOADED_MS);
    drop.unref();
    return drop;
  }

  function forget(codename: string): void {
    clearTimeout(loaded.get(codename)?.drop);
    loaded.delete(codename);
  }

  async function healthOf(release: Release, suite: Suite): Promise<SuiteHealth> {
    const { inService, trouble, warnings } = await suiteStatus(context, suite);
    const problem = trouble?.message ?? warnings[0] ?? "";
    return {
      suite,
      release: release.codename,
      dated: inService ? new Date(inService.release.date) : null,
      problem: inService || problem !== "" ? problem : "It was never fetched.",
      since: trouble?.since ?? null,
    };
  }
}

function pathsOf(files: PackageFiles): string[] {
  if (files.kind === "missing") throw new SamedayError("ARCHIVE_UNREACHABLE", files.message);
  return [...files.paths];
}

/** Files of another user in the directory are no fault of the program. */
function asForeign(thrown: unknown): unknown {
  const { code, path } = thrown as NodeJS.ErrnoException;
  if (code !== "EACCES" && code !== "EPERM") return thrown;
  return new SamedayError("DATA_UNSAFE", `${path ?? "The directory of suites"} belongs to another user.`, thrown);
}
