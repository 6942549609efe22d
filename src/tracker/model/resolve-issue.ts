import type { IssueId } from "../../kernel/index.ts";
import { descriptionIn } from "../format/parse-header.ts";
import type { Note, RecordState } from "../format/types.ts";
import type { Claim, Contribution, PlacedRemark, Withdrawal } from "./claim.ts";
import { contest, type Draft, finish } from "./draft.ts";
import { keyOf } from "./key-of.ts";
import { type LayerSays, layOver } from "./lay-over.ts";
import { advisoryDisplaces, type MergedNote, mergeOf } from "./merge-notes.ts";

/** Everything the layers say about one issue, merged: at most one claim and one remark per package and release. */
export interface ResolvedIssue {
  readonly name: IssueId;
  readonly state: RecordState;
  /** Release lines of a package come before its default line, then what only advisories brought. */
  readonly claims: readonly Claim[];
  readonly remarks: readonly PlacedRemark[];
  /** Lines that took a lower layer's line away. */
  readonly withdrawals: readonly Withdrawal[];
  readonly contributions: readonly Contribution[];
}

const NO_WITHDRAWALS: readonly Withdrawal[] = [];

/**
 * Merges the contributions to one issue; they come lowest layer first, within a layer in the order of loading.
 * Within a layer Debian's rules decide between the issue's notes and the advisories'; between layers the upper one decides.
 * `quiet` is the state that records without packages give, as it counts above `depthOfSpeaker`.
 */
export function resolveIssue(name: IssueId, contributions: readonly Contribution[], quiet: RecordState): ResolvedIssue {
  const layers: LayerSays[] = [];
  let state: RecordState = quiet;
  for (let i = 0; i < contributions.length; ) {
    const depth = contributions[i]?.depth;
    const layer: Contribution[] = [];
    for (; i < contributions.length && contributions[i]?.depth === depth; i += 1) {
      layer.push(contributions[i] as Contribution);
    }
    // What a lower layer holds to be nobody's is somebody's as soon as an upper one speaks of a package.
    if (state === "not-for-us" && quiet !== "not-for-us" && layer.some(speaks)) state = "normal";
    for (const { file, record } of layer) {
      if (file.kind !== "issues") continue;
      if (record.state !== "normal" || state === "normal") state = record.state;
    }
    layers.push(mergeLayer(layer));
  }
  if (layers.length > 1) return { name, state, contributions, ...layOver(layers) };
  const { claims = [], remarks = [] } = layers[0] ?? {};
  const counting = claims.filter((claim) => claim.note.kind !== "withdrawn");
  return { name, state, claims: counting.map(finish), remarks, withdrawals: NO_WITHDRAWALS, contributions };
}

/** The text of the issue's header, from the highest layer that gives one; empty when none does. */
export function descriptionOf(resolved: ResolvedIssue): string {
  for (let i = resolved.contributions.length - 1; i >= 0; i -= 1) {
    const { file, record } = resolved.contributions[i] as Contribution;
    const description = file.kind === "issues" ? descriptionIn(file.text, record.start) : "";
    if (description !== "") return description;
  }
  return "";
}

/** The highest layer that speaks of a package; -1 when none does. What is not for us below it counts no more. */
export function depthOfSpeaker(contributions: readonly Contribution[]): number {
  return contributions.findLast(speaks)?.depth ?? -1;
}

/** The state that a quiet record of a layer gives to an issue: not for us is nothing where an upper layer speaks of a package. */
export function quietAt(state: RecordState | undefined, depth: number, speaker: number): RecordState | undefined {
  return state === "not-for-us" && depth < speaker ? undefined : state;
}

function speaks({ record }: Contribution): boolean {
  return record.notes.length > 0 || record.remarks.length > 0;
}

function mergeLayer(contributions: readonly Contribution[]): LayerSays {
  const [only, second] = contributions;
  // Nine of ten issues: nobody else speaks, and a record's own notes and remarks do not meet.
  if (only && second === undefined && only.record.remarks.length < 2) {
    return { claims: notesOf(only), remarks: only.record.remarks.map((remark) => ({ remark, from: only })) };
  }
  // A map keeps the order in which keys came: what is taken out and put in again stands behind the others.
  const claims = new Map<string, Draft>();
  const remarks = new Map<string, PlacedRemark>();
  for (const from of contributions) {
    const advisory = from.file.kind === "advisories";
    for (const draft of notesOf(from)) {
      const key = keyOf(draft.note.package, draft.note.release);
      const there = claims.get(key);
      if (there === undefined || replacesWithdrawn(there, draft)) claims.set(key, draft);
      else if (draft.note.kind === "withdrawn") contest(there, draft, "same-record");
      else if (advisory) meet(claims, key, there, draft);
      else contest(there, draft, "same-record");
    }
    for (const remark of from.record.remarks) remarks.set(keyOf(remark.package, remark.release), { remark, from });
  }
  return { claims: [...claims.values()], remarks: [...remarks.values()] };
}

/** A record's notes with release lines before default lines; several on one package and release become one. */
function notesOf(from: Contribution): Draft[] {
  const { notes } = from.record;
  const all = areDistinct(notes) ? notes.map((note) => ({ note, from, contests: undefined })) : mergedNotes(from);
  if (all.length < 2) return all;
  return [
    ...all.filter((draft) => draft.note.release !== undefined),
    ...all.filter((draft) => draft.note.release === undefined),
  ];
}

/** Comparing so few with one another is quicker than making keys of them. */
const FEW = 8;

function areDistinct(notes: readonly Note[]): boolean {
  if (notes.length > FEW) return false;
  return notes.every((note, at) => {
    for (let before = 0; before < at; before += 1) {
      const other = notes[before] as Note;
      if (other.package === note.package && other.release === note.release) return false;
    }
    return true;
  });
}

function mergedNotes(from: Contribution): Draft[] {
  const drafts = new Map<string, Draft>();
  const merges = new Map<Draft, MergedNote>();
  for (const note of from.record.notes) {
    const key = keyOf(note.package, note.release);
    const there = drafts.get(key);
    if (there === undefined) {
      drafts.set(key, { note, from, contests: undefined });
      continue;
    }
    if (there.note.kind === "withdrawn" || note.kind === "withdrawn") {
      // Whoever takes a lower line away and writes another means the other.
      if (there.note.kind === "withdrawn") there.note = note;
      continue;
    }
    const merged = merges.get(there) ?? mergeOf(there.note);
    merges.set(there, merged);
    contest(there, { note: merged.add(note), from, contests: undefined }, "same-record");
  }
  for (const [draft, merged] of merges) draft.note = merged.note();
  return [...drafts.values()];
}

function replacesWithdrawn(there: Draft, draft: Draft): boolean {
  return there.note.kind === "withdrawn" && draft.note.kind !== "withdrawn";
}

function meet(claims: Map<string, Draft>, key: string, there: Draft, advisory: Draft): void {
  const { wins, reason } = advisoryDisplaces(there.note, advisory.note);
  if (!wins) {
    contest(there, advisory, reason);
    return;
  }
  // The loser's contests go over to the winner, without a copy of all that earlier ones took over.
  const contests = there.contests ?? [];
  for (const one of advisory.contests ?? []) contests.push(one);
  advisory.contests = contests;
  contest(advisory, there, reason);
  // The advisory's note is stored anew, behind the others; the order decides nothing but Debian's ranks of equal versions.
  claims.delete(key);
  claims.set(key, advisory);
}
