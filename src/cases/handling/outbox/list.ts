import { SamedayError } from "../../../kernel/index.ts";
import type { PlainMail, WholeMail } from "../../../post/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { HandlingContext } from "../context.ts";
import { composeParcel } from "./compose.ts";
import { openParcel } from "./parcel.ts";

/** A mail on its way, as everybody may know of it. */
export interface WaitingMail {
  readonly id: string;
  /** What it is: `ack …`, `new …`, `reply …`. */
  readonly key: string;
  readonly caseId: string | null;
  readonly createdAt: Date;
  readonly tries: number;
  readonly problem: string;
  /** Null for one that was given up. */
  readonly nextTryAt: Date | null;
}

/** Mails that have not left, the oldest first: with the transport `outbox` all of them. */
export async function listCaseMails({ vault }: Pick<HandlingContext, "vault">): Promise<WaitingMail[]> {
  const rows = await vault.store.db
    .selectFrom("case_mail")
    .select(["id", "key", "case_id", "created_at", "tries", "problem", "next_try_at"])
    .where("sent_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    caseId: row.case_id,
    createdAt: row.created_at,
    tries: row.tries,
    problem: row.problem,
    nextTryAt: row.next_try_at,
  }));
}

/**
 * A mail as it would leave now, for a desk from which none leaves; that it was read is written down first.
 * Throws NOT_FOUND for one that has left or was given up.
 */
export async function readCaseMail(
  context: HandlingContext,
  id: string,
  reader: string,
): Promise<WholeMail | PlainMail> {
  const { vault, clock } = context;
  const found = await vault.store.transaction(async (trx) => {
    const row = await trx
      .selectFrom("case_mail")
      .select(["case_id", "sealed"])
      .where("id", "=", id)
      .where("next_try_at", "is not", null)
      .executeTakeFirst();
    if (!row) throw new SamedayError("NOT_FOUND", `No mail ${id} waits.`);
    const object = row.case_id === null ? `mail ${id}` : `case ${row.case_id}`;
    await appendAudit(trx, { at: clock.now(), actor: reader, action: "read mail on its way", object });
    return row;
  });
  return composeParcel(context, openParcel(vault, id, found.sealed));
}
