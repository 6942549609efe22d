import type { IssueId } from "../../kernel/index.ts";
import { issueOfKey } from "../format/quiet-records.ts";
import type { Layer } from "../layers/layer.ts";
import type { JoinedList } from "./joined-list.ts";
import { counting, inOrder, type Mention, mentionsIn, type PlacedList } from "./mentions.ts";
import { OverlaidMap } from "./overlaid-map.ts";
import type { Piece } from "./piece.ts";
import { keysOf, mergedKeys } from "./quiet-keys.ts";

/** What is looked up in the lists. Never changed: an edit makes a new one that shares what stayed. */
export interface LiveIndex {
  readonly lists: readonly PlacedList[];
  /** Who speaks about an issue, in the order of merging; second records of an issue are kept for when the first goes. */
  readonly mentions: OverlaidMap<IssueId, readonly Mention[]>;
  readonly byPackage: OverlaidMap<string, ReadonlySet<IssueId>>;
  /** Of each list: its quiet records, sorted. */
  readonly quiet: readonly Float64Array[];
}

/** The lists of all layers in the order of merging; they must have been read by a list memory. */
export function placedLists(layers: readonly Layer[]): readonly PlacedList[] {
  return layers.flatMap((layer, depth) => layer.lists.map((list) => ({ layer, depth, list: list as JoinedList })));
}

export function buildIndex(lists: readonly PlacedList[]): LiveIndex {
  const mentions = new Map<IssueId, Mention[]>();
  lists.forEach(({ list }, at) => {
    for (const piece of list.pieces) {
      for (const [name, mention] of mentionsIn(piece, at)) {
        const there = mentions.get(name);
        if (there) there.push(mention);
        else mentions.set(name, [mention]);
      }
    }
  });
  const byPackage = new Map<string, Set<IssueId>>();
  for (const [name, found] of mentions) {
    for (const each of packagesOf(found, lists)) {
      const issues = byPackage.get(each);
      if (issues) issues.add(name);
      else byPackage.set(each, new Set([name]));
    }
  }
  return {
    lists,
    mentions: new OverlaidMap(mentions),
    byPackage: new OverlaidMap(byPackage),
    quiet: lists.map(({ list }) => keysOf(list.pieces)),
  };
}

/** Whether the lists are the same ones in the same order, so that only pieces of them can differ. */
export function sameLists(before: readonly PlacedList[], after: readonly PlacedList[]): boolean {
  return (
    before.length === after.length &&
    before.every(({ depth, list }, at) => {
      const other = after[at] as PlacedList;
      return depth === other.depth && list.path === other.list.path && list.kind === other.list.kind;
    })
  );
}

/** The index of lists of which some pieces were exchanged, and the issues that those pieces speak about. */
export function updateIndex(
  before: LiveIndex,
  lists: readonly PlacedList[],
): { readonly index: LiveIndex; readonly changed: ReadonlySet<IssueId> } {
  const changed = new Set<IssueId>();
  const gone = new Set<Piece>();
  const come = new Map<IssueId, Mention[]>();
  const quiet = lists.map(({ list }, at) => {
    const old = (before.lists[at] as PlacedList).list.pieces;
    const removed = without(old, list.pieces);
    const added = without(list.pieces, old);
    for (const piece of removed) {
      gone.add(piece);
      for (const [name] of mentionsIn(piece, at)) changed.add(name);
    }
    for (const piece of added) {
      for (const [name, mention] of mentionsIn(piece, at)) {
        changed.add(name);
        const there = come.get(name);
        if (there) there.push(mention);
        else come.set(name, [mention]);
      }
    }
    for (const key of keysOf([...removed, ...added])) {
      // Of an issue that only advisories name, a quiet record says the state.
      const name = issueOfKey(key);
      if (before.mentions.get(name) !== undefined) changed.add(name);
    }
    return mergedKeys(before.quiet[at] as Float64Array, removed, added);
  });
  const mentions = new Map<IssueId, readonly Mention[] | undefined>();
  const packages = new Map<string, Set<IssueId>>();
  for (const name of changed) {
    const old = before.mentions.get(name) ?? [];
    const kept = old.filter(({ piece }) => !gone.has(piece));
    const now = inOrder([...kept, ...(come.get(name) ?? [])], lists);
    mentions.set(name, now.length === 0 ? undefined : now);
    exchange(before.byPackage, packages, name, packagesOf(old, before.lists), packagesOf(now, lists));
  }
  const byPackage = before.byPackage.with(
    new Map([...packages].map(([each, issues]) => [each, issues.size === 0 ? undefined : issues])),
  );
  return { index: { lists, mentions: before.mentions.with(mentions), byPackage, quiet }, changed };
}

/** Takes an issue out of its old packages and puts it into its new ones; `changed` holds copies of the sets that change. */
function exchange(
  before: LiveIndex["byPackage"],
  changed: Map<string, Set<IssueId>>,
  name: IssueId,
  old: ReadonlySet<string>,
  now: ReadonlySet<string>,
): void {
  const ownCopy = (packageName: string): Set<IssueId> => {
    const issues = changed.get(packageName) ?? new Set(before.get(packageName));
    changed.set(packageName, issues);
    return issues;
  };
  for (const each of old) if (!now.has(each)) ownCopy(each).delete(name);
  for (const each of now) if (!old.has(each)) ownCopy(each).add(name);
}

function without(pieces: readonly Piece[], others: readonly Piece[]): readonly Piece[] {
  if (pieces === others) return [];
  const known = new Set(others);
  return pieces.filter((piece) => !known.has(piece));
}

function packagesOf(mentions: readonly Mention[], lists: readonly PlacedList[]): ReadonlySet<string> {
  const packages = new Set<string>();
  for (const { record } of counting(mentions, lists)) {
    for (const note of record.notes) packages.add(note.package);
    for (const remark of record.remarks) packages.add(remark.package);
  }
  return packages;
}
