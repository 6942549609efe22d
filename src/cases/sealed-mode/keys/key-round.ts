import { DAY_MS } from "../../../kernel/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { queueNotices } from "../../handling/outbox/index.ts";
import { holdersOf } from "./holders.ts";
import { lookAtPlaces, placesOf } from "./places.ts";
import { procedureOf, type RoleKeyProcedure, SAME } from "./procedure.ts";
import { loadDue, loadRoleKeys } from "./records.ts";
import { sendTestMail } from "./test-mail.ts";

/** How often a place is asked that has not what it should have, and one that has. */
const LOOK_AGAIN_MS = 3_600_000;
const LOOK_ONCE_MORE_MS = DAY_MS;

/** How the role key stands now, where people hold it. */
export async function roleKeyProcedure(context: HandlingContext): Promise<RoleKeyProcedure> {
  const { vault, definition, clock } = context;
  const { db } = vault.store;
  const keys = await loadRoleKeys(db);
  return procedureOf({
    holders: holdersOf(definition),
    keys,
    dueSince: await loadDue(db),
    places: placesOf(context, keys.at(-1)?.fingerprint ?? "").map(({ name }) => name),
    warningDays: definition.policy.keyWarningDays,
    now: clock.now(),
  });
}

/**
 * What the desk does by itself about the role key: notes since when something is due, asks the places where it is published,
 * sends the test mail, reminds whoever a step waits for (when it begins and on each day after its end), and keeps an alarm
 * up while something waits for people. How often it is called does not matter.
 */
export async function roleKeyRound(context: HandlingContext, isAsked = false): Promise<void> {
  if (context.intake.roleKey !== "sealed") return;
  await noteDue(context);
  await lookAround(context, isAsked);
  const before = await roleKeyProcedure(context);
  const { current } = before;
  const test = before.steps.find(({ step }) => step === "test");
  if (current && test && !test.done && !current.test.sentAt) await sendTestMail(context, current);
  const procedure = await roleKeyProcedure(context);
  await remind(context, procedure);
  // What the desk does by itself within seconds needs nobody's look.
  const open = procedure.steps.filter(({ done, waitsFor }) => !done && waitsFor.length > 0);
  if (open.length > 0) context.alarm("ROLE_KEY_DUE", open.map((step) => sentenceOf(step)).join(" "));
}

function sentenceOf({ sentence, waitsFor, until }: RoleKeyProcedure["steps"][number]): string {
  const whom = waitsFor.length === 0 ? "" : ` It waits for ${waitsFor.join(", ")}`;
  const when = until && waitsFor.length > 0 ? `, until ${until.toISOString().slice(0, 10)}.` : whom === "" ? "" : ".";
  return `${sentence}${whom}${when}`;
}

/** Each reason with the hour at which it was first seen; one that is over is forgotten. */
async function noteDue(context: HandlingContext): Promise<void> {
  const { vault, clock } = context;
  const { reasons } = await roleKeyProcedure(context);
  const names = reasons.map(({ reason }) => reason);
  const { db } = vault.store;
  const known = await loadDue(db);
  for (const reason of names.filter((name) => !known.has(name))) {
    await db
      .insertInto("role_key_due")
      .values({ reason, since: clock.now() })
      .onConflict((conflict) => conflict.column("reason").doNothing())
      .execute();
  }
  const over = [...known.keys()].filter((name) => !names.includes(name));
  if (over.length > 0) await db.deleteFrom("role_key_due").where("reason", "in", over).execute();
}

async function lookAround(context: HandlingContext, isAsked: boolean): Promise<void> {
  const { vault, clock } = context;
  const { db } = vault.store;
  const current = (await loadRoleKeys(db)).at(-1);
  if (!current) return;
  const now = clock.now();
  const due = placesOf(context, current.fingerprint).filter(({ name }) => {
    const looked = current.places.find(({ place }) => place === name);
    const wait = looked?.found === SAME ? LOOK_ONCE_MORE_MS : LOOK_AGAIN_MS;
    return isAsked || !looked || now.getTime() - looked.lookedAt.getTime() >= wait;
  });
  for (const { place, found } of await lookAtPlaces(context, current, due)) {
    const seen = { found, looked_at: now };
    await db
      .insertInto("role_key_place")
      .values({ subkey: current.subkey, place, ...seen })
      .onConflict((conflict) => conflict.columns(["subkey", "place"]).doUpdateSet(seen))
      .execute();
  }
}

async function remind(context: HandlingContext, { steps, current }: RoleKeyProcedure): Promise<void> {
  const { vault, clock, definition, publicUrl } = context;
  const now = clock.now();
  const text = `The role key needs you.\n\n${publicUrl}/cases/key\n`;
  const notices = steps.flatMap(({ step, done, waitsFor, until }) => {
    if (done || !until) return [];
    const day = now <= until ? "begins" : now.toISOString().slice(0, 10);
    return waitsFor.flatMap((who) => {
      const to = definition.people.find(({ id }) => id === who)?.email;
      const key = `role-key ${step} ${current?.subkey.slice(-16) ?? "none"} ${until.toISOString().slice(0, 10)} ${who} ${day}`;
      return to === undefined ? [] : [{ key, caseId: null, to, subject: "the role key needs you", text }];
    });
  });
  if (notices.length > 0) await vault.store.transaction((trx) => queueNotices(context, trx, notices));
}
