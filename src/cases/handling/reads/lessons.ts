import { SamedayError } from "../../../kernel/index.ts";
import { type Case, isOnATeam, isOpen, lessonUnreadBy } from "../../case/index.ts";
import { noSuchCase, tendCase, tendCases } from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { Lesson } from "../contract.ts";
import type { KeptCase } from "../kept.ts";
import { isPerson } from "../people/access.ts";
import { type Look, lookOf, mayReadContents } from "./look.ts";
import { noteRead } from "./note-read.ts";

const MOST = 500;

/** See `CaseDesk.lessons`. */
export async function showLessons(context: HandlingContext, by: string): Promise<readonly Omit<Lesson, "lesson">[]> {
  const look = await lookOf(context, by);
  const { cases } = await tendCases<KeptCase>(context.vault, { states: ["learned"], newest: MOST });
  const learned = cases
    .filter(({ contents }) => mayLearn(contents.case, look))
    .map(({ contents }) => withoutWords(contents.case, look));
  return learned.sort((a, b) => Number(a.acknowledged) - Number(b.acknowledged) || b.at.getTime() - a.at.getTime());
}

/** See `CaseDesk.lesson`. That it was shown is on record. */
export async function showLesson(context: HandlingContext, by: string, id: string): Promise<Lesson> {
  const look = await lookOf(context, by);
  const { contents } = await tendCase<KeptCase>(context.vault, context.vault.store.db, id);
  const { lesson } = contents.case;
  if (lesson === undefined || !mayLearn(contents.case, look)) {
    throw mayReadContents(contents.case, look) ? noLesson(contents.case) : noSuchCase(id);
  }
  await noteRead(look, "read lesson", id);
  return { ...withoutWords(contents.case, look), lesson };
}

/** For whoever may read the case: others are told the same as of one that never was. */
function noLesson({ id, state }: Case): SamedayError {
  const how = `When it is published, one is written with: sameday cases lesson ${id} --body-file FILE`;
  const sentence = isOpen(state) ? `${id} has no lesson yet. ${how}` : `${id} is closed and has no lesson.`;
  return new SamedayError("NOT_FOUND", sentence);
}

/** Every member of every team learns, and whoever may read the case anyway. */
function mayLearn(theCase: Case, look: Look): boolean {
  if (theCase.state !== "learned") return false;
  return (isPerson(look.definition, look.by) && isOnATeam(look.staff, look.by)) || mayReadContents(theCase, look);
}

function withoutWords(theCase: Case, { staff, by }: Look): Omit<Lesson, "lesson"> {
  const learned = theCase.log.findLast(({ act }) => act.act === "learn");
  return {
    id: theCase.id,
    at: theCase.enteredAt,
    by: learned?.by ?? "",
    rule: theCase.lessonRule,
    acknowledged: theCase.lessonReadBy.includes(by),
    unreadBy: lessonUnreadBy(staff, theCase),
  };
}
