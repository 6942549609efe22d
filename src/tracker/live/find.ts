import type { IssueId } from "../../kernel/index.ts";
import { lineAt } from "../format/list-file.ts";
import { quietStateIn } from "../format/quiet-records.ts";
import type { ListRecord, Span } from "../format/types.ts";
import type { Snapshot } from "./live-state.ts";
import { mentionsIn } from "./mentions.ts";
import type { Piece } from "./piece.ts";

const bugsOfPiece = new WeakMap<Piece, ReadonlyMap<number, ReadonlySet<IssueId>>>();

/** Issues that a package note ties to a bug. A piece is searched once, however many edits there are elsewhere. */
export function issuesOfBug(snapshot: Snapshot, bug: number): readonly IssueId[] {
  const found = new Set<IssueId>();
  snapshot.tracker.index.lists.forEach(({ list }, at) => {
    for (const piece of list.pieces) {
      const bugs = bugsOfPiece.get(piece) ?? bugsIn(piece, at);
      bugsOfPiece.set(piece, bugs);
      for (const issue of bugs.get(bug) ?? []) found.add(issue);
    }
  });
  return [...found];
}

function bugsIn(piece: Piece, at: number): ReadonlyMap<number, ReadonlySet<IssueId>> {
  const bugs = new Map<number, Set<IssueId>>();
  for (const [issue, { record }] of mentionsIn(piece, at)) {
    for (const bug of record.notes.flatMap((note) => note.bugs)) {
      const there = bugs.get(bug);
      if (there) there.add(issue);
      else bugs.set(bug, new Set([issue]));
    }
  }
  return bugs;
}

/** A record of an issue as it stands in a list of issues. */
export interface RecordText {
  readonly layer: string;
  readonly file: string;
  readonly line: number;
  /** The whole record, header included. */
  readonly text: string;
  /** It has an error, so that nothing of it counts. */
  readonly setAside: boolean;
}

/** Every record of an issue's own, also those that say nothing about packages and those that were set aside. */
export function recordsOf({ tracker }: Snapshot, name: IssueId): readonly RecordText[] {
  const { lists, mentions, quiet } = tracker.index;
  const found: RecordText[] = [];
  lists.forEach(({ layer, list }, at) => {
    if (list.kind === "advisories") return;
    const add = (piece: Piece, { start, end, line }: Omit<Span, "name">, setAside: boolean): void => {
      const text = piece.file.text.slice(start, end);
      found.push({ layer: layer.name, file: list.path, line: line + list.placeOf(piece).lines, text, setAside });
    };
    for (const mention of mentions.get(name) ?? []) if (mention.at === at) add(mention.piece, mention.record, false);
    const isQuiet = quietStateIn(quiet[at] as Float64Array, name) !== undefined;
    for (const piece of list.pieces) {
      for (const span of piece.file.setAside) if (span.name === name) add(piece, span, true);
      if (isQuiet) for (const span of quietSpans(piece, name)) add(piece, span, false);
    }
  });
  return found;
}

function* quietSpans({ file }: Piece, name: IssueId): Generator<Omit<Span, "name">, void> {
  if (file.quiet.stateOf(name) === undefined) return;
  for (const span of file.quiet.spans()) {
    const after = file.text.charCodeAt(span.start + name.length);
    const ends = !(after >= 48 && after <= 57);
    if (ends && file.text.startsWith(name, span.start)) yield span;
  }
}

/** An advisory as it stands in its house's list. */
export interface ListedAdvisory {
  readonly name: string;
  readonly layer: string;
  readonly file: string;
  readonly line: number;
  /** The header as it stands there. */
  readonly header: string;
  readonly issues: readonly IssueId[];
  readonly packages: readonly string[];
}

/** The advisory of a name; `DSA-12` stands for `DSA-12-1`. */
export function advisoryNamed(snapshot: Snapshot, name: string): ListedAdvisory | undefined {
  for (const { layer, list } of snapshot.tracker.index.lists) {
    if (list.kind !== "advisories") continue;
    for (const piece of list.pieces) {
      const record = piece.file.records.find((one) => one.name === name || one.name === `${name}-1`);
      if (record === undefined) continue;
      const line = record.line + list.placeOf(piece).lines;
      const header = lineAt(piece.file, record, record.line);
      return { name: record.name, layer: layer.name, file: list.path, line, header, ...namesIn(record) };
    }
  }
  return undefined;
}

function namesIn(record: ListRecord): Pick<ListedAdvisory, "issues" | "packages"> {
  return {
    issues: record.references.map((reference) => reference.name),
    packages: [...new Set(record.notes.map((note) => note.package))],
  };
}
