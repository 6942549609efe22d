import { compareIssueIds, type IssueId } from "../../kernel/index.ts";
import type { ListFile } from "../format/list-file.ts";
import { descriptionIn } from "../format/parse-header.ts";
import { quietStateIn } from "../format/quiet-records.ts";
import { recordsOf } from "../live/find.ts";
import type { Snapshot } from "../live/live-state.ts";
import type { Piece } from "../live/piece.ts";
import type { Suggestion } from "./decision.ts";
import { heardAbout } from "./heard.ts";
import type { RecordFacts } from "./record-facts.ts";
import { isTriageTask } from "./record-text.ts";
import { type Heard, type Knowledge, suggest } from "./suggest.ts";

/** An issue that nobody has looked at. */
export interface TriageTask {
  readonly issue: IssueId;
  /** As the list has it, without brackets. */
  readonly description: string;
  /** The layer whose list asks for it. */
  readonly layer: string;
  /** The record in our own layer, newlines included; empty when it has none. */
  readonly record: string;
  readonly heard: readonly Heard[];
  /** CISA's catalogue has it. */
  readonly exploited: boolean;
}

export interface RankedTask {
  readonly task: TriageTask;
  /** The most likely first; none when nothing speaks for anything. */
  readonly suggestions: readonly Suggestion[];
}

interface Found {
  readonly depth: number;
  readonly layer: string;
  readonly text: string;
}

const inPiece = new WeakMap<Piece, ReadonlyMap<IssueId, string>>();

/** Every issue whose uppermost record says `TODO: check`, and about which no layer says more; in no order of weight yet. */
export function triageTasks(snapshot: Snapshot, ownLayer: string): readonly TriageTask[] {
  const steps = triageTasksInSteps(snapshot, ownLayer);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same, with a pause after each record that was looked at. */
export function* triageTasksInSteps(snapshot: Snapshot, ownLayer: string): Generator<void, readonly TriageTask[]> {
  const { tracker } = snapshot;
  const found = new Map<IssueId, Found>();
  for (const { layer, depth, list } of tracker.index.lists) {
    if (list.kind !== "issues") continue;
    for (const piece of list.pieces) {
      for (const [issue, text] of tasksOfPiece(piece)) found.set(issue, { depth, layer: layer.name, text });
    }
  }
  const tasks: TriageTask[] = [];
  for (const [issue, one] of found) {
    const task = taskOf(snapshot, ownLayer, issue, one);
    if (task) tasks.push(task);
    yield;
  }
  return tasks;
}

/** Records of a piece that wait to be looked at; a piece is searched once, however many edits there are elsewhere. */
export function tasksOfPiece(piece: Piece): ReadonlyMap<IssueId, string> {
  const tasks = inPiece.get(piece) ?? tasksIn(piece);
  inPiece.set(piece, tasks);
  return tasks;
}

/** Exploited ones first, then those that are probably ours, the newest of each first: they are what users wait for. */
export function rankTasks(
  knowledge: Knowledge,
  tasks: readonly TriageTask[],
  facts: (issue: IssueId) => RecordFacts | undefined = () => undefined,
): readonly RankedTask[] {
  const ranked = tasks.map((task) => ({
    task,
    suggestions: suggest(knowledge, { description: task.description, facts: facts(task.issue), heard: task.heard }),
  }));
  return inOrder(ranked);
}

/** The order in which a queue is worked through. */
export function inOrder(ranked: readonly RankedTask[]): readonly RankedTask[] {
  const place = (one: RankedTask): number => (one.task.exploited ? 0 : isProbablyOurs(one) ? 1 : 2);
  return ranked.toSorted((a, b) => place(a) - place(b) || compareIssueIds(b.task.issue, a.task.issue));
}

/** Whether the first suggestion is one of our packages, with some weight. */
export function isProbablyOurs({ suggestions: [first] }: RankedTask): boolean {
  return first?.decision.kind === "package" && first.score >= 0.5;
}

function taskOf(snapshot: Snapshot, ownLayer: string, issue: IssueId, found: Found): TriageTask | undefined {
  const { depth, layer, text } = found;
  const { tracker } = snapshot;
  const resolved = tracker.issue(issue);
  if (resolved && resolved.state !== "normal") return undefined;
  const decided = resolved?.claims.some(
    ({ note, from }) => note.release === undefined && from.depth >= depth && from.file.kind !== "advisories",
  );
  if (decided) return undefined;
  return {
    issue,
    description: descriptionIn(text, 0),
    layer,
    record: layer === ownLayer ? text : recordIn(snapshot, ownLayer, issue),
    heard: heardAbout(snapshot, resolved, depth),
    exploited: tracker.signalsOf(issue)?.exploited !== undefined,
  };
}

function recordIn(snapshot: Snapshot, ownLayer: string, issue: IssueId): string {
  const { lists, quiet, mentions } = snapshot.tracker.index;
  const known = lists.some(
    ({ layer, list }, at) =>
      layer.name === ownLayer &&
      list.kind === "issues" &&
      (quietStateIn(quiet[at] as Float64Array, issue) !== undefined ||
        mentions.get(issue)?.some((mention) => mention.at === at)),
  );
  return known ? (recordsOf(snapshot, issue).find((record) => record.layer === ownLayer)?.text ?? "") : "";
}

function tasksIn({ file }: Piece): ReadonlyMap<IssueId, string> {
  const { text } = file;
  const tasks = new Map<IssueId, string>();
  for (let at = text.indexOf(TASK); at >= 0; at = text.indexOf(TASK, at + 1)) {
    const span = quietAt(file, at) ?? file.records.find(({ start, end }) => start <= at && at < end);
    if (span === undefined) continue;
    const record = text.slice(span.start, span.end);
    const issue = /^CVE-\d{4}-\d{4,}/.exec(record)?.[0];
    if (issue !== undefined && isTriageTask(record)) tasks.set(issue, record);
  }
  return tasks;
}

/** The quiet record that holds this place. */
function quietAt({ quiet }: ListFile, at: number): { readonly start: number; readonly end: number } | undefined {
  let low = 0;
  let high = quiet.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quiet.spanAt(middle).end <= at) low = middle + 1;
    else high = middle;
  }
  const span = low < quiet.count ? quiet.spanAt(low) : undefined;
  return span && span.start <= at ? span : undefined;
}

const TASK = "TODO: check";
