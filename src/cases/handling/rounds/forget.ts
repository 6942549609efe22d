import { DAY_MS } from "../../../kernel/index.ts";
import type { HandlingContext } from "../context.ts";
import { forgetEntries } from "../journal/index.ts";

/** An answer counts against its day alone; a few more are kept for clocks that are set back. */
const ANSWERS_DAYS = 7;
/** Notices that were sent or given up: nobody asks for them any more. Mails that are messages of a case are kept. */
const MAILS_DAYS = 90;

/** Removes what means nothing any more of what lies beside cases: entries of the journal, counts of answers, sent notices. */
export async function forgetRound(context: HandlingContext): Promise<void> {
  const { db } = context.vault.store;
  const before = (days: number): Date => new Date(context.clock.now().getTime() - days * DAY_MS);
  await forgetEntries(context);
  await db.deleteFrom("intake_answer").where("day", "<", before(ANSWERS_DAYS)).execute();
  await db
    .deleteFrom("case_mail")
    .where("message_id", "is", null)
    .where("next_try_at", "is", null)
    .where("created_at", "<", before(MAILS_DAYS))
    .execute();
}
