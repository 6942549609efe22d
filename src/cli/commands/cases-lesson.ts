import { SamedayError } from "../../kernel/index.ts";
import { CASE, CASE_OPTIONS, changeAndTell, openCase, openCases, REFUSED } from "../cases/open-cases.ts";
import { readBody } from "../cases/read-body.ts";
import { sayRead } from "../cases/say-read.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const lesson = defineVerb({
  name: "lesson",
  summary: "read what was learned from a case, say so, or write it",
  description:
    "Every member of every team gets the lesson; the mails behind it stay with those who handled the case. Without a case, all lessons, those first that you have not read. With --read you say that you did. With --body-file it is written, or the reason why there is none, and the case closes.",
  arguments: { case: { summary: CASE.case.summary } },
  options: {
    ...CASE_OPTIONS,
    read: { kind: "switch", summary: "say that you have read it" },
    rule: {
      kind: "text",
      value: "RULE",
      summary: "with --body-file: the rule of sameday audit that would have caught it",
    },
    bodyFile: { kind: "text", value: "FILE", summary: "write it, from this file; - for standard input" },
  },
  examples: [
    { line: "sameday cases lesson", says: "what there is to learn from" },
    { line: "sameday cases lesson SEC-2026-0007 --read", says: "read it and say so" },
    { line: "sameday cases lesson 7 --body-file lesson.md", says: "write it, which closes the case" },
  ],
  exits: { ...REFUSED, 1: "there is no such case for you, or it has no lesson yet" },
  async run(context, { args, options }) {
    const { read, bodyFile, rule } = options;
    if (rule !== undefined && bodyFile === undefined) throw new SamedayError("USAGE", "--rule goes with --body-file.");
    if (read && bodyFile !== undefined) throw new SamedayError("USAGE", "--read and --body-file exclude each other.");
    if (args.case === undefined) {
      if (read || bodyFile !== undefined) throw new SamedayError("USAGE", "Name the case.");
      return showAll(context, options.desk);
    }
    if (bodyFile !== undefined) {
      const text = await readBody(context, bodyFile);
      const one = await openCase(context, options.desk, args.case);
      return changeAndTell(context, one, [
        { act: "learn", lesson: text.trim(), ...(rule === undefined ? {} : { rule }) },
      ]);
    }
    const { cases, id } = await openCase(context, options.desk, args.case);
    const shown = await cases.lesson(id);
    const now = read ? await sayRead(cases, shown) : shown;
    const { lessonList } = await import("../cases/case-list.ts");
    const { lookOf } = await import("../cases/look.ts");
    context.answer(now, () => `${lessonList([now], lookOf(context))}\n\n${printable(now.lesson)}`);
  },
});

async function showAll(context: CommandContext, desk: string | undefined): Promise<void> {
  const lessons = await (await openCases(context, desk)).lessons();
  const { lessonList } = await import("../cases/case-list.ts");
  const { lookOf } = await import("../cases/look.ts");
  context.answer(lessons, () =>
    lessons.length === 0 ? "There is no lesson for you yet." : lessonList(lessons, lookOf(context)),
  );
}
