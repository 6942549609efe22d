import { hasErrors, type IssueId } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import { parseConfig } from "../format/parse-config.ts";
import { createWords, type Words } from "../format/words.ts";
import type { Layer, LayerFiles } from "../layers/layer.ts";
import { type ListReader, parseLayer } from "../layers/parse-layer.ts";
import { ProblemTally } from "../problem-tally.ts";
import type { DatedRelease } from "../support/phase.ts";
import { createSupportFacts } from "../support/support-facts.ts";
import { createDpkgJudge, dpkgJudge } from "../verdict/dpkg-judge.ts";
import type { Judge } from "../verdict/types.ts";
import { PIECE_SIZES, type PieceSizes } from "./cut.ts";
import { createListMemory } from "./list-memory.ts";
import { type Changed, createLiveTracker, type LiveTracker } from "./live-tracker.ts";
import { type IssuesWithLostLines, issuesWithLostLines } from "./lost-lines.ts";
import { openRowsAfter } from "./open-rows.ts";
import { OverlaidMap } from "./overlaid-map.ts";
import { changedPackages, type Standing, type Standings, standingsAfter } from "./standings.ts";

const CONFIG = "config.json";

/** Data and archive as they stood together at one moment, judged. Never changed. */
export interface Snapshot {
  /** Counts the snapshots from 1. */
  readonly number: number;
  readonly tracker: LiveTracker;
  readonly archive: SourceVersions;
  /** By whom it was judged; explanations are to ask the same. */
  readonly judge: Judge;
  readonly standings: Standings;
  /** What is open or undetermined, in the order in which it is to be looked at. */
  readonly open: readonly Standing[];
  /** Issues of which a line counts for nothing, since its release is unknown. */
  readonly withLostLines: IssuesWithLostLines;
  /** Issues that were judged again for this snapshot. */
  readonly changed: Changed;
}

export interface NamedFiles {
  readonly name: string;
  /** undefined when they are what they were at the last snapshot. */
  readonly files: LayerFiles | undefined;
}

/** What verdicts follow from beside lists and archive. */
export interface Support {
  readonly dates: readonly DatedRelease[];
  readonly at: Date;
}

export interface LiveState {
  /** The snapshot of these files and this archive; as quick as little has changed since the last one. */
  next(layers: readonly NamedFiles[], archive: SourceVersions, support?: Support): Snapshot;
}

/** Holds what the next snapshot can take over from the last one. */
export function createLiveState(sizes: PieceSizes = PIECE_SIZES): LiveState {
  const words: Words = createWords();
  const memories = new Map<string, ListReader>();
  const parsed = new Map<string, Layer>();
  const configs = new Map<string, Uint8Array>();
  let last: Snapshot | undefined;
  let lastRules = "";

  const layerOf = ({ name, files }: NamedFiles): Layer => {
    const known = parsed.get(name);
    if (files === undefined && known) return known;
    const readList = memories.get(name) ?? createListMemory(sizes);
    memories.set(name, readList);
    const layer = parseWithGoodConfig(name, files ?? new Map(), (good) =>
      parseLayer(name, good, words, { readList, before: known }),
    );
    parsed.set(name, layer);
    return layer;
  };

  /** Without its configuration nothing of a layer could be judged, so a broken one leaves the last good one in service. */
  const parseWithGoodConfig = (name: string, files: LayerFiles, parse: (good: LayerFiles) => Layer): Layer => {
    const bytes = files.get(CONFIG);
    if (bytes === undefined) return parse(files);
    const config = parseConfig(bytes, CONFIG);
    const { problems } = config;
    const good = configs.get(name);
    if (!hasErrors(problems)) configs.set(name, Uint8Array.from(bytes));
    if (!hasErrors(problems) || good === undefined) return parse(files);
    const layer = parse(new Map([...files, [CONFIG, good]]));
    const found = new ProblemTally();
    found.add(config);
    found.add(layer);
    return { ...layer, problems: found.problems, unkept: found.unkept };
  };

  return {
    next(files, archive, support) {
      const { tracker, changed: edited } = createLiveTracker(files.map(layerOf), last?.tracker);
      const rules = support ? supportRules(tracker, support) : "";
      const sameRules = rules === lastRules;
      const changed = sameRules
        ? withPackages(edited, tracker, last ? changedPackages(last.archive, archive) : [])
        : "everything";
      const judge = support ? createDpkgJudge(createSupportFacts(tracker, support.dates, support.at)) : dpkgJudge;
      const before = last?.standings ?? new OverlaidMap<IssueId, readonly Standing[]>(new Map());
      const standings = standingsAfter(before, changed, tracker, archive, judge);
      const open = openRowsAfter(last?.open ?? [], changed, standings);
      const lost = last?.withLostLines ?? new OverlaidMap<IssueId, true>(new Map());
      const withLostLines = issuesWithLostLines(lost, changed, tracker);
      last = { number: (last?.number ?? 0) + 1, tracker, archive, judge, standings, open, withLostLines, changed };
      lastRules = rules;
      return last;
    },
  };
}

/** Support ends with a day, with a date of the definition, or with a line of debian-security-support. */
function supportRules(tracker: LiveTracker, { dates, at }: Support): string {
  const lists = tracker.layers.map((layer) => layer.supportLists);
  return JSON.stringify([at.toISOString().slice(0, 10), dates, lists]);
}

function withPackages(changed: Changed, tracker: LiveTracker, packages: readonly string[]): Changed {
  if (changed === "everything" || packages.length === 0) return changed;
  const all = new Set<IssueId>(changed);
  for (const name of packages) for (const issue of tracker.issuesOfPackage(name)) all.add(issue);
  return all;
}
