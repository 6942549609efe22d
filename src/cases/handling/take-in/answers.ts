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
  const count = async (whom: string, most: number): Promise<boolean> => {
    const sender = markOf(vault.master, whom);
    const counted = await trx
      .insertInto("intake_answer")
      .values({ sender, day, answers: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(["sender", "day"])
          .doUpdateSet((value) => ({ answers: value("intake_answer.answers", "+", 1) }))
          .where("intake_answer.answers", "<", most),
      )
      .returning("answers")
      .executeTakeFirst();
    return counted !== undefined;
  };
  if (intake.answersPerDay < 1) return false;
  return (await count(address.toLowerCase(), intake.answersPerDay)) && (await count(EVERYBODY, MOST_A_DAY));
}
