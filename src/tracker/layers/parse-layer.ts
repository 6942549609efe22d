import { CLOSED_BUGS_FILE, parseClosedBugs } from "../bugs/closed-bugs.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseConfig, type SourceConfig, type TrackerConfig } from "../format/parse-config.ts";
import { type EmbeddedCode, parseEmbeddedCopies } from "../format/parse-embedded-copies.ts";
import { type ListOptions, type ParsedList, parseList } from "../format/parse-list.ts";
import { type NeededEntry, parseNeeded } from "../format/parse-needed.ts";
import { parseRemovedPackages } from "../format/parse-removed-packages.ts";
import { createWords, type Words } from "../format/words.ts";
import { COPY_DECISIONS_FILE, parseCopyDecisions } from "../hints/copy-decisions.ts";
import { LINEAGES_FILE, parseLineages } from "../hints/parse-lineages.ts";
import { CVE_POOL_FILE, parseCvePool } from "../names/cve-pool.ts";
import { CVE_REQUESTS_FILE, parseCveRequests } from "../names/cve-requests.ts";
import { ISSUE_NAMES_FILE, parseIssueNames } from "../names/issue-names.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import { KEPT_OF_A_CODE, ProblemTally, type TalliedParse } from "../problem-tally.ts";
import { isSignalFile, parseSignals, type SignalTable } from "../signals/signal-table.ts";
import { isSupportList, parseSupportList, type SupportList } from "../support/parse-support-list.ts";
import type { Layer, LayerFiles } from "./layer.ts";
import { advisoryPrefix, isIssueList, isNeededFile, isPlannedFile } from "./which-files.ts";

/** Debian's own order of merging; lists of other houses come after these, by name. */
const CUSTOMARY = ["CVE/list", "DSA/list", "DTSA/list", "DLA/list"];

/** Reads one list of a layer; `parseList`, or a reader that remembers what it has read before. */
export type ListReader = (bytes: Uint8Array, options: ListOptions) => ParsedList;

export interface ParseLayerOptions {
  readonly readList?: ListReader;
  /** The same directory as it was read last; tables that stayed the same are taken over. */
  readonly before?: Layer | undefined;
  /** Of how many problems of one code the places are kept; default `KEPT_OF_A_CODE`. */
  readonly most?: number;
}

/** Parses one data directory. Never throws: what cannot be understood is among the layer's problems, the rest is in service. */
export function parseLayer(
  name: string,
  files: LayerFiles,
  words: Words = createWords(),
  { readList = parseList, before, most = KEPT_OF_A_CODE }: ParseLayerOptions = {},
): Layer {
  const problems = new ProblemTally(most);
  const take = <T>(parsed: TalliedParse<T>): T => {
    problems.add(parsed);
    return parsed.value;
  };
  const configBytes = files.get("config.json");
  const config = configBytes && take(parseConfig(configBytes, "config.json", most));
  const lists: ListFile[] = [];
  for (const source of listSources(config, files)) {
    const bytes = files.get(source.path);
    const prefix = source.kind === "advisories" ? (advisoryPrefix(source.path) ?? source.name) : undefined;
    if (bytes) lists.push(take(readList(bytes, { ...source, ...(prefix && { prefix }), words, most })));
    else if (source.path !== "CVE/list" || !isSplit(files)) problems.push(missing(source.path));
  }
  const planned: ListFile[] = [];
  const supportLists: SupportList[] = [];
  const signals: SignalTable[] = [];
  const needed = new Map<string, readonly NeededEntry[]>();
  for (const [path, bytes] of files) {
    if (isPlannedFile(path)) planned.push(take(parseList(bytes, { path, kind: "point-update", words, most })));
    if (isSupportList(path)) supportLists.push(take(parseSupportList(bytes, path, most)));
    if (isSignalFile(path)) {
      const same = before?.signals.find((table) => table.path === path);
      signals.push(take(parseSignals(bytes, path, same, most)));
    }
    if (isNeededFile(path)) needed.set(path, take(parseNeeded(bytes, path, most)));
  }
  const removed = files.get("packages/removed-packages");
  const embedded = files.get("embedded-code-copies");
  const removedPackages = removed
    ? take(parseRemovedPackages(removed, "packages/removed-packages", most))
    : new Set<string>();
  const embeddedCopies: readonly EmbeddedCode[] = embedded
    ? take(parseEmbeddedCopies(embedded, "embedded-code-copies", most))
    : [];
  const bytesOf = (path: string): Uint8Array => files.get(path) ?? new Uint8Array();
  const lineages = take(parseLineages(bytesOf(LINEAGES_FILE), LINEAGES_FILE, most));
  const copyDecisions = take(parseCopyDecisions(bytesOf(COPY_DECISIONS_FILE), COPY_DECISIONS_FILE, most));
  const formerNames = take(parseIssueNames(bytesOf(ISSUE_NAMES_FILE), ISSUE_NAMES_FILE, most));
  const closedBugs = take(parseClosedBugs(bytesOf(CLOSED_BUGS_FILE), most));
  const cveRequests = take(parseCveRequests(bytesOf(CVE_REQUESTS_FILE), CVE_REQUESTS_FILE, most));
  // Nothing of an answer follows from it; its faults are to be known all the same.
  take(parseCvePool(bytesOf(CVE_POOL_FILE), CVE_POOL_FILE, most));
  return {
    name,
    config,
    lists,
    planned,
    removedPackages,
    needed,
    embeddedCopies,
    lineages,
    copyDecisions,
    supportLists,
    formerNames,
    cveRequests,
    signals,
    closedBugs,
    problems: problems.problems,
    unkept: problems.unkept,
  };
}

/** What config.json lists, then every list that is there beside it: CVE lists of years, other houses' advisories. */
function listSources(config: TrackerConfig | undefined, files: LayerFiles): readonly SourceConfig[] {
  const sources: SourceConfig[] = [...(config?.sources ?? [])];
  const known = new Set(sources.map((source) => source.path));
  const rest = [...files.keys()].filter((path) => !known.has(path) && (isIssueList(path) || advisoryPrefix(path)));
  // The newest year first, as in the one list: the order in which issues are read is Debian's.
  const behind = (a: string, b: string): boolean => (isIssueList(a) ? a < b : a > b);
  for (const path of rest.sort((a, b) => rank(a) - rank(b) || (behind(a, b) ? 1 : -1))) {
    sources.push({ name: path, path, kind: isIssueList(path) ? "issues" : "advisories" });
  }
  // Issues come first whatever the order of the configuration: an advisory is merged into them.
  return [
    ...sources.filter((source) => source.kind !== "advisories"),
    ...sources.filter((s) => s.kind === "advisories"),
  ];
}

/** Lists of years stand in place of the one list that config.json names. */
function isSplit(files: LayerFiles): boolean {
  return [...files.keys()].some((path) => path !== "CVE/list" && isIssueList(path));
}

function rank(path: string): number {
  const place = CUSTOMARY.indexOf(path);
  return place >= 0 ? place : isIssueList(path) ? 0.5 : CUSTOMARY.length;
}

function missing(path: string): TrackerProblem {
  return trackerProblem("tracker-file-missing", `config.json names ${path}, which is not there.`, {
    file: path,
    line: 1,
    column: 1,
  });
}
