import type { CaseClient, ProcedureAnswer, SealedClient } from "../../api/index.ts";
import { toSamedayError } from "../../kernel/index.ts";
import { scheduleText } from "../audit/schedule-text.ts";
import { CASE_OPTIONS } from "../cases/open-cases.ts";
import { openDesk } from "../desk/session.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const due = defineVerb({
  name: "",
  summary: "show everything that waits for you, the nearest deadline first",
  description:
    "Cases whose turn is yours, lessons that you have not read, what the role key waits for from you, and audits that are due and yours to do. What an update waits for stands in `sameday update list`, since it waits for a role.",
  options: CASE_OPTIONS,
  examples: [
    { line: "sameday due", says: "what needs you now, and why" },
    { line: "sameday due --json", says: "the same for a program: cases, lessons and audits" },
  ],
  async run(context, { options }) {
    const desk = await openDesk(context, options.desk);
    const { cases, sealed } = desk;
    const [[rows, all], scheduled] = await Promise.all([casesOf(cases), desk.audits().catch(noneThere)]);
    const audits = scheduled.filter(({ isDue, isYours }) => isDue && isYours);
    const roleKey = await roleKeySteps(sealed);
    const lessons = all.filter(({ acknowledged }) => !acknowledged);
    const { caseList, lessonList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    const [{ inWords }, { line }] = await Promise.all([import("../cases/when.ts"), import("../cases/line.ts")]);
    context.answer({ cases: rows, lessons, audits, ...(roleKey.length > 0 ? { roleKey } : {}) }, () => {
      if (rows.length + lessons.length + roleKey.length + audits.length === 0) return "Nothing waits for you.";
      const look = lookOf(context);
      const key = roleKey.map(({ sentence, until }) => {
        const when = until === null ? "" : ` Until ${inWords(until, look.zone)}.`;
        return `role key  ${line(sentence)}${when}`;
      });
      const due = audits.length === 0 ? "" : scheduleText(audits, context.style);
      return [caseList(rows, look), lessonList(lessons, look), key.join("\n"), due]
        .filter((text) => text !== "")
        .join("\n");
    });
  },
});

/** What the role key waits for from whoever asks; none where the desk holds it. */
async function roleKeySteps(sealed: SealedClient): Promise<ProcedureAnswer["steps"]> {
  const [state, told] = await Promise.all([sealed.roleKey(), sealed.holders()]).catch((thrown: unknown) => {
    if (toSamedayError(thrown).code === "NOT_FOUND") return [undefined, undefined];
    throw thrown;
  });
  return state && told ? state.steps.filter(({ done, waitsFor }) => !done && waitsFor.includes(told.you.id)) : [];
}

/** Cases whose turn is the reader's, and all lessons; none on a desk that takes no reports. */
async function casesOf(cases: CaseClient) {
  return Promise.all([cases.list("yours").catch(noneThere), cases.lessons().catch(noneThere)]);
}

/** A desk without reports, or one of an earlier release, has none of it. */
function noneThere(thrown: unknown): [] {
  if (toSamedayError(thrown).code === "NOT_FOUND") return [];
  throw thrown;
}

export const noun: Noun = {
  name: "due",
  description: "What needs you now.",
  own: due,
  verbs: [],
};
