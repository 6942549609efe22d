import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import { SamedayError } from "../../kernel/index.ts";
import { appendAudit, type QueueTokenTable } from "../../store/index.ts";
import type { LineContext } from "../context.ts";

export type QueueToken = Selectable<QueueTokenTable>;

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Gives somebody a personal password for a queue. It is shown once; only its hash is kept. */
export async function createQueueToken(
  context: LineContext,
  wish: { readonly queue: string; readonly holder: string; readonly by: string },
): Promise<string> {
  if (!context.definition.queues.some((queue) => queue.name === wish.queue)) {
    throw new SamedayError("NOT_FOUND", `There is no queue ${wish.queue}.`);
  }
  const token = Buffer.from(context.random.bytes(24)).toString("base64url");
  const at = context.clock.now();
  await context.store.transaction(async (trx) => {
    await trx
      .insertInto("queue_token")
      .values({
        queue: wish.queue,
        holder: wish.holder,
        token_sha256: hashOf(token),
        created_by: wish.by,
        created_at: at,
        last_used_at: null,
        revoked_at: null,
      })
      .execute();
    await appendAudit(trx, {
      at,
      actor: wish.by,
      action: "queue token",
      object: wish.queue,
      details: { holder: wish.holder },
    });
  });
  return token;
}

export async function revokeQueueToken(context: LineContext, id: number, by: string): Promise<void> {
  const at = context.clock.now();
  await context.store.transaction(async (trx) => {
    const row = await trx
      .updateTable("queue_token")
      .set({ revoked_at: at })
      .where("id", "=", id)
      .where("revoked_at", "is", null)
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new SamedayError("NOT_FOUND", "There is no such token, or it is revoked already.");
    await appendAudit(trx, {
      at,
      actor: by,
      action: "revoke queue token",
      object: row.queue,
      details: { holder: row.holder },
    });
  });
}

/** An apt run asks for dozens of files: its use is noted once in this time. */
const NOTE_USE_EVERY_MS = 60_000;

/** Who holds this password for this queue; null when nobody does, or no longer. Remembers that it was used. */
export async function queueTokenHolder(context: LineContext, queue: string, token: string): Promise<string | null> {
  const { db } = context.store;
  const row = await db
    .selectFrom("queue_token")
    .select(["id", "holder", "last_used_at"])
    .where("queue", "=", queue)
    .where("token_sha256", "=", hashOf(token))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  const now = context.clock.now();
  const stale = new Date(now.getTime() - NOTE_USE_EVERY_MS);
  if (row.last_used_at === null || row.last_used_at <= stale) {
    await db
      .updateTable("queue_token")
      .set({ last_used_at: now })
      .where("id", "=", row.id)
      .where((eb) => eb.or([eb("last_used_at", "is", null), eb("last_used_at", "<=", stale)]))
      .execute();
  }
  return row.holder;
}

export function listQueueTokens(context: LineContext): Promise<QueueToken[]> {
  return context.store.db.selectFrom("queue_token").selectAll().orderBy("id").execute();
}
