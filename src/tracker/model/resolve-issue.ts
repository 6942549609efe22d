import type { IssueId } from "../../kernel/index.ts";
import { descriptionIn } from "../format/parse-header.ts";
import type { Note, RecordState } from "../format/types.ts";
import type { Claim, Contest, ContestReason, Contribution, PlacedRemark } from "./claim.ts";
import { advisoryDisplaces, mergeWithinRecord } from "./merge-notes.ts";

/** Everything the layers say about one issue, merged: at most one claim and one remark per package and release. */
export interface ResolvedIssue {
  readonly name: IssueId;
  readonly state: RecordState;
  /** Release lines of a package come before its default line, then what only advisories brought. */
  readonly claims: readonly Claim[];
  readonly remarks: readonly PlacedRemark[];
  readonly contributions: readonly Contribution[];
}

const NO_CONTESTS: readonly Contest[] = [];

interface Draft {
  note: Note;
  from: Contribution;
  contests: Contest[] | undefined;
}

/**
 * Merges the contributions to one issue; they come lowest layer first, within a layer in the order of loading.
 * Within a layer Debian's rules decide between the issue's notes and the advisories'; between layers the upper one decides.
 */
export function resolveIssue(name: IssueId, contributions: readonly Contribution[], quiet: RecordState): ResolvedIssue {
  let claims: Draft[] = [];
  let remarks: PlacedRemark[] = [];
  let state: RecordState = quiet;
  for (let i = 0; i < contributions.length; ) {
    const layer: Contribution[] = [];
    const depth = contributions[i]?.depth;
    for (; i < contributions.length && contributions[i]?.depth === depth; i += 1) {
      const contribution = contributions[i] as Contribution;
      layer.push(contribution);
      if (contribution.file.kind !== "issues") continue;
      const { record } = contribution;
      if (record.state !== "normal" || state === "normal") state = record.state;
    }
    const own = mergeLayer(layer);
    if (claims.length > 0 || remarks.length > 0) [claims, remarks] = layOver(claims, remarks, own.claims, own.remarks);
    else [claims, remarks] = [own.claims.filter((claim) => claim.note.kind !== "withdrawn"), own.remarks];
  }
  return { name, state, claims: claims.map(finish), remarks, contributions };
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

function finish(draft: Draft): Claim {
  return { note: draft.note, from: draft.from, contests: draft.contests ?? NO_CONTESTS };
}

function mergeLayer(contributions: readonly Contribution[]): { claims: Draft[]; remarks: PlacedRemark[] } {
  const claims: Draft[] = [];
  const remarks: PlacedRemark[] = [];
  for (const from of contributions) {
    const advisory = from.file.kind === "advisories";
    for (const draft of notesOf(from)) {
      const there = claims.find((claim) => sameKey(claim.note, draft.note));
      if (there === undefined) claims.push(draft);
      else if (advisory) meet(claims, there, draft);
      else contest(there, draft, "same-record");
    }
    for (const remark of from.record.remarks) putRemark(remarks, { remark, from });
  }
  return { claims, remarks };
}

/** A record's notes with release lines before default lines; several on one package and release become one. */
function notesOf(from: Contribution): Draft[] {
  const drafts: Draft[] = [];
  const { notes } = from.record;
  for (const note of notes) {
    const there = drafts.find((draft) => sameKey(draft.note, note));
    if (there === undefined) {
      drafts.push({ note, from, contests: undefined });
      continue;
    }
    const merged = mergeWithinRecord(there.note, note);
    contest(there, { note: merged.line === note.line ? there.note : note, from, contests: undefined }, "same-record");
    there.note = merged;
  }
  if (drafts.length < 2) return drafts;
  return [
    ...drafts.filter((draft) => draft.note.release !== undefined),
    ...drafts.filter((d) => d.note.release === undefined),
  ];
}

function meet(claims: Draft[], there: Draft, advisory: Draft): void {
  const { wins, reason } = advisoryDisplaces(there.note, advisory.note);
  if (!wins) {
    contest(there, advisory, reason);
    return;
  }
  advisory.contests = [...(there.contests ?? []), ...(advisory.contests ?? [])];
  contest(advisory, there, reason);
  // The advisory's note is stored anew, behind the others; the order decides nothing but Debian's ranks of equal versions.
  claims.splice(claims.indexOf(there), 1);
  claims.push(advisory);
}

function contest(winner: Draft, loser: Draft, reason: ContestReason): void {
  winner.contests ??= [];
  winner.contests.push({ loser: loser.note, loserFrom: loser.from, reason });
}

function putRemark(remarks: PlacedRemark[], placed: PlacedRemark): void {
  const at = remarks.findIndex((other) => sameKey(other.remark, placed.remark));
  if (at < 0) remarks.push(placed);
  else remarks[at] = placed;
}

/** The upper layer decides every package and release that it names: its note takes the place of the lower note and remark. */
function layOver(
  lower: readonly Draft[],
  lowerRemarks: readonly PlacedRemark[],
  upper: readonly Draft[],
  upperRemarks: readonly PlacedRemark[],
): [Draft[], PlacedRemark[]] {
  const claims = [...lower];
  let remarks = [...lowerRemarks];
  for (const draft of upper) {
    const at = claims.findIndex((claim) => sameKey(claim.note, draft.note));
    const below = at < 0 ? undefined : claims[at];
    remarks = remarks.filter((placed) => !sameKey(placed.remark, draft.note));
    if (below) {
      draft.contests = [...(below.contests ?? []), ...(draft.contests ?? [])];
      contest(draft, below, draft.note.kind === "withdrawn" ? "withdrawn" : "upper-layer");
      claims.splice(at, 1);
    }
    if (draft.note.kind !== "withdrawn") claims.push(draft);
  }
  for (const placed of upperRemarks) putRemark(remarks, placed);
  return [claims, remarks];
}

interface Keyed {
  readonly package: string;
  readonly release: string | undefined;
}

function sameKey(a: Keyed, b: Keyed): boolean {
  return a.package === b.package && a.release === b.release;
}
