import { sha256 } from "../../../kernel/index.ts";
import { type Case, OPEN, type Staff } from "../../case/index.ts";
import { clearLine, type Notice, type Reminder, type Round, remind } from "../../clocks/index.ts";
import { type Db, sayReminders, tendCases } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { linkTo, queueNotices } from "../outbox/index.ts";
import { loadStaff } from "../people/staff-of.ts";

/**
 * Says every reminder that is due and was not said: one mail a person with the names of cases, however long nobody looked.
 * Where nobody has said whose a case is and its clock has run out, each of those who owe their word, and nobody else, is asked
 * in the director's name whether they have seen it. What is said and the mails that say it are one transaction.
 * Answers how many people are written to.
 */
export async function remindRound(context: HandlingContext): Promise<number> {
  const { vault, policy, clock, definition } = context;
  const { db } = vault.store;
  const { cases, broken } = await tendCases<KeptCase>(vault, { states: OPEN });
  if (broken.length > 0) {
    const names = broken.slice(0, 5).join(", ");
    context.alarm("SEAL_BROKEN", `${broken.length} cases do not open and their clocks stand still: ${names}.`);
  }
  const staff = await loadStaff(context, db);
  const now = clock.now();
  const open = cases.map(({ contents }) => contents.case);
  const said = await saidOf(db, open, now, { policy, staff });
  const round = remind(open, now, { policy, staff, wasSaid: (key) => said.has(key) });
  if (round.said.length === 0) return 0;
  return vault.store.transaction(async (trx) => {
    const fresh = new Set(await sayReminders(trx, round.said, now));
    const people = new Map(definition.people.map((person) => [person.id, person.email]));
    let written = 0;
    for (const notice of round.notices) {
      const reminders = notice.reminders.filter(({ key }) => fresh.has(key));
      const to = people.get(notice.to);
      if (reminders.length === 0 || to === undefined) continue;
      await writeTo(context, trx, { to: notice.to, reminders }, to);
      written += 1;
    }
    for (const asked of questionsOf(round, fresh, staff)) {
      const to = people.get(asked.who);
      if (to !== undefined) await ask(context, trx, asked, to);
    }
    return written;
  });
}

/** Which of the reminders that are due were said: the table holds those of years, and only these matter. */
async function saidOf(
  db: Db,
  open: readonly Case[],
  now: Date,
  { policy, staff }: Pick<HandlingContext, "policy"> & { readonly staff: Staff },
): Promise<ReadonlySet<string>> {
  const { said } = remind(open, now, { policy, staff, wasSaid: () => false });
  if (said.length === 0) return new Set();
  const rows = await db
    .selectFrom("case_reminder")
    .select("key")
    .where("key", "in", [...said])
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** One case: a mail that a command can answer. Several: one mail with all their names. */
async function writeTo(context: HandlingContext, trx: Db, { to: who, reminders }: Notice, to: string): Promise<void> {
  const names = [...new Set(reminders.map(({ caseId }) => caseId))];
  const [only] = names.length === 1 ? names : [];
  const lines = [...new Set(reminders.map(clearLine))];
  const key = `remind ${who} ${sha256(reminders.map((reminder) => reminder.key).join("\n")).slice(0, 32)}`;
  const text = `${lines.join("\n")}\n\n${linkTo(context, only)}\n`;
  const subject = only === undefined ? `${names.length} cases need you` : "needs you";
  await queueNotices(context, trx, [{ key, caseId: only ?? null, to, subject, text }]);
}

interface Question {
  readonly who: string;
  readonly reminder: Reminder;
  /** Who asks. */
  readonly director: string;
}

/** Once for each reminder at the director's step: exactly those who gave no verdict. */
function questionsOf({ notices }: Round, fresh: ReadonlySet<string>, { director }: Staff): readonly Question[] {
  const reminders = new Map(notices.flatMap((notice) => notice.reminders.map((one) => [one.key, one] as const)));
  return [...reminders.values()]
    .filter(({ key, step }) => step === "director" && fresh.has(key))
    .flatMap((reminder) => reminder.asks.map((who) => ({ who, reminder, director })));
}

async function ask(
  context: HandlingContext,
  trx: Db,
  { who, reminder, director }: Question,
  to: string,
): Promise<void> {
  const { caseId, key } = reminder;
  const name = context.definition.people.find(({ id }) => id === director)?.name ?? director;
  const text = [
    `Have you seen ${caseId}? Nobody of your team has said yet whether it is yours.`,
    "",
    linkTo(context, caseId),
    "",
    "Or answer with one signed line:",
    "",
    `    claim ${caseId}`,
    `    not ours ${caseId}`,
    "",
    `For ${name}, who hears if nobody answers.`,
    "",
  ].join("\n");
  await queueNotices(context, trx, [{ key: `ask ${who} ${key}`, caseId, to, subject: "have you seen it?", text }]);
}
