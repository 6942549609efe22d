import type { RankedTask, TriageDecision } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { PERSON_OPTION } from "../tracker/person.ts";
import { ARCHIVE, DEFINITION } from "./tracker-sources.ts";
import { openTriage } from "./tracker-triage-open.ts";

/** `sameday tracker triage`. */
export const triage = defineVerb({
  name: "triage",
  summary: "decide about new issues, one key each",
  description:
    "Goes through the issues whose record says `TODO: check`, with suggestions: products remembered from earlier NOT-FOR-US lines, source packages that the text or the CVE record names, what advisories, other releases and other layers decided. On a terminal one issue stands there at a time and one key decides: 1 to 9 a suggestion, n not for us, u a package, a not affected, t leave it with a note, s later, z take back, o the record, ? help, q quit. Each decision becomes one commit in the uppermost data directory, written in the background; what could not be written comes again, with the reason. Elsewhere, and with --json, the ranked queue is printed; --decide takes decisions from standard input, a line each: `CVE-2026-1234 nfu PRODUCT`, `CVE-2026-1234 package curl unfixed`, `… package curl not-affected WHY`, `… todo TEXT`, `… take 1`, `… undo`. --archive lets names of its source packages be found in texts.",
  options: {
    archive: ARCHIVE,
    definition: DEFINITION,
    records: {
      kind: "text",
      value: "DIR",
      summary: "directory of CVE records with vendor and product; default the one that was imported last",
    },
    decide: { kind: "switch", summary: "take decisions from standard input, a line each" },
    as: PERSON_OPTION,
  },
  examples: [
    { line: "sameday tracker triage --data data --archive indexes", says: "at a terminal, one issue after the other" },
    { line: "sameday tracker triage --data data --archive indexes --json", says: "the ranked queue" },
    {
      line: "echo 'CVE-2026-1234 nfu WordPress plugin' | sameday tracker triage --data data --decide",
      says: "decisions from a script",
    },
  ],
  exits: {
    0: "done",
    1: "done, but some decisions were refused; the answer says which and why",
    2: "wrong usage, or data, archive or definition cannot be read",
  },
  async run(context, { options }) {
    const { stdin, stdout } = context.streams;
    const opened = await openTriage(context, options);
    if (options.decide) {
      const { decideLines } = await import("./tracker-triage-script.ts");
      return decideLines(context, opened);
    }
    if (stdin.isTTY && stdout.isTTY && !context.json) {
      const { workThrough } = await import("./tracker-triage-work.ts");
      return workThrough(context, opened);
    }
    const { decisionWords } = await import("../../tracker/index.ts");
    answerQueue(context, opened.queue, decisionWords);
    return 0;
  },
});

function answerQueue(
  context: CommandContext,
  queue: readonly RankedTask[],
  decisionWords: (decision: TriageDecision) => string,
): void {
  const rows = queue.map(({ task, suggestions }) => ({
    issue: task.issue,
    description: task.description,
    layer: task.layer,
    exploited: task.exploited,
    suggestions: suggestions.map(({ decision, score, reasons }) => ({
      ...decision,
      score: Math.round(score * 100) / 100,
      reasons,
    })),
  }));
  context.answer(rows, () =>
    queue
      .map(({ task, suggestions: [first] }) => {
        const said = first === undefined ? "-" : `${decisionWords(first.decision)} (${Math.round(first.score * 100)})`;
        return printable(`${task.issue}\t${said}\t${task.description}`);
      })
      .join("\n"),
  );
}
