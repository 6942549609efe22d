import { type IssueId, SamedayError } from "../../kernel/index.ts";
import { setReleaseNote } from "../edit/set-note.ts";
import { requireLineText } from "../edit/splice.ts";
import type { TriageDecision } from "./decision.ts";
import { isTriageTask } from "./record-text.ts";

const TASK = /^([ \t]+)TODO: check[ \t]*$/m;

/**
 * The record of an issue with a decision in the place of `TODO: check`; every other line stays. `record` is its text as it
 * stands in the list, empty when our list has none: then a record of our own is made. Throws CONFLICT when it waits for
 * nobody, INPUT_INVALID for a line that the format does not allow.
 */
export function decidedRecord(issue: IssueId, record: string, decision: TriageDecision): string {
  const before = record === "" ? `${issue}\n\tTODO: check\n` : record;
  if (!isTriageTask(before)) throw new SamedayError("CONFLICT", `Somebody has decided about ${issue} already.`);
  switch (decision.kind) {
    case "not-for-us":
      requireLineText(decision.product, "The product");
      if (/^[ \t]+\[/m.test(before)) {
        const message = `${issue} has lines about a package; an issue that is not for us can have none.`;
        throw new SamedayError("INPUT_INVALID", message);
      }
      return before.replace(TASK, (_, indent: string) => `${indent}NOT-FOR-US: ${decision.product}`);
    case "todo":
      requireLineText(decision.text, "What is to be found out");
      return before.replace(TASK, (_, indent: string) => `${indent}TODO: ${decision.text}`);
    case "package": {
      const target = { issue, package: decision.package, release: undefined };
      return Buffer.from(setReleaseNote(Buffer.from(before, "latin1"), target, decision.says, [])).toString("latin1");
    }
  }
}
