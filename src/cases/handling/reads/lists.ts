import { type Case, INTAKE, isOpen, OPEN, STATES, type State, WORK } from "../../case/index.ts";
import { nextStep } from "../../clocks/index.ts";
import { type CaseListing, type CaseQuery, listCases, tendCases, tendFirstMessages } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { CaseList, CaseRow, ReviewRow, TriageRow } from "../contract.ts";
import type { KeptCase, KeptMessage } from "../kept.ts";
import { isOfTheTeams, knowsOfAll, rolesOf } from "../people/access.ts";
import { type DeskLook, lookOf, mayReadContents } from "./look.ts";
import { noteTitles } from "./note-read.ts";
import { rowOf, rowOfListing } from "./rows.ts";
import { wordsOf } from "./words.ts";

const CLOSED = (Object.keys(STATES) as State[]).filter((state) => !isOpen(state));

const QUERIES: Readonly<Record<CaseList, CaseQuery>> = {
  yours: { states: OPEN },
  open: { states: OPEN },
  triage: { states: INTAKE },
  closed: { states: CLOSED, newest: 500 },
};

/** See `CaseDesk.list`. */
export async function showList(context: HandlingContext, by: string, list: CaseList): Promise<readonly CaseRow[]> {
  const look = await lookOf(context, by);
  const rows = (await listed(look, QUERIES[list])).map(({ row }) => row);
  const shown = list === "yours" ? rows.filter(({ yours }) => yours) : rows;
  await noteTitles(look, titled(shown));
  return shown;
}

/** See `CaseDesk.triage`. */
export async function showTriage(context: HandlingContext, by: string): Promise<readonly TriageRow[]> {
  const look = await lookOf(context, by);
  const found = await listed(look, QUERIES.triage);
  const readable = found.filter(({ kept }) => kept !== undefined && mayReadContents(kept.case, look));
  const { vault, policy } = context;
  const first = await tendFirstMessages<KeptMessage>(
    vault,
    vault.store.db,
    readable.map(({ listing }) => listing),
  );
  await noteTitles(look, titled(found.map(({ row }) => row)));
  return found.map(({ row, kept, listing }) => {
    const theCase = kept?.case;
    const judged = first.get(listing.id)?.contents.judgement;
    const isAsking = theCase !== undefined && row.state !== "quarantined" && row.state !== "held_unreadable";
    return {
      row,
      words: isAsking && isOfTheTeams(look.staff, by) ? wordsOf(theCase, look) : [],
      askingSince: theCase?.askingSince ?? listing.receivedAt,
      next: theCase && nextStep(theCase, policy, look.staff, look.at),
      judged: judged && { disposition: judged.disposition, because: judged.because, flags: judged.flags },
    };
  });
}

/** See `CaseDesk.reviewList`. */
export async function showReviewList(context: HandlingContext, by: string): Promise<readonly ReviewRow[]> {
  const look = await lookOf(context, by);
  return (await listed(look, QUERIES.open)).map(({ row, kept, listing }) => {
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

function titled(rows: readonly CaseRow[]): readonly string[] {
  return rows.filter(({ title }) => title !== null).map(({ id }) => id);
}

interface Listed {
  readonly listing: CaseListing;
  readonly row: CaseRow;
  /** Undefined where it does not open. */
  readonly kept: KeptCase | undefined;
}

/**
 * Every case of a query that somebody may know of, in its order, also one that does not open: an alarm says so, and the list
 * has it all the same.
 */
async function listed(look: DeskLook, query: CaseQuery): Promise<readonly Listed[]> {
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
