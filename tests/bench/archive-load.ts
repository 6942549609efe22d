import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createFetcher, type LoadedSuite, loadSuite, refreshSuite } from "../../src/archive/index.ts";
import { StringPool } from "../../src/debian/index.ts";
import { verifyClearsigned } from "../../src/openpgp/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";

/**
 * Eight real suites in a process of its own, so that its peak of memory is that of the work alone.
 * `fetch DIRECTORY` fills the cache, `load DIRECTORY` verifies and reads it and prints the figures as JSON.
 */
const [action, stateDirectory = ""] = process.argv.slice(2);
const DEBIAN = "http://deb.debian.org/debian";
const SECURITY = "http://deb.debian.org/debian-security";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const SUITES = [
  ...["bullseye", "bookworm", "trixie", "forky", "sid"].map((name) => ({ name, url: DEBIAN, role: "main" as const })),
  ...["bullseye", "bookworm", "trixie"].map((name) => ({
    name: `${name}-security`,
    url: SECURITY,
    role: "security" as const,
  })),
].map((suite) => ({ ...suite, keyring: KEYRING, components: ["main"] }));

/**
 * The compiler that lets Node read this file takes 120 MB, which the program does not need; a bare Node takes this
 * much.
 */
const BARE_NODE_MEGABYTES = 45;

const runner = createProcessRunner("/nonexistent");
const context = { stateDirectory, runner, fetcher: createFetcher(), clock: systemClock, verify: verifyClearsigned };

async function fetchAll(): Promise<void> {
  for (const suite of SUITES) {
    const refreshed = await refreshSuite(context, {
      suite,
      architectures: ["amd64"],
      outdated: "warn",
      incomplete: "refuse",
    });
    if (!refreshed.inService) throw new Error(`${suite.name}: ${refreshed.trouble?.message}`);
    const url = `${suite.url}/dists/${suite.name}/InRelease`;
    const answer = await fetch(url);
    await writeFile(join(stateDirectory, `${suite.name}.InRelease`), Buffer.from(await answer.arrayBuffer()));
  }
}

async function loadAll(): Promise<void> {
  const memoryBefore = process.memoryUsage().rss;
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const pool = new StringPool();
  const loaded: LoadedSuite[] = [];
  for (const suite of SUITES) {
    const message = await readFile(join(stateDirectory, `${suite.name}.InRelease`));
    await verifyClearsigned(runner, { message, keyringFile: suite.keyring });
    const index = await loadSuite(context, suite, pool);
    if (!index) throw new Error(`${suite.name} is not in the cache.`);
    loaded.push(index);
  }
  const wall = performance.now() - started;
  const cpu = process.cpuUsage(cpuBefore);
  const sources = loaded.map((suite) => [...suite.sources()].length).reduce((a, b) => a + b, 0);
  const binaries = loaded.map((suite) => suite.binaries().length).reduce((a, b) => a + b, 0);
  const found = loaded.filter((suite) => suite.binary("bash", "amd64") && suite.binariesOf("bash").length > 0).length;
  const figures = {
    sources,
    binaries,
    found,
    wallSeconds: wall / 1000,
    withLookUpsSeconds: (performance.now() - started) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024 - memoryBefore / 1024 ** 2 + BARE_NODE_MEGABYTES,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

if (action === "fetch") await fetchAll();
else await loadAll();
