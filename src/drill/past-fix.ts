import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SourceEntry } from "../debian/index.ts";
import { createSuites, loadDefinition, refreshAsServer } from "../desk/index.ts";
import type { Distribution } from "../distribution/index.ts";
import { type Clock, compareVersions, type ProcessRunner, SamedayError } from "../kernel/index.ts";
import type { SuiteContents, Suites } from "../updates/index.ts";

/** A fix of the past that can be rehearsed: the release shipped the vulnerable version, the security suite has the fix. */
export interface PastFix {
  readonly package: string;
  readonly release: string;
  readonly vulnerable: string;
  readonly fixed: string;
  /** The suite that the fixed source comes from. */
  readonly suite: string;
  /** Empty when the changelog shall say. */
  readonly issues: readonly string[];
  readonly summary: string;
  /** Fetches the fixed source into a directory; answers the paths. */
  fetch(directory: string): Promise<string[]>;
}

export interface DrillSearch {
  readonly definition: string;
  readonly dataDirectory: string;
  readonly release: string;
  readonly architectures: readonly string[];
  /** A source package; undefined takes the first that can be fetched. */
  readonly wanted: string | undefined;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly say: (text: string) => void;
}

/** Small packages with past fixes, quick to build; tried in this order when none is named. */
const SUGGESTIONS = ["libmodbus", "pyasn1", "libsmpp34", "memcached", "apr-util", "node-tar", "gnutls28"] as const;

/**
 * Finds a fix to rehearse. A mirror may lack files that its index names, so the source is fetched before it is chosen.
 * Throws NOT_FOUND (no such fix), ARCHIVE_UNREACHABLE with another suggestion.
 */
export async function findDrill(search: DrillSearch): Promise<{ base: Distribution; fix: PastFix }> {
  const whole = await loadDefinition(search.definition, search.runner);
  const base = onlyRelease(whole, search.release, search.architectures);
  const cache = join(search.dataDirectory, "drills", "suites");
  await mkdir(dirname(cache), { recursive: true });
  search.say(`Suites of ${search.release} are brought up to date and verified.`);
  const program = join(search.dataDirectory, "drills", "program");
  await refreshAsServer({ releases: base.releases, cache, program, runner: search.runner, say: search.say });
  const suites = createSuites({
    definition: base,
    directory: join(cache, "suites"),
    runner: search.runner,
    clock: search.clock,
    say: search.say,
    onlyRead: true,
  });
  const held = await suites.ofRelease(search.release);
  const candidates = search.wanted === undefined ? SUGGESTIONS : [search.wanted];
  const refusals: string[] = [];
  for (const name of candidates) {
    const fix = await pastFix(search, suites, held, name);
    if (typeof fix === "string") refusals.push(fix);
    else return { base: whole, fix };
  }
  await suites.stop();
  throw new SamedayError("NOT_FOUND", `${refusals.join(" ")} Others to try: ${SUGGESTIONS.join(", ")}.`);
}

function onlyRelease(definition: Distribution, codename: string, architectures: readonly string[]): Distribution {
  const release = definition.releases.find((one) => one.codename === codename);
  if (!release) throw new SamedayError("NOT_FOUND", `The distribution definition has no release ${codename}.`);
  const suites = release.suites.filter((suite) => suite.role === "main" || suite.role === "security");
  return { ...definition, releases: [{ ...release, architectures, suites }] };
}

/** The fix, once its source was really there; or the sentence why it cannot be rehearsed. */
async function pastFix(
  search: DrillSearch,
  suites: Suites,
  held: readonly SuiteContents[],
  name: string,
): Promise<PastFix | string> {
  const shipped = held.find((contents) => contents.suite.role === "main")?.source(name);
  const security = held.find((contents) => contents.suite.role === "security");
  const fixed = security?.source(name);
  if (!shipped) return `${search.release} never shipped ${name}.`;
  if (!security || !fixed) return `${name} has no fix in the security suite of ${search.release}.`;
  if (compareVersions(fixed.version, shipped.version) <= 0) {
    return `${search.release} itself has ${name} ${shipped.version}, which is not older than the fix.`;
  }
  const missing = await whatIsMissing(suites, security, fixed);
  if (missing !== null) return missing;
  return {
    package: name,
    release: search.release,
    vulnerable: shipped.version,
    fixed: fixed.version,
    suite: security.suite.name,
    issues: [],
    summary: `This is a rehearsal with the fix that ${security.suite.name} had for ${name}.`,
    fetch: (directory) => suites.fetchSource(security, fixed, directory),
  };
}

/** Null when the mirror has every file of the source. */
async function whatIsMissing(suites: Suites, held: SuiteContents, entry: SourceEntry): Promise<string | null> {
  const directory = await mkdtemp(join(tmpdir(), "sd-drill-"));
  try {
    await suites.fetchSource(held, entry, directory);
    return null;
  } catch (error) {
    if (error instanceof SamedayError && error.code === "ARCHIVE_UNREACHABLE") return error.message;
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
