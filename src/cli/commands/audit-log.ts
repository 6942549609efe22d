import { DESK_OPTIONS, openDesk } from "../desk/session.ts";
import { defineVerb, type Noun } from "../frame/verb.ts";

const verify = defineVerb({
  name: "verify",
  summary: "recompute the whole chain of the audit log",
  description: "Prints the log's end as a checkpoint; keep it elsewhere, and compare it later.",
  options: DESK_OPTIONS,
  examples: [{ line: "sudo sameday audit-log verify", says: "whole, or the first entry that was changed" }],
  exits: { 0: "every entry is as it was written", 1: "the log was changed from outside" },
  async run(context, { options }) {
    const found = await (await openDesk(context, options.desk)).verifyAuditLog();
    context.answer(found, () =>
      found.broken === null
        ? `${found.entries} entries are as they were written. Checkpoint: ${found.head}`
        : `The log was changed from outside at ${found.broken}`,
    );
    return found.broken === null ? 0 : 1;
  },
});

export const noun: Noun = {
  name: "audit-log",
  description: "Every change of state, in a chain of hashes.",
  verbs: [verify],
};
