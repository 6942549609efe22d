import { type Absence, OPEN, type Staff } from "../../case/index.ts";
import { ownersOf } from "../../clocks/index.ts";
import { sayReminders, tendCases } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";
import { linkTo, type Notice, queueNotices } from "../outbox/index.ts";
import { loadStaff } from "../people/staff-of.ts";

/**
 * When an absence has begun, tells whoever stands in that cases fall to them: once for each absence, by one mail a person.
 * What arrives later is told to them as it is to everybody. Answers how many people are written to.
 */
export async function standInRound(context: HandlingContext): Promise<number> {
  const { vault, clock } = context;
  const now = clock.now();
  const staff = await loadStaff(context, vault.store.db);
  const begun = staff.absences.filter(({ from, until }) => from <= now && now < until);
  if (begun.length === 0) return 0;
  const keys = begun.map(keyOf);
  const rows = await vault.store.db.selectFrom("case_reminder").select("key").where("key", "in", keys).execute();
  const said = new Set(rows.map(({ key }) => key));
  const fresh = begun.filter((absence) => !said.has(keyOf(absence)));
  if (fresh.length === 0) return 0;
  const { cases } = await tendCases<KeptCase>(vault, { states: OPEN });
  return vault.store.transaction(async (trx) => {
    const first = new Set(await sayReminders(trx, fresh.map(keyOf), now));
    const notices = fresh
      .filter((absence) => first.has(keyOf(absence)))
      .flatMap((absence) => noticesOf(context, absence, { cases, staff, now }));
    await queueNotices(context, trx, notices);
    return notices.length;
  });
}

function keyOf({ who, from }: Absence): string {
  return `away/${who}/${from.toISOString()}`;
}

interface Then {
  readonly cases: readonly { readonly contents: KeptCase }[];
  readonly staff: Staff;
  readonly now: Date;
}

/** One for each person who owns a case now and would not if this absence were none. */
function noticesOf(context: HandlingContext, absence: Absence, { cases, staff, now }: Then): readonly Notice[] {
  const without = { ...staff, absences: staff.absences.filter((one) => one !== absence) };
  const fallen = new Map<string, string[]>();
  for (const { contents } of cases) {
    const before = ownersOf(contents.case, without, now).who;
    for (const who of ownersOf(contents.case, staff, now).who) {
      if (!before.includes(who)) fallen.set(who, [...(fallen.get(who) ?? []), contents.case.id]);
    }
  }
  return context.definition.people.flatMap(({ id, email }): Notice[] => {
    const names = fallen.get(id) ?? [];
    if (names.length === 0) return [];
    const [only] = names.length === 1 ? names : [];
    const text = `${names.map((name) => `${name} needs you.`).join("\n")}\n\n${linkTo(context, only)}\n`;
    const subject = only === undefined ? `${names.length} cases need you` : "needs you";
    return [{ key: `stand-in ${id} ${keyOf(absence)}`, caseId: only ?? null, to: email, subject, text }];
  });
}
