import { DAY_MS } from "../../../kernel/index.ts";
import type { KeptRoleKey } from "./records.ts";

/** What is seen of the role key: who has to have it, what was done, and since when something is due. */
export interface ProcedureFacts {
  readonly holders: readonly string[];
  /** The oldest first. */
  readonly keys: readonly KeptRoleKey[];
  readonly dueSince: ReadonlyMap<string, Date>;
  /** Places at which it has to stand. */
  readonly places: readonly string[];
  /** Days before its end from which a new one is due; the largest begins it. */
  readonly warningDays: readonly number[];
  readonly now: Date;
}

/** Why something is due. `left`: somebody has the subkey and is a holder no more. `lacks`: a holder has no copy. */
export interface DueReason {
  /** As it is kept: `none`, `left pia`, `lacks leo`, `ends SUBKEY`. */
  readonly reason: string;
  readonly kind: "none" | "left" | "lacks" | "ends";
  readonly who: string;
  readonly since: Date;
  readonly sentence: string;
}

export type StepName = "distribute" | "receipts" | "published" | "test";

export interface ProcedureStep {
  readonly step: StepName;
  readonly done: boolean;
  /** Ids of people whose turn it is; empty when it is done, or waits for another step. */
  readonly waitsFor: readonly string[];
  /** Until when; undefined when it is done, or waits for another step. */
  readonly until: Date | undefined;
  readonly sentence: string;
}

export interface RoleKeyProcedure {
  readonly holders: readonly string[];
  readonly current: KeptRoleKey | undefined;
  readonly reasons: readonly DueReason[];
  readonly isRotationDue: boolean;
  readonly steps: readonly ProcedureStep[];
}

/** Days that each step may take; no source gives any, so all are our own proposal. */
export const STEP_DAYS: Readonly<Record<StepName, number>> = { distribute: 7, receipts: 7, published: 3, test: 2 };

/** The words for a place that has what was handed in. */
export const SAME = "the same";

/** What is due about the role key, and for whom each step waits: a pure function of what is on record and the hour. */
export function procedureOf(facts: ProcedureFacts): RoleKeyProcedure {
  const { holders, keys } = facts;
  const current = keys.at(-1);
  const reasons = reasonsOf(facts, current);
  const isRotationDue = reasons.some(({ kind }) => kind !== "lacks");
  return {
    holders,
    current,
    reasons,
    isRotationDue,
    steps: [distribution(facts, reasons, current), ...(current ? followUps(facts, current) : [])],
  };
}

/** Everybody who may have a subkey's secret part: who made it, and for whom a copy was sealed, received or not. */
export function mayHave({ madeBy, copies }: KeptRoleKey): readonly string[] {
  return [...new Set([madeBy, ...copies.map(({ person }) => person)])];
}

function reasonsOf(facts: ProcedureFacts, current: KeptRoleKey | undefined): readonly DueReason[] {
  const { holders, dueSince, now, warningDays } = facts;
  const due = (kind: DueReason["kind"], who: string, sentence: string): DueReason => {
    const reason = who === "" ? kind : `${kind} ${who}`;
    return { reason, kind, who, since: dueSince.get(reason) ?? now, sentence };
  };
  if (!current) return [due("none", "", "Nobody has handed out the role key yet.")];
  const has = mayHave(current);
  const left = has.filter((who) => !holders.includes(who));
  const lacks = holders.filter((who) => !has.includes(who));
  const days = current.ends ? (current.ends.getTime() - now.getTime()) / DAY_MS : Infinity;
  const isEnding = days <= Math.max(0, ...warningDays);
  const when = days <= 0 ? "has ended" : `ends in ${Math.max(1, Math.floor(days))} days`;
  return [
    ...left.map((who) => due("left", who, `${who} has the role key and is a point person or deputy no more.`)),
    ...lacks.map((who) => due("lacks", who, `${who} is a point person or deputy and has no copy of the role key.`)),
    ...(isEnding ? [due("ends", current.subkey, `The part of the role key that people encrypt to ${when}.`)] : []),
  ];
}

function distribution(
  { holders }: ProcedureFacts,
  reasons: readonly DueReason[],
  current: KeptRoleKey | undefined,
): ProcedureStep {
  const [first] = [...reasons].sort((a, b) => a.since.getTime() - b.since.getTime());
  if (!first) {
    const sentence = "Everybody who has to have the role key has a copy, and nobody else.";
    return { step: "distribute", done: true, waitsFor: [], until: undefined, sentence };
  }
  const able = current ? mayHave(current).filter((who) => holders.includes(who)) : holders;
  const isNew = reasons.some(({ kind }) => kind !== "lacks");
  const what = isNew
    ? renewalWords(current, holders)
    : `Whoever has a copy hands it out: ${distributeCommand(current)}.`;
  return {
    step: "distribute",
    done: false,
    // Where nobody is left who has it, any of them makes a key of their own.
    waitsFor: able.length === 0 ? holders : able,
    until: after(first.since, "distribute"),
    sentence: `${reasons.map(({ sentence }) => sentence).join(" ")} ${what}`,
  };
}

function distributeCommand(current: KeptRoleKey | undefined): string {
  return `sameday cases key distribute ${current?.fingerprint ?? "FINGERPRINT"}`;
}

/** A new subkey is made with the primary key's secret part, which is handed to nobody. */
function renewalWords(current: KeptRoleKey | undefined, holders: readonly string[]): string {
  if (!current) return `A point person makes the key and hands it out: ${distributeCommand(current)}.`;
  const { madeBy, fingerprint } = current;
  const who = holders.includes(madeBy) ? `${madeBy}, who made the key,` : "Whoever has the primary key's secret part";
  return `${who} makes a new decryption subkey (gpg --quick-add-key ${fingerprint} cv25519 encr 1y) and hands it out: ${distributeCommand(current)}.`;
}

function followUps({ holders, places }: ProcedureFacts, current: KeptRoleKey): readonly ProcedureStep[] {
  const missing = current.copies.filter(({ person, receivedAt }) => !receivedAt && holders.includes(person));
  const firstMade = Math.min(...missing.map(({ madeAt }) => madeAt.getTime()));
  const wrong = places.flatMap((place) => {
    const looked = current.places.find((one) => one.place === place);
    return looked?.found === SAME ? [] : [`${place}: ${looked?.found ?? "not looked at yet"}`];
  });
  const custodian = holders.includes(current.madeBy) ? [current.madeBy] : holders;
  const isPublished = wrong.length === 0;
  const steps: readonly ProcedureStep[] = [
    {
      step: "receipts",
      done: missing.length === 0,
      waitsFor: missing.map(({ person }) => person),
      until: missing.length === 0 ? undefined : after(new Date(firstMade), "receipts"),
      sentence:
        missing.length === 0
          ? "Everybody has received their copy."
          : "Copies wait to be received: sameday cases key receive.",
    },
    {
      step: "published",
      done: isPublished,
      waitsFor: isPublished ? [] : custodian,
      until: isPublished ? undefined : after(current.changedAt, "published"),
      sentence: publishedWords(places, wrong),
    },
  ];
  return isPublished || current.test.sentAt ? [...steps, testStep(isPublished, current, holders)] : steps;
}

function publishedWords(places: readonly string[], wrong: readonly string[]): string {
  if (places.length === 0) return "The definition lists no place where the key is published ([intake.published]).";
  if (wrong.length === 0) return "Every place that the definition lists has the key that was handed in.";
  return `Publish the key that was handed in; the desk looks again each hour. ${wrong.join("; ")}.`;
}

function testStep(isPublished: boolean, { test, changedAt }: KeptRoleKey, holders: readonly string[]): ProcedureStep {
  const done = test.openedAt !== undefined;
  const opened = `${test.openedBy} opened the test mail that was encrypted to the published key.`;
  const waits = !test.sentAt
    ? "The desk sends a test mail, encrypted to the published key, to the security address."
    : test.caseId === undefined
      ? "The test mail is on its way to the security address."
      : `The test mail has arrived: one of you opens it (sameday cases open ${test.caseId}).`;
  return {
    step: "test",
    done,
    waitsFor: done || !isPublished || test.caseId === undefined ? [] : holders,
    until: done ? undefined : after(test.sentAt ?? changedAt, "test"),
    sentence: done ? opened : waits,
  };
}

function after(since: Date, step: StepName): Date {
  return new Date(since.getTime() + STEP_DAYS[step] * DAY_MS);
}
