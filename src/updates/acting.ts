import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import { appendAudit } from "../store/index.ts";
import type { LineContext } from "./context.ts";
import { lockUpdate, type UpdateRecord } from "./records/updates.ts";

/** What every act of a person on an update shares: who may, one transaction, and its entry in the audit log. */

export type Transaction = Parameters<Parameters<LineContext["store"]["transaction"]>[0]>[0];

export type ActDetails = Readonly<Record<string, string>>;

/**
 * Does an act under the update's lock and writes its audit entry in the same transaction.
 */
export async function actOn(
  context: LineContext,
  { updateId, person, action, details = {} }: ActWords,
  act: (trx: Transaction, update: UpdateRecord) => Promise<void>,
): Promise<void> {
  await context.store.transaction(async (trx) => {
    await act(trx, await lockUpdate(trx, updateId));
    await appendAudit(trx, {
      at: context.clock.now(),
      actor: person.id,
      action,
      object: updateId,
      details: details,
    });
  });
  context.changed(updateId);
}

export interface ActWords {
  readonly updateId: string;
  /** Who does it; `desk` when it follows by itself. */
  readonly person: Pick<Person, "id">;
  /** The audit entry's verb. */
  readonly action: string;
  readonly details?: ActDetails;
}

/** Throws NOT_ALLOWED. */
export function requireFull(person: Person, what: string): void {
  if (person.role !== "full") throw new SamedayError("NOT_ALLOWED", `Only full members ${what}.`);
}

/** Throws NOT_ALLOWED. */
export function requirePreparer(person: Person, what: string): void {
  if (person.role !== "full" && person.role !== "assistant") {
    throw new SamedayError("NOT_ALLOWED", `Only full members and assistants ${what}.`);
  }
}
