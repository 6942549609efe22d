import type { Parsed } from "../../kernel/index.ts";
import { CLOSED_BUGS_FILE, parseClosedBugs } from "../bugs/closed-bugs.ts";
import type { ListFile } from "../format/list-file.ts";
import { parseConfig, type SourceConfig, type TrackerConfig } from "../format/parse-config.ts";
import { type EmbeddedCode, parseEmbeddedCopies } from "../format/parse-embedded-copies.ts";
import { type ListOptions, parseList } from "../format/parse-list.ts";
import { type NeededEntry, parseNeeded } from "../format/parse-needed.ts";
import { createIntern, type Intern } from "../format/parse-note.ts";
import { parseRemovedPackages } from "../format/parse-removed-packages.ts";
import { COPY_DECISIONS_FILE, parseCopyDecisions } from "../hints/copy-decisions.ts";
import { LINEAGES_FILE, parseLineages } from "../hints/parse-lineages.ts";
import { CVE_POOL_FILE, parseCvePool } from "../names/cve-pool.ts";
import { CVE_REQUESTS_FILE, parseCveRequests } from "../names/cve-requests.ts";
import { ISSUE_NAMES_FILE, parseIssueNames } from "../names/issue-names.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";
import { isSignalFile, parseSignals, type SignalTable } from "../signals/signal-table.ts";
import { isSupportList, parseSupportList, type SupportList } from "../support/parse-support-list.ts";
import type { Layer, LayerFiles } from "./layer.ts";
import { advisoryPrefix, isIssueList, isNeededFile, isPlannedFile } from "./which-files.ts";

/** Debian's own order of merging; lists of other houses come after these, by name. */
const CUSTOMARY = ["CVE/list", "DSA/list", "DTSA/list", "DLA/list"];

/** Reads one list of a layer; `parseList`, or a reader that remembers what it has read before. */
export type ListReader = (bytes: Uint8Array, options: ListOptions) => Parsed<ListFile>;

/**
 * Parses one data directory. Never throws: what cannot be understood is among the layer's problems, the rest is in service.
 * `before` is the same directory as it was read last; tables that stayed the same are taken over.
 */
export function parseLayer(
  name: string,
  files: LayerFiles,
  intern: Intern = createIntern(),
  readList: ListReader = parseList,
  before?: Layer,
): Layer {
  const problems: TrackerProblem[] = [];
  const take = <T>(parsed: Parsed<T>): T => {
    for (const problem of parsed.problems) problems.push(problem);
    return parsed.value;
  };
  const configBytes = files.get("config.json");
  const config = configBytes && take(parseConfig(configBytes, "config.json"));
  const lists: ListFile[] = [];
  for (const source of listSources(config, files)) {
    const bytes = files.get(source.path);
    const prefix = source.kind === "advisories" ? (advisoryPrefix(source.path) ?? source.name) : undefined;
    if (bytes) lists.push(take(readList(bytes, { ...source, ...(prefix && { prefix }), intern })));
    else if (source.path !== "CVE/list" || !isSplit(files)) problems.push(missing(source.path));
  }
  const planned: ListFile[] = [];
  const supportLists: SupportList[] = [];
  const signals: SignalTable[] = [];
  const needed = new Map<string, readonly NeededEntry[]>();
  for (const [path, bytes] of files) {
    if (isPlannedFile(path)) planned.push(take(parseList(bytes, { path, kind: "point-update", intern })));
    if (isSupportList(path)) supportLists.push(take(parseSupportList(bytes, path)));
    if (isSignalFile(path)) {
      const same = before?.signals.find((table) => table.path === path);
      signals.push(take(parseSignals(bytes, path, same)));
    }
    if (isNeededFile(path)) needed.set(path, take(parseNeeded(bytes, path)));
  }
  const removed = files.get("packages/removed-packages");
  const embedded = files.get("embedded-code-copies");
  const removedPackages = removed
    ? take(parseRemovedPackages(removed, "packages/removed-packages"))
    : new Set<string>();
  const embeddedCopies: readonly EmbeddedCode[] = embedded
    ? take(parseEmbeddedCopies(embedded, "embedded-code-copies"))
    : [];
  const lineages = take(parseLineages(files.get(LINEAGES_FILE) ?? new Uint8Array(), LINEAGES_FILE));
  const copyDecisions = take(
    parseCopyDecisions(files.get(COPY_DECISIONS_FILE) ?? new Uint8Array(), COPY_DECISIONS_FILE),
  );
  const nothing = new Uint8Array();
  const formerNames = take(parseIssueNames(files.get(ISSUE_NAMES_FILE) ?? nothing, ISSUE_NAMES_FILE));
  const closedBugs = take(parseClosedBugs(files.get(CLOSED_BUGS_FILE) ?? nothing));
  const cveRequests = take(parseCveRequests(files.get(CVE_REQUESTS_FILE) ?? nothing, CVE_REQUESTS_FILE));
  // Nothing of an answer follows from it; its faults are to be known all the same.
  take(parseCvePool(files.get(CVE_POOL_FILE) ?? nothing, CVE_POOL_FILE));
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
    problems,
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
