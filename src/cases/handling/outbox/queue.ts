import type { Db } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import { type LetterParcel, type Parcel, sealParcel } from "./parcel.ts";

type QueueContext = Pick<HandlingContext, "vault" | "clock" | "random">;

export interface NewCaseMail {
  /** What makes it unique, without addresses: the same key is written once, however often a step is repeated. */
  readonly key: string;
  readonly caseId: string | null;
  /** Id of the `case_message` that it is, if it is one. */
  readonly messageId?: string | null;
}

/**
 * Puts a whole mail on its way, in the caller's transaction: what leaves is exactly these bytes. Sealed until it is sent.
 * Answers false where one of the same key was written before.
 */
export async function queueCaseMail(
  context: QueueContext,
  trx: Db,
  mail: NewCaseMail & {
    readonly from: string;
    readonly to: string | readonly string[];
    readonly raw: Uint8Array;
  },
): Promise<boolean> {
  const to = typeof mail.to === "string" ? [mail.to] : mail.to;
  const written = await queue(context, trx, [[mail, { kind: "whole", from: mail.from, to, raw: mail.raw }]]);
  return written.size > 0;
}

/**
 * Puts a letter that nobody has to see before on its way; it is composed, signed and encrypted when it leaves, so that a
 * transaction waits for no key. Where a key turns out to be none that can be encrypted to, it leaves in clear, with the
 * words for that.
 */
export async function queueLetter(
  context: QueueContext,
  trx: Db,
  letter: NewCaseMail & LetterParcel,
): Promise<boolean> {
  return (await queueLetters(context, trx, [letter])).size > 0;
}

/** The same for several; answers the keys of those that were not written before. */
export function queueLetters(
  context: QueueContext,
  trx: Db,
  letters: readonly (NewCaseMail & LetterParcel)[],
): Promise<ReadonlySet<string>> {
  return queue(
    context,
    trx,
    letters.map(({ key, caseId, messageId = null, ...parcel }) => [
      { key, caseId, messageId },
      { kind: "letter", ...parcel },
    ]),
  );
}

async function queue(
  { vault, clock, random }: QueueContext,
  trx: Db,
  mails: readonly (readonly [NewCaseMail, Parcel])[],
): Promise<ReadonlySet<string>> {
  if (mails.length === 0) return new Set();
  const now = clock.now();
  const rows = mails.map(([{ key, caseId, messageId = null }, parcel]) => {
    const id = Buffer.from(random.bytes(16)).toString("hex");
    const sealed = sealParcel(vault, id, parcel);
    const begin = { tries: 0, problem: "", next_try_at: now, sent_at: null, given_up_at: null };
    return { id, key, case_id: caseId, message_id: messageId, created_at: now, sealed, ...begin };
  });
  const written = await trx
    .insertInto("case_mail")
    .values(rows)
    .onConflict((conflict) => conflict.column("key").doNothing())
    .returning("key")
    .execute();
  return new Set(written.map(({ key }) => key));
}
