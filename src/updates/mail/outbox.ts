import type { LineContext } from "../context.ts";

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
  await context.store.db
    .insertInto("mail")
    .values({ ...mail, subject: oneLine(mail.subject), created_at: context.clock.now(), sent_at: null, problem: "" })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

/** A subject with a line end would begin another header. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}
