import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { ANSWER_EXITS, ANSWER_OPTIONS, openArchive, openTracker } from "./tracker-sources.ts";

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
  options: ANSWER_OPTIONS,
  examples: [
    {
      line: "sameday tracker explain libmodbus bookworm CVE-2024-10918 --data examples/debian/tracker --archive indexes",
      says: "why libmodbus is fixed or not",
    },
  ],
  exits: { ...ANSWER_EXITS, 0: "the chain was printed", 1: "no list connects this issue with this package" },
  async run(context, { args, options }) {
    const { explain: explainVerdict, formatExplanation, verdictJson } = await import("../../tracker/index.ts");
    const { tracker, judge } = await openTracker(context, options);
    const archive = (await openArchive(context, options)).sources;
    const explanation = explainVerdict(tracker, archive, args, judge);
    const { headline, steps, verdict } = explanation;
    context.answer({ headline, steps, verdict: verdict ? verdictJson(verdict, tracker) : null }, () =>
      printable(formatExplanation(explanation)),
    );
    return verdict ? 0 : 1;
  },
});
