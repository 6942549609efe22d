import type { Kysely, Selectable } from "kysely";
import type { Database, MailTable } from "../../store/index.ts";
import type { LineContext } from "../context.ts";

export type MailRecord = Selectable<MailTable>;

export interface Mail {
  /** What makes it unique: the same key is written once, however often a step is repeated. */
  readonly key: string;
  readonly recipient: string;
  /** One line. */
  readonly subject: string;
  readonly body: string;
}

/** Puts a mail into the outbox; `sendMails` hands it on. */
export async function sendMailOnce(context: LineContext, mail: Mail): Promise<void> {
  const now = context.clock.now();
  await context.store.db
    .insertInto("mail")
    .values({ ...mail, subject: oneLine(mail.subject), created_at: now, sent_at: null, problem: "", next_try_at: now })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/** Mails that were tried to the end and never taken, newest first: somebody has to tell their readers in another way. */
export function undeliverableMails(db: Kysely<Database>): Promise<MailRecord[]> {
  return db
    .selectFrom("mail")
    .selectAll()
    .where("given_up_at", "is not", null)
    .orderBy("given_up_at", "desc")
    .limit(100)
    .execute();
}

/** A subject with a line end would begin another header. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}
