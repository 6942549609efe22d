import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  type BinaryEntry,
  createPackagesReader,
  createSourcesReader,
  parseRelease,
  type ReleaseStatement,
  type SourceEntry,
  StringPool,
  sourceFiles,
} from "../debian/index.ts";
import type { Distribution, Release, Suite } from "../distribution/index.ts";
import { type Clock, compareVersions, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { verifyClearsigned } from "../openpgp/index.ts";
import type { SuiteContents, Suites } from "../updates/index.ts";

export interface SuitesOptions {
  readonly definition: Distribution;
  readonly directory: string;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly say: (text: string) => void;
}

/** Interim: fetches, verifies and reads each suite once. */
export function createSuites(options: SuitesOptions): Suites & { stop(): Promise<void> } {
  const loaded = new Map<string, Promise<SuiteContents>>();
  const load = (release: Release, suite: Suite): Promise<SuiteContents> => {
    const known = loaded.get(suite.name);
    if (known) return known;
    const loading = loadSuite(options, release, suite);
    loaded.set(suite.name, loading);
    return loading;
  };
  return {
    async ofRelease(codename) {
      const release = options.definition.releases.find((one) => one.codename === codename);
      return release ? Promise.all(release.suites.map((suite) => load(release, suite))) : [];
    },
    releaseOf: (name) =>
      options.definition.releases.find(
        (release) => release.codename === name || release.suites.some((suite) => suite.name === name),
      ),
    async fetchSource(contents, entry, directory) {
      const paths: string[] = [];
      for (const file of sourceFiles(entry).value) {
        const path = join(directory, file.name);
        await writeFile(path, await get(`${contents.suite.url}/${entry.directory}/${file.name}`, file.sha256));
        paths.push(path);
      }
      return paths.sort((a, b) => Number(b.endsWith(".dsc")) - Number(a.endsWith(".dsc")));
    },
    async fetchBinary(contents, entry, directory) {
      if (!entry.file) throw new SamedayError("NOT_FOUND", "no file");
      const path = join(directory, basename(entry.file.path));
      await writeFile(path, await get(`${contents.suite.url}/${entry.file.path}`, entry.file.sha256));
      return path;
    },
    health: async () => [],
    stop: async () => undefined,
  };
}

async function loadSuite(options: SuitesOptions, release: Release, suite: Suite): Promise<SuiteContents> {
  const { runner } = options;
  const base = `${suite.url}/dists/${suite.name}`;
  const message = await get(`${base}/InRelease`);
  const { signedText } = await verifyClearsigned(runner, { message, keyringFile: suite.keyring });
  const statement = parseRelease(signedText).value;
  if (!statement) throw new SamedayError("ARCHIVE_UNVERIFIED", "bad release");
  const pool = new StringPool();
  const sources = new Map<string, SourceEntry>();
  const binaries = new Map<string, BinaryEntry>();
  for (const component of suite.components) {
    const reader = createSourcesReader({ file: "Sources", component }, pool);
    reader.feed(await index(options, base, statement, `${component}/source/Sources.xz`));
    for (const entry of reader.end().value) {
      const old = sources.get(entry.package);
      if (!entry.extraSourceOnly && (!old || compareVersions(entry.version, old.version) > 0))
        sources.set(entry.package, entry);
    }
    for (const architecture of release.architectures) {
      const packages = createPackagesReader({ file: "Packages", component }, pool);
      packages.feed(await index(options, base, statement, `${component}/binary-${architecture}/Packages.xz`));
      for (const entry of packages.end().value) binaries.set(`${entry.package} ${entry.architecture}`, entry);
    }
  }
  options.say(`${suite.name}: ${sources.size} sources, ${binaries.size} packages`);
  return {
    suite,
    source: (name) => sources.get(name),
    binary: (name, architecture) => binaries.get(`${name} ${architecture}`) ?? binaries.get(`${name} all`),
    sources: () => sources.values(),
  };
}

async function index(o: SuitesOptions, base: string, statement: ReleaseStatement, path: string): Promise<Uint8Array> {
  const file = statement.files.get(path);
  if (!file) return Buffer.alloc(0);
  const cached = join(o.directory, file.sha256);
  let bytes: Uint8Array | undefined = await readFile(cached).catch(() => undefined);
  if (!bytes) {
    bytes = await get(`${base}/${path.replace(/[^/]+$/, "")}by-hash/SHA256/${file.sha256}`, file.sha256);
    await mkdir(o.directory, { recursive: true });
    await writeFile(`${cached}.new`, bytes);
    await rename(`${cached}.new`, cached);
  }
  const { stdout } = await o.runner.run({ argv: ["xz", "-dc", cached], timeLimitMs: 60_000, maxOutputBytes: 2 ** 30 });
  return stdout;
}

async function get(url: string, sha256?: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new SamedayError("ARCHIVE_UNREACHABLE", `${url} answers ${response.status}.`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (sha256 && createHash("sha256").update(bytes).digest("hex") !== sha256)
    throw new SamedayError("HASH_MISMATCH", url);
  return bytes;
}
