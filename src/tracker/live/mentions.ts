import type { IssueId } from "../../kernel/index.ts";
import type { ListRecord } from "../format/types.ts";
import type { Layer } from "../layers/layer.ts";
import type { Contribution } from "../model/claim.ts";
import type { JoinedList } from "./joined-list.ts";
import { moved } from "./joined-list.ts";
import type { Piece } from "./piece.ts";

/** A list with the layer that it is of, in the order of merging. */
export interface PlacedList {
  readonly layer: Layer;
  readonly depth: number;
  readonly list: JoinedList;
}

/** A record that speaks about an issue. It names its piece, not its place: the place changes with every edit above it. */
export interface Mention {
  /** Which of the placed lists. */
  readonly at: number;
  readonly piece: Piece;
  readonly record: ListRecord;
}

/** Every issue that a piece speaks about. An advisory speaks about each CVE that it names, if it has notes. */
export function* mentionsIn(piece: Piece, at: number): Generator<readonly [IssueId, Mention], void> {
  const { kind, records } = piece.file;
  for (const record of records) {
    const mention: Mention = { at, piece, record };
    if (kind !== "advisories") yield [record.name, mention];
    else if (record.notes.length > 0) {
      for (const { name } of record.references) if (name.startsWith("CVE-")) yield [name, mention];
    }
  }
}

/** In the order of merging: lists, pieces, records. */
export function inOrder(mentions: readonly Mention[], lists: readonly PlacedList[]): readonly Mention[] {
  if (mentions.length < 2) return mentions;
  const index = ({ at, piece }: Mention): number => (lists[at] as PlacedList).list.placeOf(piece).index;
  return [...mentions].sort((a, b) => a.at - b.at || index(a) - index(b) || a.record.start - b.record.start);
}

/** The mentions that count: of several records of one issue in a layer the first. */
export function counting(mentions: readonly Mention[], lists: readonly PlacedList[]): readonly Mention[] {
  if (mentions.length < 2) return mentions;
  const seen = new Set<number>();
  return mentions.filter(({ at }) => {
    const { depth, list } = lists[at] as PlacedList;
    if (list.kind !== "issues") return true;
    if (seen.has(depth)) return false;
    seen.add(depth);
    return true;
  });
}

/** As the merge takes it: the record with its lines as they are in the whole file, in the text of its piece. */
export function contributionOf({ at, piece, record }: Mention, lists: readonly PlacedList[]): Contribution {
  const { layer, depth, list } = lists[at] as PlacedList;
  return { layer, depth, file: piece.file, record: moved(record, 0, list.placeOf(piece).lines) };
}
