import type { Person } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { appendAudit } from "../../store/index.ts";
import { requirePreparer, type Transaction } from "../acting.ts";
import type { LineContext } from "../context.ts";
import type { MailRecord } from "./outbox.ts";

/** What people do about mails that were given up. Each act writes its audit entries in the same transaction. */

/**
 * Lets mails that were given up be tried again from the beginning, all of them or the one of this number; answers how
 * many. They go out with the desk's next round. Throws NOT_ALLOWED, NOT_FOUND for a number that is not among them.
 */
export async function retryMails(context: LineContext, id: number | null, person: Person): Promise<number> {
  requirePreparer(person, "send mails again");
  return endWaiting(context, { id, person, action: "mail retry" }, (now) => ({ tries: 0, next_try_at: now }));
}

/**
 * Takes one off the list: its reader was told in another way, or need not know any more. It is kept and never sent.
 * Throws NOT_ALLOWED, NOT_FOUND.
 */
export async function dropMail(context: LineContext, id: number, person: Person): Promise<void> {
  requirePreparer(person, "drop mails");
  await endWaiting(context, { id, person, action: "mail drop" }, () => ({}));
}

interface MailAct {
  readonly id: number | null;
  readonly person: Person;
  readonly action: string;
}

async function endWaiting(
  context: LineContext,
  { id, person, action }: MailAct,
  change: (now: Date) => { readonly tries?: number; readonly next_try_at?: Date },
): Promise<number> {
  const now = context.clock.now();
  const count = await context.store.transaction(async (trx) => {
    const taken = await takeGivenUp(trx, id, change(now));
    for (const { key, recipient } of taken) {
      await appendAudit(trx, { at: now, actor: person.id, action, object: key, details: { recipient } });
    }
    return taken.length;
  });
  if (count > 0) context.changed("");
  else if (id !== null) throw new SamedayError("NOT_FOUND", `No mail of the number ${id} is undeliverable.`);
  return count;
}

/** Of two who take the same one only one gets it. */
function takeGivenUp(
  trx: Transaction,
  id: number | null,
  change: { readonly tries?: number; readonly next_try_at?: Date },
): Promise<Pick<MailRecord, "key" | "recipient">[]> {
  const all = trx
    .updateTable("mail")
    .set({ ...change, given_up_at: null })
    .where("given_up_at", "is not", null);
  return (id === null ? all : all.where("id", "=", id)).returning(["key", "recipient"]).execute();
}

/** What a mail is, in words that follow "did not get": `the advisory DSA-6100-1`. Its key says so. */
export function mailKind({ key }: Pick<MailRecord, "key">): string {
  const [kind, object = ""] = key.split(" ");
  if (kind === "advisory") return `the advisory ${object}`;
  if (kind === "refused") return "word that an upload was not taken";
  if (kind === "key-expiry") return "the warning of a signing key's end";
  return "a mail";
}
