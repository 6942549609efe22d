import { sql } from "kysely";
import type { Case, Staff } from "../../case/index.ts";
import { due } from "../../clocks/index.ts";
import type { Db } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { IntakeEntry } from "../kept.ts";
import {
  type LetterParcel,
  linkTo,
  type NewCaseMail,
  type Notice,
  queueNotices,
  writeNotices,
} from "../outbox/index.ts";

/** Notices of new cases that one person gets by themselves in an hour. In a flood the rest is one mail. */
const MOST_AN_HOUR = 20;

/**
 * Tells whoever's turn it is that a case is there, once each, in the caller's transaction, and puts `letters` on their way
 * with that; of noise, nobody is told. Answers what intake has to remember of it.
 */
export async function tellOfNewCase(
  context: HandlingContext,
  trx: Db,
  theCase: Case | undefined,
  staff: Staff,
  letters: readonly (NewCaseMail & LetterParcel)[],
): Promise<readonly IntakeEntry[]> {
  if (!theCase) return writeNotices(context, trx, [], letters);
  const people = whoseTurn(context, theCase, staff);
  const flooded = await floodedOf(context, trx, people);
  const { id } = theCase;
  const how = `Answer with one signed line to say whose it is:\n\n    claim ${id}\n    not ours ${id}\n`;
  const notices = people.map((who): Notice => {
    if (flooded.has(who.id)) {
      const key = `new-cases ${who.id} ${hourOf(context)}`;
      const text = `More cases have come in this hour than there are mails about them.\n\n${linkTo(context)}\n`;
      return { key, caseId: null, to: who.email, subject: "more cases need you", text };
    }
    const text = `${id} needs you.\n\n${linkTo(context, id)}\n\n${how}`;
    return { key: `new ${hourOf(context)} ${who.id} ${id}`, caseId: id, to: who.email, subject: "needs you", text };
  });
  return writeNotices(context, trx, notices, letters);
}

/** Tells whoever has a case that something came to it; once an hour, however much comes. */
export async function tellOfMessage(context: HandlingContext, trx: Db, theCase: Case, staff: Staff): Promise<void> {
  const { id } = theCase;
  const text = `A message came to ${id}.\n\n${linkTo(context, id)}\n`;
  const notices = whoseTurn(context, theCase, staff).map((who) => {
    const key = `message ${who.id} ${id} ${hourOf(context)}`;
    return { key, caseId: id, to: who.email, subject: "has a new message", text };
  });
  await queueNotices(context, trx, notices);
}

/** `2026-11-21T12`. */
function hourOf({ clock }: HandlingContext): string {
  return clock.now().toISOString().slice(0, 13);
}

function whoseTurn({ policy, clock, definition }: HandlingContext, theCase: Case, staff: Staff) {
  const who = due(theCase, policy, staff, clock.now())?.owners.who ?? [];
  return definition.people.filter(({ id }) => who.includes(id));
}

/** Ids of those who had enough notices of new cases in this hour. */
async function floodedOf(
  context: HandlingContext,
  trx: Db,
  people: readonly { readonly id: string }[],
): Promise<ReadonlySet<string>> {
  if (people.length === 0) return new Set();
  const begin = `new ${hourOf(context)}`;
  const who = sql<string>`split_part(key, ' ', 3)`;
  const rows = await trx
    .selectFrom("case_mail")
    .select(who.as("who"))
    .where("key", ">=", `${begin} `)
    .where("key", "<", `${begin}!`)
    .groupBy(who)
    .having(({ fn }) => fn.countAll(), ">=", MOST_AN_HOUR)
    .execute();
  return new Set(rows.map((row) => row.who));
}
