import { readFile } from "node:fs/promises";
import { SamedayError } from "../../kernel/index.ts";
import { scheduleText } from "../audit/schedule-text.ts";
import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { defineVerb } from "../frame/verb.ts";

export const record = defineVerb({
  name: "record",
  summary: "record a run of a scheduled audit, or show the schedule",
  description:
    "Without a name, shows the audits of the distribution definition, those that are due first. With one, records that you ran it: --report takes the result from the answer of `sameday audit --format json`, --result says it in a word where people looked without this program. It stands in the desk's audit log, and the audit is due again when its time is over.",
  arguments: { name: { summary: "the audit's name in the definition; the schedule when absent" } },
  options: {
    ...DESK_OPTIONS,
    report: { kind: "text", value: "FILE", summary: "the answer of sameday audit --format json" },
    result: {
      kind: "text",
      value: "RESULT",
      summary: "what was found, without a report",
      choices: ["clean", "findings"],
    },
    of: { kind: "text", value: "WHAT", summary: "what was looked at: a revision, an image's name or hash" },
    note: { kind: "text", value: "TEXT", summary: "what others should know of it" },
  },
  examples: [
    { line: "sameday audit record", says: "which audits are due, and for whom" },
    {
      line: "sameday audit record perl-include-path --report audit.json --of desktop-7.1.iso",
      says: "record a run with the figures of its report",
    },
    {
      line: 'sameday audit record sudo --result clean --of v7.1 --note "looked through by hand"',
      says: "record that people looked, and found nothing",
    },
  ],
  exits: { 1: "no audit of this name is scheduled", 3: "somebody else does this audit, or you are not logged in" },
  async run(context, { args, options }) {
    const { name } = args;
    const { desk: address, report, result, of: subject, note = "" } = options;
    if (name === undefined) {
      if (report ?? result ?? subject) throw new SamedayError("USAGE", "Name the audit of which this is a run.");
      const audits = await (await openDesk(context, address)).audits();
      context.answer(audits, () => scheduleText(audits, context.style));
      return;
    }
    if (subject === undefined || subject.trim() === "")
      throw new SamedayError("USAGE", "Say with --of what was looked at.");
    if ((report === undefined) === (result === undefined)) {
      throw new SamedayError("USAGE", "Give either --report, with a report of sameday audit, or --result.");
    }
    const desk = await openDesk(context, address);
    const audit = (await desk.audits()).find((one) => one.name === name);
    if (!audit) throw new SamedayError("NOT_FOUND", `No audit "${name}" is scheduled.`);
    const { runOfReport } = await import("../audit/run-of-report.ts");
    const figures =
      report === undefined
        ? {
            high: 0,
            medium: 0,
            low: result === "findings" ? 1 : 0,
            result: result === "findings" ? "findings" : "clean",
          }
        : runOfReport(await readFile(report, "utf8").catch(unreadable(report)), report, audit.runs);
    const run = { ...figures, subject, note } as const;
    const now = await desk.recordAudit(name, { ...run, result: run.result === "findings" ? "findings" : "clean" });
    context.answer(now, () => `Recorded. ${scheduleText([now], context.style)}`);
  },
});

function unreadable(file: string): (thrown: NodeJS.ErrnoException) => never {
  return (thrown) => {
    throw new SamedayError(
      "INPUT_INVALID",
      `The report ${file} cannot be read: ${thrown.code ?? "reading failed"}.`,
      thrown,
    );
  };
}
