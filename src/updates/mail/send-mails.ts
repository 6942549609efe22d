import { sha256 } from "../../kernel/index.ts";
import { afterFailure, openPost, type Post } from "../../post/index.ts";
import { appendAudit } from "../../store/index.ts";
import type { LineContext } from "../context.ts";
import type { MailRecord } from "./outbox.ts";

/** At one call; what is left is due at the next. */
const MOST_AT_ONCE = 100;

/**
 * Hands the outbox's mails that are due to the machine's mail system or a relay, the longest due first. One that cannot be
 * sent waits longer after each try, so it holds up no other; after its last try it is given up, which the audit log and
 * the list of undeliverable mails say. With the transport `outbox` nothing leaves: the desk shows the mails.
 */
export async function sendMails(context: LineContext): Promise<void> {
  const post = openPost(context.definition.mail);
  if (!post) return;
  try {
    for (const mail of await dueMails(context)) await note(context, mail, await send(context, post, mail));
  } finally {
    post.close();
  }
}

function dueMails({ store, clock }: LineContext): Promise<MailRecord[]> {
  return store.db
    .selectFrom("mail")
    .selectAll()
    .where("next_try_at", "<=", clock.now())
    .orderBy("next_try_at")
    .orderBy("id")
    .limit(MOST_AT_ONCE)
    .execute();
}

/** Why it could not be sent; empty when it was. */
function send({ definition }: LineContext, post: Post, mail: MailRecord): Promise<string> {
  const message = {
    from: definition.mail.from,
    to: mail.recipient,
    subject: mail.subject,
    text: mail.body,
    // Absence notices and lists do not answer it (RFC 3834, section 5).
    headers: { "Auto-Submitted": "auto-generated" },
    // The same mail sent twice, after a kill between sending and noting it, carries the same id. It is no number in a row:
    // that would count the mails to others.
    messageId: `<${sha256(`${mail.key} ${mail.created_at.getTime()}`).slice(0, 40)}@${definition.name}.sameday>`,
  };
  return post.send(message).then(
    () => "",
    (error: Error) => error.message.slice(0, 500) || "The mail system gave no reason.",
  );
}

async function note(context: LineContext, { id, key, recipient, tries }: MailRecord, problem: string): Promise<void> {
  const now = context.clock.now();
  const next = problem === "" ? null : afterFailure(tries + 1, now);
  const givenUp = problem !== "" && next === null;
  await context.store.transaction(async (trx) => {
    await trx
      .updateTable("mail")
      .set({
        tries: tries + 1,
        problem,
        sent_at: problem === "" ? now : null,
        next_try_at: next,
        given_up_at: givenUp ? now : null,
      })
      .where("id", "=", id)
      .execute();
    if (!givenUp) return;
    const details = { recipient, tries: tries + 1, problem };
    await appendAudit(trx, { at: now, actor: "desk", action: "mail undeliverable", object: key, details });
  });
  if (givenUp) context.changed("");
}
