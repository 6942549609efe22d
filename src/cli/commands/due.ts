import { CASE_OPTIONS, openCases } from "../cases/open-cases.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const due = defineVerb({
  name: "",
  summary: "show everything that waits for you, the nearest deadline first",
  description:
    "Cases whose turn is yours, and lessons that you have not read. What an update waits for stands in `sameday update list`, since it waits for a role.",
  options: CASE_OPTIONS,
  examples: [
    { line: "sameday due", says: "what needs you now, and why" },
    { line: "sameday due --json", says: "the same for a program: cases and lessons" },
  ],
  async run(context, { options }) {
    const cases = await openCases(context, options.desk);
    const [rows, all] = await Promise.all([cases.list("yours"), cases.lessons()]);
    const lessons = all.filter(({ acknowledged }) => !acknowledged);
    const { caseList, lessonList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer({ cases: rows, lessons }, () => {
      if (rows.length + lessons.length === 0) return "Nothing waits for you.";
      const look = lookOf(context);
      return [caseList(rows, look), lessonList(lessons, look)].filter((text) => text !== "").join("\n");
    });
  },
});

export const noun: Noun = {
  name: "due",
  description: "What needs you now.",
  own: due,
  verbs: [],
};
