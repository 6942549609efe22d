import type { IssueId } from "../../kernel/index.ts";
import type { SourceVersions } from "../archive/source-versions.ts";
import type { ListFile } from "../format/list-file.ts";
import type { Layer } from "../layers/layer.ts";
import { createSupportFacts } from "../support/support-facts.ts";
import { createDpkgJudge } from "../verdict/dpkg-judge.ts";
import { JoinedList } from "./joined-list.ts";
import type { Snapshot, Support } from "./live-state.ts";
import { createLiveTracker } from "./live-tracker.ts";
import { issuesWithLostLines } from "./lost-lines.ts";
import { openRowsAfter } from "./open-rows.ts";
import { OverlaidMap } from "./overlaid-map.ts";
import { wholePiece } from "./piece.ts";
import { type Standing, standingsAfter } from "./standings.ts";

/**
 * Layers that are parsed already, judged once, for whoever asks a work view and ends: of a layer that has no files of its own,
 * no live state could be kept. It answers what a live state answers of the same layers.
 */
export function snapshotOf(layers: readonly Layer[], archive: SourceVersions, { dates, at }: Support): Snapshot {
  const whole = layers.map((layer) => ({ ...layer, lists: layer.lists.map(inOnePiece) }));
  const { tracker, changed } = createLiveTracker(whole);
  const judge = createDpkgJudge(createSupportFacts(tracker, dates, at));
  const nothing = new OverlaidMap<IssueId, readonly Standing[]>(new Map());
  const standings = standingsAfter(nothing, changed, tracker, archive, judge);
  const open = openRowsAfter([], changed, standings);
  const withLostLines = issuesWithLostLines(new OverlaidMap<IssueId, true>(new Map()), changed, tracker);
  return { number: 1, tracker, archive, judge, standings, open, withLostLines, changed };
}

function inOnePiece(list: ListFile): ListFile {
  return new JoinedList(list.path, list.kind, [wholePiece(list)]);
}
