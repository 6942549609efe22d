import { SamedayError } from "../../kernel/index.ts";
import { noSuchCase } from "../records/index.ts";
import { prepareReply, sendReply } from "../replies/answer/index.ts";
import { addComment } from "./acts/add-comment.ts";
import { byHand } from "./acts/by-hand.ts";
import { CANNED } from "./acts/canned.ts";
import { type AdvisoryContext, changeAdvisory, faultsOfAdvisory } from "./acts/change-advisory.ts";
import { actAndTitle, changeTitle } from "./acts/change-title.ts";
import { requireKnownRule } from "./acts/known-rule.ts";
import { sortOut } from "./acts/sort-out.ts";
import { storeAct } from "./acts/store-act.ts";
import type { CaseDesk } from "./contract.ts";
import { absencesFrom } from "./people/absences.ts";
import { isPerson } from "./people/access.ts";
import { setAbsence } from "./people/set-absence.ts";
import { loadStaff } from "./people/staff-of.ts";
import { readAttachment, readOriginal } from "./reads/files.ts";
import { showLesson, showLessons } from "./reads/lessons.ts";
import { showList, showReviewList, showTriage } from "./reads/lists.ts";
import { showLog } from "./reads/log.ts";
import { reporterKeyOf } from "./reads/reporter-key.ts";
import { showOverview, showSetAside } from "./reads/set-aside.ts";
import { showCase } from "./reads/show.ts";

/**
 * The one way for people into cases; `CaseDesk` says what each call does. A case that never was, one that somebody may not
 * read and one that was destroyed are told in the same words, so that no answer says which cases there are.
 */
export function createCaseDesk(context: AdvisoryContext): CaseDesk {
  const { vault, definition } = context;
  // Nobody acts as the desk itself by being called like it.
  const asPerson = <T>(by: string, id: string, ask: () => Promise<T>): Promise<T> =>
    isPerson(definition, by) ? ask() : Promise.reject(noSuchCase(id));
  return {
    list: (by, list) => showList(context, by, list),
    triage: (by) => showTriage(context, by),
    setAside: (by) => showSetAside(context, by),
    overview: (by) => showOverview(context, by),
    show: async (by, id) => {
      const view = await showCase(context, by, id);
      return { ...view, reporterKey: await reporterKeyOf(context, view) };
    },
    act: (by, id, act) =>
      asPerson(by, id, async () => {
        requireKnownRule(context, [act]);
        await vault.store.transaction((trx) => storeAct(context, trx, id, by, act, byHand([act], context.definition)));
      }),
    actAll: (by, id, acts, title) =>
      asPerson(by, id, async () => {
        requireKnownRule(context, acts);
        await actAndTitle(context, by, id, acts, title);
      }),
    setTitle: (by, id, title) => changeTitle(context, by, id, title),
    comment: (by, id, text) => addComment(context, by, id, text),
    canned: () => CANNED,
    draftReply: (by, id, messageId, canned, look) =>
      asPerson(by, id, async () => {
        const text = canned === undefined ? undefined : cannedBody(canned);
        return prepareReply(context, by, id, { messageId, text, look });
      }),
    reply: (by, id, wish) => asPerson(by, id, () => sendReply(context, by, id, wish)),
    sort: (by, id, sort) => asPerson(by, id, () => sortOut(context, by, id, sort)),
    attachment: (by, id, messageId, index) => readAttachment(context, by, id, messageId, index),
    original: (by, id, messageId) => readOriginal(context, by, id, messageId),
    setAdvisory: (by, id, toml, as) => asPerson(by, id, () => changeAdvisory(context, by, id, toml, as)),
    checkAdvisory: (by, id, toml) => faultsOfAdvisory(context, by, id, toml),
    log: (by, id) => showLog(context, by, id),
    staff: () => loadStaff(context, vault.store.db),
    reviewList: (by) => showReviewList(context, by),
    lessons: (by) => showLessons(context, by),
    lesson: (by, id) => showLesson(context, by, id),
    absences: () => absencesFrom(vault.store.db, context.clock.now()),
    setAbsence: (by, absence) => setAbsence(context, by, absence),
  };
}

function cannedBody(name: string): string {
  const canned = CANNED.find((each) => each.name === name);
  if (!canned) throw new SamedayError("NOT_FOUND", `There is no canned answer ${name}.`);
  return canned.body;
}
