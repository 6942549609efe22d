import { sql } from "kysely";
import type { Db } from "../../records/index.ts";
import { markOf } from "../../sealed/index.ts";
import type { HandlingContext } from "../context.ts";

/** Automatic answers that leave in a day, to whomever: whoever forges a thousand senders reaches no more of them than this. */
const MOST_A_DAY = 500;
const EVERYBODY = "";

/**
 * Counts one automatic answer to an address and answers whether it may go (`answersPerDay` of the definition, a day in UTC),
 * in the caller's transaction.
 */
export async function mayAnswer(
  { vault, intake, clock }: Pick<HandlingContext, "vault" | "intake" | "clock">,
  trx: Db,
  address: string,
): Promise<boolean> {
  const now = clock.now();
  // Noon, so that no zone between here and the database makes another day of it.
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 12));
  if (intake.answersPerDay < 1) return false;
  const sender = markOf(vault.master, address.toLowerCase());
  const everybody = markOf(vault.master, EVERYBODY);
  // Who was answered often enough counts among everybody no more.
  const { rows } = await sql`
    WITH one AS (
      INSERT INTO intake_answer AS counted (sender, day, answers) VALUES (${sender}, ${day}, 1)
      ON CONFLICT (sender, day) DO UPDATE SET answers = counted.answers + 1
      WHERE counted.answers < ${intake.answersPerDay}
      RETURNING day
    )
    INSERT INTO intake_answer AS counted (sender, day, answers) SELECT ${everybody}::bytea, one.day, 1 FROM one
    ON CONFLICT (sender, day) DO UPDATE SET answers = counted.answers + 1
    WHERE counted.answers < ${MOST_A_DAY}
    RETURNING counted.answers
  `.execute(trx);
  return rows.length > 0;
}
