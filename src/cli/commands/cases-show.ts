import type { CaseMessageAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { line } from "../cases/line.ts";
import { messageNumbered } from "../cases/message-numbered.ts";
import { CASE, CASE_OPTIONS, openCase } from "../cases/open-cases.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const show = defineVerb({
  name: "show",
  summary: "show a case, or one of its messages",
  description:
    "The case with its clocks, teams and messages by their heads; with --message one message whole, its text set off and each part with what protects it; with --part the text of one part alone, for another program. That you read it stands in the audit log. A case that you may not read is answered like one that never was.",
  arguments: CASE,
  options: {
    ...CASE_OPTIONS,
    message: { kind: "text", value: "N", summary: "this message, by its number in the case" },
    part: { kind: "text", value: "P", summary: "with --message: the text of this part alone" },
  },
  examples: [
    { line: "sameday cases show SEC-2026-0007", says: "how it stands, and what you can do" },
    { line: "sameday cases show 7 --message 1", says: "the report; a number alone will do where one case has it" },
    { line: "sameday cases show 7 --message 1 --part 2", says: "one part, and nothing around it" },
  ],
  exits: { 1: "there is no such case, message or part for you" },
  async run(context, { args, options }) {
    const { message: wanted, part } = options;
    if (part !== undefined && wanted === undefined) throw new SamedayError("USAGE", "--part needs --message.");
    const { cases, id } = await openCase(context, options.desk, args.case);
    const shown = await cases.show(id);
    const { lookOf } = await import("../cases/look.ts");
    if (wanted === undefined) {
      const { casePage } = await import("../cases/case-page.ts");
      context.answer(shown, () => casePage(shown, lookOf(context)));
      return;
    }
    const { message, number } = messageNumbered(shown, wanted);
    if (part === undefined) {
      const { messagePage } = await import("../cases/message-text.ts");
      context.answer(message, () => messagePage(message, number, lookOf(context), id));
      return;
    }
    const one = partNumbered(message, number, part);
    context.answer(one, () => printable(one.text));
  },
});

function partNumbered({ parts }: CaseMessageAnswer, number: number, word: string): CaseMessageAnswer["parts"][0] {
  const part = /^[1-9]\d{0,4}$/.test(word) ? parts[Number(word) - 1] : undefined;
  if (part) return part;
  throw new SamedayError("NOT_FOUND", `Message ${number} has parts 1 to ${parts.length}, and no part ${word}.`);
}

export const log = defineVerb({
  name: "log",
  summary: "show what was done with a case, and who read it",
  description:
    "Acts and reads from the audit log, without anything of the contents: for whoever may read the case, and for auditors.",
  arguments: CASE,
  options: CASE_OPTIONS,
  examples: [{ line: "sameday cases log SEC-2026-0007", says: "who did and read what, the oldest first" }],
  exits: { 1: "there is no such case for you" },
  async run(context, { args, options }) {
    const { cases, id } = await openCase(context, options.desk, args.case);
    const entries = await cases.log(id);
    const { inWords, ownZone } = await import("../cases/when.ts");
    const zone = ownZone(context);
    context.answer(entries, () => {
      return entries.map(({ at, by, what }) => `${inWords(at, zone)}  ${line(by).padEnd(16)} ${line(what)}`).join("\n");
    });
  },
});
