import { SamedayError } from "../../kernel/index.ts";
import { CASE, CASE_OPTIONS, openCase, REFUSED } from "../cases/open-cases.ts";
import { readBody } from "../cases/read-body.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const advisory = defineVerb({
  name: "advisory",
  summary: "print a case's advisory record, or put one there",
  description:
    "The record lies sealed with the case until it is published. `sameday advisory check CASE` names every fault of it.",
  arguments: CASE,
  options: {
    ...CASE_OPTIONS,
    bodyFile: { kind: "text", value: "FILE", summary: "put this TOML file there; - for standard input" },
    draft: { kind: "switch", summary: "with --body-file: also a record with faults in place of one without" },
  },
  examples: [
    { line: "sameday cases advisory SEC-2026-0007 > advisory.toml", says: "take it out to work on it" },
    { line: "sameday cases advisory 7 --body-file advisory.toml", says: "put it back" },
  ],
  exits: { ...REFUSED, 1: "there is no such case for you, or it has no record yet" },
  async run(context, { args, options }) {
    const toml = options.bodyFile === undefined ? undefined : await readBody(context, options.bodyFile);
    const { cases, id } = await openCase(context, options.desk, args.case);
    if (toml !== undefined) {
      await cases.setAdvisory(id, toml, options.draft);
      context.answer(
        { case: id, done: ["advisory"] },
        () => `${id} has the record; \`sameday advisory check ${id}\` checks it.`,
      );
      return;
    }
    const { advisory: kept } = await cases.show(id);
    if (kept === "") throw new SamedayError("NOT_FOUND", `${id} has no advisory record yet.`);
    context.answer({ case: id, toml: kept }, () => printable(kept));
  },
});
