import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { AT_OPTIONS, openAnswering } from "./tracker-at.ts";
import { ANSWER_EXITS, tell } from "./tracker-sources.ts";

export const explain = defineVerb({
  name: "explain",
  summary: "say why an issue is open in a package, or why not",
  description:
    "Prints the chain from the lines in the lists to the answer: which line counts, which advisory was merged and won or lost, which suite's version decided, and what would change the answer.",
  arguments: {
    package: { summary: "source package", required: true },
    release: { summary: "codename", required: true },
    issue: { summary: "name of the issue", required: true },
  },
  options: AT_OPTIONS,
  examples: [
    {
      line: "sameday tracker explain libmodbus bookworm CVE-2024-10918 --data examples/debian/tracker --archive debian",
      says: "why libmodbus is fixed or not",
    },
    {
      line: "sameday tracker explain curl bookworm CVE-2026-1000 --data data --archive indexes --at 2026-05-01",
      says: "why it was open on that day",
    },
    {
      line: "sameday tracker explain curl bookworm S-204817365 --data data --archive indexes --sealed embargoed",
      says: "an issue that nobody else may know of yet",
    },
  ],
  exits: {
    ...ANSWER_EXITS,
    0: "the chain was printed",
    1: "no list connects this issue with this package, no release is called so, or with --at the data had not begun by then",
  },
  async run(context, { args, options }) {
    const {
      explain: explainVerdict,
      formatExplanation,
      unknownNames,
      verdictJson,
    } = await import("../../tracker/index.ts");
    const { tracker, judge, sources, nameInAnswers } = await openAnswering(context, options);
    const question = { ...args, issue: nameInAnswers(args.issue) };
    for (const sentence of unknownNames(tracker, sources, question)) tell(context, sentence);
    const explanation = explainVerdict(tracker, sources, question, judge);
    const { headline, steps, verdict } = explanation;
    context.answer({ headline, steps, verdict: verdict ? verdictJson(verdict, tracker) : null }, () =>
      printable(formatExplanation(explanation)),
    );
    return verdict ? 0 : 1;
  },
});
