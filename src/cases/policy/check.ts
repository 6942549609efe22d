import { type strictToml, suggestion } from "../../distribution/index.ts";
import type { PolicyRows } from "./schema.ts";
import { SEVERITIES, type Sourced } from "./types.ts";

/** What must hold between the parts of a policy. */
export function checkPolicy(rows: PolicyRows, report: strictToml.Report): void {
  checkSeverities(rows, report);
  checkEscalation(rows, report);
  checkLists(rows, report);
}

function checkSeverities(rows: PolicyRows, report: strictToml.Report): void {
  for (const [name, row] of rows.severity) {
    if (!SEVERITIES.some((severity) => severity === name)) {
      const message = `"${name}" is no severity.${suggestion(name, SEVERITIES)}`;
      report.error("policy-dangling-name", row.place, message);
    }
    if (row["own-id"] && !rows.ids.own) {
      const message = "own-id asks for numbers of our own, but there is no [ids.own].";
      report.error("policy-dangling-name", row.place, message);
    }
    if (!row.confidential && row.clocks?.["secrecy-review"]) {
      const message = "A severity that is not confidential has no secrecy to review.";
      report.warning("policy-useless", row.clocks["secrecy-review"].place, message);
    }
  }
  for (const severity of SEVERITIES) {
    if (rows.severity.has(severity)) continue;
    report.error("policy-missing-key", rows.place, `The table [severity.${severity}] is missing.`);
  }
}

/** Whoever stands higher is reminded later; else the order of the reminders would be none. */
function checkEscalation({ escalation }: PolicyRows, report: strictToml.Report): void {
  const order: readonly (readonly [string, Sourced<number>])[] = [
    ["point-person", escalation["point-person"]],
    ["deputy", escalation.deputy],
    ["lead", escalation.lead],
    ["director", escalation.director],
  ];
  for (const [index, [name, percent]] of order.entries()) {
    const [before, earlier] = order[index - 1] ?? [];
    if (earlier === undefined || percent.value > earlier.value) continue;
    report.error(
      "policy-order",
      percent.place,
      `${name} must be reminded later than ${before}, who is at ${earlier.value} percent.`,
    );
  }
}

function checkLists(rows: PolicyRows, report: strictToml.Report): void {
  for (const [name, list] of rows.lists) {
    if (list.preferred.value.ms > list["at-most"].value.ms) {
      report.error("policy-order", list.preferred.place, `The list ${name} cannot prefer more than it takes.`);
    }
    const least = list["at-least"];
    if (least && least.value.ms > list.preferred.value.ms) {
      report.error("policy-order", least.place, `The list ${name} cannot prefer less than is of use.`);
    }
  }
  const { "at-most": atMost, within } = rows.disclosure;
  if (within.value.ms > atMost.value.ms) {
    report.error("policy-order", within.place, "What is released cannot stay secret for longer than what is not.");
  }
}
