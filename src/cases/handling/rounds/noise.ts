import { DAY_MS } from "../../../kernel/index.ts";
import type { HandlingContext } from "../context.ts";
import { linkTo, queueNotices } from "../outbox/index.ts";
import { loadStaff } from "../people/staff-of.ts";
import { noiseSeries } from "../take-in/index.ts";

/**
 * Tells every point person once a day how many messages of the day before were put aside as noise, because headers said so:
 * a filter errs, and nobody would look otherwise. Nothing is said of a day without any.
 */
export async function noiseRound(context: HandlingContext): Promise<void> {
  const { vault, clock, intake, definition } = context;
  const today = clock.now().toISOString().slice(0, 10);
  const from = new Date(Date.parse(today) - DAY_MS);
  const key = `noise ${today}`;
  const series = noiseSeries(intake.prefix);
  await vault.store.transaction(async (trx) => {
    const { count } = await trx
      .selectFrom("case_record")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where("id", ">=", `${series}-`)
      .where("id", "<", `${series}.`)
      .where("received_at", ">=", from)
      .where("received_at", "<", new Date(today))
      .executeTakeFirstOrThrow();
    if (count === 0) return;
    const { teams } = await loadStaff(context, trx);
    const people = definition.people.filter(({ id }) => teams.some(({ pointPerson }) => pointPerson === id));
    const messages = count === 1 ? "1 message was" : `${count} messages were`;
    const text = `Yesterday ${messages} put aside as noise. Have a look whether a report is among them.\n\n${linkTo(context)}/set-aside\n`;
    const about = { caseId: null, subject: "put aside", text };
    const notices = people.map(({ id, email }) => ({ ...about, key: `${key} ${id}`, to: email }));
    await queueNotices(context, trx, notices);
  });
}
