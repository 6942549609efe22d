import type { Place } from "../../kernel/index.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { placeOfJsonError, placeOfWord } from "./json-place.ts";
import { type BugTrackerConfig, readBugTracker } from "./parse-bug-tracker.ts";

/** config.json of a data directory; Debian's keys, and ours for layers (`base`, `rebuildSuffix`) and for the bug tracker (`bugs`). */
export interface TrackerConfig {
  /** Oldest first: the order of the file is the order of age. */
  readonly releases: readonly ReleaseConfig[];
  readonly sources: readonly SourceConfig[];
  /**
   * What this house appends to the version of a package that it takes from below and only rebuilds: `+acme` means that
   * `1.2-3+deb12u2+acme1` contains `1.2-3+deb12u2`, and that `1.2-3+acme1` is not newer than any of Debian's fixes.
   * Several when there were several habits: `["gl", "+bp"]`.
   */
  readonly rebuildSuffixes: readonly string[];
  /** The bug tracker, where it is not Debian's. */
  readonly bugs: BugTrackerConfig;
}

export interface ReleaseConfig {
  readonly codename: string;
  /** Debian's `release` key: stable, oldstable, testing, unstable. Only releases with an alias are supported. */
  readonly alias: string | undefined;
  readonly architectures: readonly string[];
  /** The release below whose notes this one inherits, when a layer builds its own releases on it. */
  readonly base: string | undefined;
}

export interface SourceConfig {
  readonly name: string;
  /** Relative to the data directory, without leading slash. */
  readonly path: string;
  readonly kind: "issues" | "extend" | "advisories";
}

const CLASSES: ReadonlyMap<string, SourceConfig["kind"]> = new Map([
  ["CVEFile", "issues"],
  ["CVEExtendFile", "extend"],
  ["DSAFile", "advisories"],
  ["DTSAFile", "advisories"],
  ["DLAFile", "advisories"],
]);

const EMPTY: TrackerConfig = { releases: [], sources: [], rebuildSuffixes: [], bugs: {} };

export function parseConfig(bytes: Uint8Array, path: string, most?: number): TalliedParse<TrackerConfig> {
  const text = Buffer.from(bytes).toString("utf8");
  const problems = new ProblemTally(most);
  const report = (message: string, place: Place = { file: path, line: 1, column: 1 }): void => {
    problems.push(trackerProblem("tracker-config", message, place));
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    report("This is not JSON.", placeOfJsonError(text, String(error), path));
    return problems.parsed(EMPTY);
  }
  if (!isObject(json)) {
    report("Write one JSON object with `distributions` and `sources`.");
    return problems.parsed(EMPTY);
  }
  const reportAt = (word: string, message: string): void =>
    report(message, problems.hasRoom("tracker-config") ? placeOfWord(text, word, path) : undefined);
  const rebuildSuffixes = readSuffixes(json.rebuildSuffix, reportAt);
  const releases = readReleases(json.distributions, reportAt);
  const sources = readSources(json.sources, reportAt);
  return problems.parsed({ releases, sources, rebuildSuffixes, bugs: readBugTracker(json.bugs, reportAt) });
}

type ReportAt = (word: string, message: string) => void;

function readReleases(value: unknown, report: ReportAt): readonly ReleaseConfig[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    report("distributions", "`distributions` is an object with a key for each release, oldest first.");
    return [];
  }
  const releases: ReleaseConfig[] = [];
  for (const [codename, entry] of Object.entries(value)) {
    if (!/^[a-z][a-z0-9-]*$/.test(codename) || !isObject(entry)) {
      report(codename, `The release \`${codename}\` is not a lower-case name with an object.`);
      continue;
    }
    const architectures = Array.isArray(entry.architectures) ? entry.architectures.filter(isText) : [];
    releases.push({ codename, alias: textOf(entry.release), architectures, base: textOf(entry.base) });
  }
  return releases;
}

/** One suffix or several; a sign, then lower-case letters. A number follows it in versions. */
function readSuffixes(value: unknown, report: ReportAt): readonly string[] {
  if (value === undefined) return [];
  const suffixes = Array.isArray(value) ? value : [value];
  const good = suffixes.filter(isText).filter((suffix) => /^[+~.]?[a-z]+$/.test(suffix));
  if (good.length !== suffixes.length) {
    report(
      "rebuildSuffix",
      "`rebuildSuffix` is a suffix such as `+acme`, or a list of such: a sign and lower-case letters.",
    );
  }
  return good;
}

function readSources(value: unknown, report: ReportAt): readonly SourceConfig[] {
  if (value === undefined) return [];
  const sources: SourceConfig[] = [];
  const paths = new Set<string>();
  for (const entry of Array.isArray(value) ? value : [undefined]) {
    const path = isObject(entry) ? textOf(entry.path)?.replace(/^\/+/, "") : undefined;
    const kind = isObject(entry) ? CLASSES.get(textOf(entry.class) ?? "") : undefined;
    if (path === undefined || kind === undefined || path.split("/").includes("..")) {
      report(
        "sources",
        "`sources` lists objects with `name`, `path` and one of the classes CVEFile, CVEExtendFile, DSAFile, DTSAFile.",
      );
      continue;
    }
    // A list that is read again would say everything twice, and take as long each time.
    if (paths.has(path)) {
      report(path, `\`sources\` names ${path} twice.`);
      continue;
    }
    paths.add(path);
    sources.push({ name: textOf(isObject(entry) ? entry.name : undefined) ?? path, path, kind });
  }
  return sources;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}
