import { type Case, INTAKE, isOpen, OPEN, STATES, type State, WORK } from "../../case/index.ts";
import { nextStep } from "../../clocks/index.ts";
import { type CaseListing, type CaseQuery, listCases, tendCases, tendFirstMessages } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { CaseList, CaseRow, ReviewRow, TriageRow } from "../contract.ts";
import type { KeptCase, KeptMessage } from "../kept.ts";
import { isOfTheTeams, knowsOfAll, rolesOf } from "../people/access.ts";
import { noiseSeries } from "../take-in/case-number.ts";
import { type DeskLook, lookOf, mayReadContents } from "./look.ts";
import { noteTitles } from "./note-read.ts";
import { rowOf, rowOfListing } from "./rows.ts";
import { wordsOf } from "./words.ts";

const CLOSED = (Object.keys(STATES) as State[]).filter((state) => !isOpen(state));

function queryOf(list: CaseList, { intake }: HandlingContext): CaseQuery {
  if (list === "triage") return { states: INTAKE };
  // Spam alone would fill it.
  if (list === "closed") return { states: CLOSED, newest: 500, ofSeries: { ...putAside(intake), is: false } };
  return { states: OPEN };
}

/** What headers called noise when it came: its own series, for as long as nobody has brought it back. */
export function putAside({ prefix }: Pick<HandlingContext["intake"], "prefix">) {
  return { series: noiseSeries(prefix), state: "noise" satisfies State } as const;
}

/** See `CaseDesk.list`. */
export async function showList(context: HandlingContext, by: string, list: CaseList): Promise<readonly CaseRow[]> {
  const look = await lookOf(context, by);
  const rows = (await listed(look, queryOf(list, context))).map(({ row }) => row);
  const shown = list === "yours" ? rows.filter(({ yours }) => yours) : rows;
  await noteTitles(look, titled(shown));
  return shown;
}

/** See `CaseDesk.triage`. */
export async function showTriage(context: HandlingContext, by: string): Promise<readonly TriageRow[]> {
  const look = await lookOf(context, by);
  const found = await listed(look, queryOf("triage", context));
  const { policy } = context;
  const judgedOf = await judgements(look, found);
  await noteTitles(look, titled(found.map(({ row }) => row)));
  return found.map(({ row, kept, listing }) => {
    const theCase = kept?.case;
    const isAsking = theCase !== undefined && row.state !== "quarantined" && row.state !== "held_unreadable";
    return {
      row,
      words: isAsking && isOfTheTeams(look.staff, by) ? wordsOf(theCase, look) : [],
      askingSince: theCase?.askingSince ?? listing.receivedAt,
      next: theCase && nextStep(theCase, policy, look.staff, look.at),
      judged: judgedOf(listing.id),
    };
  });
}

/** How the first message of each case was judged that somebody may read, by the case's id. */
export async function judgements(
  look: DeskLook,
  found: readonly Listed[],
): Promise<(id: string) => TriageRow["judged"]> {
  const readable = found.filter(({ kept }) => kept !== undefined && mayReadContents(kept.case, look));
  const { vault } = look.context;
  const first = await tendFirstMessages<KeptMessage>(
    vault,
    vault.store.db,
    readable.map(({ listing }) => listing),
  );
  return (id) => {
    const judged = first.get(id)?.contents.judgement;
    return judged && { disposition: judged.disposition, because: judged.because, flags: judged.flags };
  };
}

/** See `CaseDesk.reviewList`. */
export async function showReviewList(context: HandlingContext, by: string): Promise<readonly ReviewRow[]> {
  const look = await lookOf(context, by);
  return (await listed(look, queryOf("open", context))).map(({ row, kept, listing }) => {
    const { title: _, ...rest } = row;
    const theCase = kept && mayReadContents(kept.case, look) ? kept.case : undefined;
    return {
      ...rest,
      changedAt: listing.changedAt,
      priority: theCase?.priority,
      expires: theCase?.expires,
      lacks: theCase ? lacksOf(theCase) : [],
    };
  });
}

/** What a case must have once a team took it; before that, its team. */
function lacksOf(theCase: Case): readonly string[] {
  if (!WORK.includes(theCase.state)) return theCase.state === "published" ? [] : ["team"];
  const { assignee, severity, priority, expires, affected } = theCase;
  const wanted = { assignee, severity, priority, expires, affected };
  const words = {
    assignee: "assignee",
    severity: "severity",
    priority: "priority",
    expires: "date",
    affected: "affected versions",
  };
  return (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter((name) => wanted[name] === undefined)
    .map((name) => words[name]);
}

/** Those whose titles are shown, for the log. */
export function titled(rows: readonly CaseRow[]): readonly string[] {
  return rows.filter(({ title }) => title !== null).map(({ id }) => id);
}

/** A case as it stands in the clear, as its list shows it, and opened. */
export interface Listed {
  readonly listing: CaseListing;
  readonly row: CaseRow;
  /** Undefined where it does not open. */
  readonly kept: KeptCase | undefined;
}

/**
 * Every case of a query that somebody may know of, in its order, also one that does not open: an alarm says so, and the list
 * has it all the same.
 */
export async function listed(look: DeskLook, query: CaseQuery): Promise<readonly Listed[]> {
  const { vault, alarm } = look.context;
  const { cases, broken } = await tendCases<KeptCase>(vault, query);
  for (const id of broken) alarm(`case-broken-${id}`, `${id} does not open: see the audit log and the master key.`);
  const opened = new Map(cases.map((each) => [each.id, each.contents]));
  const listings = await listCases(vault.store.db, query);
  const isInsider = knowsOfAll(look);
  return listings.flatMap((listing) => {
    const kept = opened.get(listing.id);
    if (!isInsider && (kept === undefined || rolesOf(kept.case, look).length === 0)) return [];
    return [{ listing, kept, row: kept ? rowOf(kept, look) : rowOfListing(listing, look) }];
  });
}
