import { INTAKE } from "../../src/cases/case/states.ts";
import type { Look } from "../../src/cases/handling/reads/look.ts";
import { isPossible, possibleActs } from "../../src/cases/handling/reads/possible.ts";
import { rowOf } from "../../src/cases/handling/reads/rows.ts";
import { wordsOf } from "../../src/cases/handling/reads/words.ts";
import {
  type Act,
  type CaseDesk,
  type CaseView,
  decide,
  due,
  isOpen,
  type KeptCase,
  nextStep,
  rolesIn,
} from "../../src/cases/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import { MARKUP, ours } from "./web-cases-mails.ts";
import { ASIDE, CASE_STAFF, CASES, exampleHeld, type Held, POLICY } from "./web-cases-scenes.ts";
import { ago, NOW } from "./web-example.ts";

/** What the desk would count out, in a case whose reader may give it an id. */
export const NEXT_NUMBER = "ESA-2026-007";

/**
 * A desk of cases in memory, as a busy Saturday fills it: the acts, clocks and gates are the real ones, so that every page shows
 * what it would; what is left out is storage, keys and mail. Answers are kept as words in `done`.
 */

const DAY = 86_400_000;
const DEFINITION = {
  people: ["leo", "pia", "mo", "kit", "ada", "dora", "nils", "rosa", "paul", "dina", "max", "jun"].map((id) => ({
    id,
  })),
} as unknown as Look["definition"];

export interface ExampleCases extends CaseDesk {
  /** What was asked of it that is not kept: `pia reply SEC-2026-0007 …`. */
  readonly done: string[];
  /** Cases for whose reporter somebody outside was asked for a key. */
  readonly looked: string[];
}

/** Of every draft here. */
export const TOKEN = "7".repeat(32);

export async function exampleCases(now: Date = NOW): Promise<ExampleCases> {
  const policy = await POLICY;
  const held = await exampleHeld();
  const done: string[] = [];
  const looked: string[] = [];
  const answered = new Set<string>();
  let staff = CASE_STAFF;
  const look = (by: string): Look => ({ policy, definition: DEFINITION, staff, by, at: now });
  const isAside = ({ kept: { case: theCase } }: Held) => theCase.id === ASIDE && theCase.state === "noise";
  const all = (open: boolean) =>
    [...held.values()].filter((one) => isOpen(one.kept.case.state) === open && !isAside(one));
  const aside = () => [...held.values()].filter(isAside);
  const rows = (by: string, open: boolean) =>
    all(open)
      .map((one) => ({ one, row: rowOf(one.kept, look(by)) }))
      .sort((a, b) => (a.row.due?.deadline.getTime() ?? 0) - (b.row.due?.deadline.getTime() ?? 0));
  const roles = (kept: KeptCase, by: string) => rolesIn(staff, kept.case, by, now);
  const get = (by: string, id: string): Held => {
    const one = held.get(id);
    const may = one && rowOf(one.kept, look(by)).title !== null;
    if (!one || !may) throw new SamedayError("NOT_FOUND", `There is no case ${id}.`);
    return one;
  };
  const act = (by: string, id: string, acts: readonly Act[]): void => {
    const one = held.get(id);
    if (!one || roles(one.kept, by).length === 0) throw new SamedayError("NOT_FOUND", `There is no case ${id}.`);
    let theCase = one.kept.case;
    for (const asked of acts) {
      const each = asked.act === "give-id" && asked.id === "next" ? { ...asked, id: NEXT_NUMBER } : asked;
      const outcome = decide(theCase, each, { by, at: now, staff, policy });
      if (!outcome.ok) throw new SamedayError("CASE_REFUSED", outcome.refusal.sentence);
      theCase = outcome.theCase;
    }
    one.kept = { ...one.kept, case: theCase };
    done.push(`${by} ${acts.map((each) => JSON.stringify(each)).join(" ")} ${id}`);
  };
  const lessonOf = (by: string, id: string) => {
    const one = held.get(id);
    const theCase = one?.kept.case;
    if (!one || theCase?.lesson === undefined || theCase.state !== "learned")
      throw new SamedayError("NOT_FOUND", `There is no lesson ${id}.`);
    const unreadBy = ["pia", "leo", "kit", "nils", "rosa"].filter((who) => !theCase.lessonReadBy.includes(who));
    return {
      id,
      at: ago(DAY),
      by: "pia",
      lesson: theCase.lesson,
      rule: theCase.lessonRule,
      acknowledged: theCase.lessonReadBy.includes(by),
      unreadBy,
    };
  };
  const CANNED = [
    {
      name: "not-a-problem",
      title: "Not a security problem",
      sort: "bogus",
      body: "Thank you for your report. We looked at it and see no security problem in it.\n",
    },
    { name: "legal", title: "Legal requests", sort: "legal", body: "Legal requests are answered by our director.\n" },
    {
      name: "support",
      title: "Support",
      sort: "support",
      body: "This address is for security reports. Help is at support@example.org.\n",
    },
    { name: "thanks", title: "Thanks, we see it too", sort: undefined, body: "Thank you. We can reproduce it.\n" },
  ] as const;

  return {
    done,
    looked,
    list: async (by, list) => {
      const found = rows(by, list !== "closed").map(({ row }) => row);
      return list === "yours" ? found.filter(({ yours }) => yours) : found;
    },
    triage: async (by) =>
      rows(by, true)
        .filter(({ row }) => INTAKE.includes(row.state))
        .map(({ one, row }) => {
          const { case: theCase } = one.kept;
          const judgement = one.messages[0]?.kept.judgement;
          const asking = row.state !== "quarantined" && row.state !== "held_unreadable";
          return {
            ...{ row, askingSince: theCase.askingSince, next: nextStep(theCase, policy, staff, now) },
            words: asking ? wordsOf(theCase, look(by)) : [],
            judged: judgement && {
              disposition: judgement.disposition,
              because: judgement.because,
              flags: judgement.flags,
            },
          };
        }),
    setAside: async (by) =>
      aside().map(({ kept, messages }) => {
        const row = rowOf(kept, look(by));
        const judgement = row.title === null ? undefined : messages[0]?.kept.judgement;
        return {
          row,
          mayReopen: isPossible(kept.case, "reopen", look(by)),
          judged: judgement && {
            disposition: judgement.disposition,
            because: judgement.because,
            flags: judgement.flags,
          },
        };
      }),
    overview: async () => ({ sees: "all", setAside: { total: aside().length, lastWeek: aside().length } }),
    show: async (by, id): Promise<CaseView> => {
      const one = get(by, id);
      const theCase = one.kept.case;
      one.readBy.set(by, now);
      const what = due(theCase, policy, staff, now);
      const people = DEFINITION.people.map(({ id: who }) => who);
      return {
        ...{ row: rowOf(one.kept, look(by)), kept: one.kept, policy, messages: one.messages, log: theCase.log },
        ...(id === CASES.fixing && by === "pia" ? { nextOwnId: NEXT_NUMBER } : {}),
        ...{ clocks: what?.clocks ?? [], late: what?.late ?? [], words: wordsOf(theCase, look(by)) },
        ...{
          possible: possibleActs(theCase, look(by)),
          next: nextStep(theCase, policy, staff, now),
          reporterKey: one.key,
        },
        readers: people.flatMap((who) => {
          const [role] = roles(one.kept, who).filter((each) => each !== "auditor" && each !== "member");
          return role ? [{ who, role }] : [];
        }),
        readBy: [...one.readBy].map(([who, at]) => ({ who, at })),
      };
    },
    act: async (by, id, one) => act(by, id, [one]),
    actAll: async (by, id, acts) => act(by, id, acts),
    setTitle: async (by, id, title) => {
      const one = get(by, id);
      one.kept = { ...one.kept, title };
    },
    comment: async (by, id, text) => {
      get(by, id).messages.push(ours(`n-${done.length}`, now, by, text));
    },
    canned: () => CANNED,
    draftReply: async (by, id, _message, canned, look = false) => {
      const { kept, key: onFile } = get(by, id);
      const body = CANNED.find(({ name }) => name === canned)?.body ?? "";
      const head = {
        to: kept.reporter,
        from: `${by}@example.org`,
        cc: "security@example.org",
        subject: `[${id}]`,
        body,
        unasked: [],
        token: TOKEN,
      };
      if (onFile)
        return {
          ...head,
          how: "encrypted",
          fingerprint: onFile.fingerprint,
          keyFrom: "on file",
          because: "The report came encrypted, and the key on file for its sender is good.",
        };
      if (look) looked.push(id);
      if (id === CASES.unreadable)
        return {
          ...head,
          unasked: look ? [] : ["WKD", "keyserver keys.example"],
          how: "refused",
          fingerprint: undefined,
          keyFrom: undefined,
          because: "The report came encrypted, and no key is known for its sender.",
        };
      return {
        ...head,
        how: "clear",
        fingerprint: undefined,
        keyFrom: undefined,
        because: "The report came in clear, and no key is known for its sender.",
      };
    },
    reply: async (by, id, wish) => {
      const { key: onFile } = get(by, id);
      if (id === CASES.unreadable && wish.overrideReason === undefined)
        throw new SamedayError(
          "CASE_REFUSED",
          "It came encrypted, and no key is known: it leaves in clear only with a reason.",
        );
      const { token, ...said } = wish;
      if (token !== undefined && answered.has(token))
        throw new SamedayError("ANSWER_SENT", "An answer has left from this form before, and it is not this one.");
      if (token !== undefined) answered.add(token);
      done.push(`${by} reply ${id} ${JSON.stringify(said)}`);
      return { messageId: "<x@example.org>", how: onFile ? "encrypted" : "clear", fingerprint: onFile?.fingerprint };
    },
    sort: async (by, id, { as, reason, body }) => {
      get(by, id);
      act(by, id, [{ act: "sort", as: as === "spam" ? "noise" : "not_security", reason }]);
      done.push(`${by} sort ${id} ${as}: ${body}`);
    },
    attachment: async (by, id, message, index) => {
      const file = get(by, id).messages.find((one) => one.id === message)?.kept.judgement?.attachments[index];
      if (!file) throw new SamedayError("NOT_FOUND", "There is no such file.");
      if (file.secret) throw new SamedayError("CASE_REFUSED", "The file holds a secret key and is not handed out.");
      return { name: `../${file.name}"\r\nX: y`, bytes: Buffer.from(MARKUP) };
    },
    original: async (by, id, message) => {
      if (!get(by, id).messages.some((one) => one.id === message))
        throw new SamedayError("NOT_FOUND", "There is no such message.");
      return Buffer.from(`From: alice\r\n\r\n${MARKUP}`);
    },
    setAdvisory: async (by, id, toml) => {
      const one = get(by, id);
      one.kept = { ...one.kept, advisory: toml };
    },
    checkAdvisory: async (by, id, toml) => {
      get(by, id);
      const place = { line: 2, column: 1 };
      return [
        { code: "advisory-missing", severity: "error", message: "The record needs a severity.", place },
        {
          code: "csaf-6-1-1",
          severity: "error",
          message: `csaf/exsa.json: a product is named that is defined nowhere (${toml.length} bytes).`,
          place,
        },
        { code: "osv-rule", severity: "warning", message: "osv/x.json: no ecosystem knows this package.", place },
      ];
    },
    log: async (by, id) => {
      const one = held.get(id);
      const roled = one ? roles(one.kept, by) : [];
      if (!one || roled.length === 0) throw new SamedayError("NOT_FOUND", `There is no case ${id}.`);
      return [
        ...one.kept.case.log.map(({ at, by: who, act: each }) => ({
          at,
          by: who,
          what: each.act.replaceAll("-", " "),
        })),
        ...[...one.readBy].map(([who, at]) => ({ at, by: who, what: "read the case" })),
      ];
    },
    staff: async () => staff,
    reviewList: async (by) =>
      rows(by, true).map(({ one, row: { title: _, ...row } }) => ({
        ...row,
        changedAt: one.kept.case.log.at(-1)?.at ?? row.receivedAt,
        priority: one.kept.case.priority,
        expires: one.kept.case.expires,
        lacks: row.state === "triaged" ? ["priority", "date", "affected versions"] : [],
      })),
    lessons: async (by) =>
      all(false).flatMap(({ kept }) => (kept.case.state === "learned" ? [lessonOf(by, kept.case.id)] : [])),
    lesson: async (by, id) => lessonOf(by, id),
    absences: async () => staff.absences,
    setAbsence: async (by, absence) => {
      if (absence.who !== by && by !== staff.director)
        throw new SamedayError("NOT_ALLOWED", "The director notes it for others.");
      staff = { ...staff, absences: [...staff.absences, absence] };
      done.push(`${by} absence ${absence.who}`);
    },
  };
}
