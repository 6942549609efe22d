import type { CaseClient, LessonAnswer } from "../../api/index.ts";

/** Says that it is read, and answers who still has to: their list without words, since the words were shown already. */
export async function sayRead(cases: CaseClient, shown: LessonAnswer): Promise<LessonAnswer> {
  await cases.change(shown.id, [{ act: "lesson-read" }]);
  const now = (await cases.lessons()).find(({ id }) => id === shown.id);
  return now ? { ...shown, ...now } : { ...shown, acknowledged: true };
}
