import type { CaseClient, LessonAnswer } from "../../api/index.ts";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";

/**
 * The lesson of a case. Throws NOT_FOUND: where whoever asks sees the case and nobody has written one, it says how that is
 * done; else in the desk's own words, which tell nobody whether there is such a case.
 */
export async function lessonOf(cases: CaseClient, id: string): Promise<LessonAnswer> {
  try {
    return await cases.lesson(id);
  } catch (thrown) {
    if (toSamedayError(thrown).code !== "NOT_FOUND") throw thrown;
    // The open ones come without titles, whose reads go on record.
    if ((await cases.review()).some((row) => row.id === id)) throw notYet(id);
    if ((await cases.list("closed")).some((row) => row.id === id)) {
      throw new SamedayError("NOT_FOUND", `${id} is closed and has no lesson.`);
    }
    throw thrown;
  }
}

/** Says that it is read, and answers who still has to: their list without words, since the words were shown already. */
export async function sayRead(cases: CaseClient, shown: LessonAnswer): Promise<LessonAnswer> {
  await cases.change(shown.id, [{ act: "lesson-read" }]);
  const now = (await cases.lessons()).find(({ id }) => id === shown.id);
  return now ? { ...shown, ...now } : { ...shown, acknowledged: true };
}

function notYet(id: string): SamedayError {
  return new SamedayError(
    "NOT_FOUND",
    `${id} has no lesson yet. When it is published, one is written with: sameday cases lesson ${id} --body-file FILE`,
  );
}
