import { strictToml } from "../../distribution/index.ts";
import type { Parsed, Place } from "../../kernel/index.ts";
import { essenceOf, faultOfReason } from "../waivers/reason.ts";
import { isRefusedVariable } from "./refused-variables.ts";
import { descriptionTable, type GrantRow } from "./schema.ts";
import type { Description, Grant, GrantArguments } from "./types.ts";

type Report = strictToml.Report;
type Reason = strictToml.Located<string>;

/**
 * A description of sudo rules; undefined with any error, since rules of which some are missing are not what anybody
 * described. Nothing is assumed: every widening stands there with its reason.
 */
export function readDescription(bytes: Uint8Array, file?: string): Parsed<Description | undefined> {
  const toml = strictToml.parseToml(bytes, file);
  if (!toml.value) return { value: undefined, problems: toml.problems };
  const report = strictToml.createReport("sudo");
  const rows = descriptionTable.read(toml.value, report)?.grant ?? [];
  const reasons = new Map<string, Place>();
  const grants = rows.map((row) => {
    for (const [reason, what] of reasonsOf(row)) checkReason(reason, what, reasons, report);
    checkNames(row, report);
    return grantOf(row, report);
  });
  checkTogether(rows, report);
  const isWhole = report.problems.every(({ severity }) => severity !== "error");
  return {
    value: isWhole ? { grants: grants.filter((grant) => grant !== undefined) } : undefined,
    problems: report.problems,
  };
}

function reasonsOf(row: GrantRow): readonly (readonly [Reason, string])[] {
  const single = [
    [row.purpose, "what it is for"],
    [row["run-as-reason"], `why it must run as ${row["run-as"]}`],
    [row["blank-reason"], "why arguments may hold blanks"],
    [row["authentication-reason"], "why nobody is asked for a password"],
    [row.arguments.value["any-reason"], "why any arguments are allowed"],
  ] as const;
  const listed = [
    ...row.environment.map(({ variable, reason }) => [reason, `why ${variable.value} is kept`] as const),
    ...row.setting.map(({ name, reason }) => [reason, `why ${name} is needed`] as const),
  ];
  return [...single, ...listed].flatMap(([reason, what]) => (reason === undefined ? [] : [[reason, what] as const]));
}

function checkReason({ value, place }: Reason, what: string, earlier: Map<string, Place>, report: Report): void {
  const fault = faultOfReason(value);
  if (fault) {
    const says = fault === "waiver-empty-reason" ? "Nothing stands here" : "This is no reason";
    report.error(
      fault === "waiver-empty-reason" ? "sudo-empty-reason" : "sudo-placeholder-reason",
      place,
      `${says}: write ${what}.`,
    );
    return;
  }
  const before = earlier.get(essenceOf(value));
  if (before) report.error("sudo-copied-reason", place, `Line ${before.line} says the same; write ${what}.`);
  else earlier.set(essenceOf(value), place);
}

function checkNames(row: GrantRow, report: Report): void {
  const seen = new Set<string>();
  for (const { variable } of row.environment) {
    if (isRefusedVariable(variable.value))
      report.error(
        "sudo-refused-variable",
        variable.place,
        `${variable.value} lets the caller load code or choose programs; it is never kept.`,
      );
    if (seen.has(variable.value)) report.error("sudo-twice", variable.place, `${variable.value} stands here twice.`);
    seen.add(variable.value);
  }
}

function grantOf(row: GrantRow, report: Report): Grant | undefined {
  const given = argumentsOf(row, report);
  need(row["run-as"] === "root", row["run-as-reason"], row, "run-as-reason", "why it must run as root", report);
  need(
    row.authentication === "off",
    row["authentication-reason"],
    row,
    "authentication-reason",
    "why nobody is asked for a password",
    report,
  );
  const hasBlank = given?.kind === "lists" && given.lists.flat().some((argument) => argument.includes(" "));
  need(
    hasBlank,
    row["blank-reason"],
    row,
    "blank-reason",
    'why blanks do no harm, since "a b" allows "a" and "b" too',
    report,
  );
  if (given === undefined) return undefined;
  const { id, purpose, from, command, noexec, digests, place } = row;
  return {
    ...{ id: id.value, purpose: purpose.value, from, runAs: row["run-as"], runAsReason: row["run-as-reason"]?.value },
    ...{ command: command.value, arguments: given, blankReason: row["blank-reason"]?.value },
    withoutPassword: row.authentication === "off" ? row["authentication-reason"]?.value : undefined,
    environment: row.environment.map(({ variable, reason }) => ({ value: variable.value, reason: reason.value })),
    settings: row.setting.map(({ name, reason }) => ({ value: name, reason: reason.value })),
    ...{ noexec, digests, place },
  };
}

/** A reason stands where it is needed, and nowhere else: one that is left over shows that a widening was meant. */
function need(
  isNeeded: boolean,
  reason: Reason | undefined,
  row: GrantRow,
  key: string,
  what: string,
  report: Report,
): void {
  if (isNeeded && !reason) report.error("sudo-missing-reason", row.place, `The key "${key}" is missing: ${what}.`);
  if (!isNeeded && reason)
    report.error("sudo-needless-reason", reason.place, `There is nothing here that "${key}" is the reason for.`);
}

function argumentsOf({ arguments: { value, place } }: GrantRow, report: Report): GrantArguments | undefined {
  const { none, fixed, alternatives } = value;
  const any = value["any-reason"];
  const given = [none, fixed, alternatives, any].filter((each) => each !== undefined);
  if (given.length !== 1 || none === false) {
    const message =
      'Here stands one of: none = true, fixed = [...], alternatives = [[...], [...]], any-reason = "...".';
    report.error("sudo-arguments", place, message);
    return undefined;
  }
  if (any) return { kind: "any", reason: any.value };
  if (none) return { kind: "none" };
  const lists = fixed ? [fixed] : (alternatives ?? []);
  for (const list of lists)
    if (list.join(" ") === '""')
      report.error("sudo-arguments", place, 'sudo takes two quotes alone for "no arguments"; they cannot be granted.');
  return { kind: "lists", lists };
}

/** What two grants would do to each other: sudo binds settings to commands, whoever calls them. */
function checkTogether(rows: readonly GrantRow[], report: Report): void {
  const ids = new Map<string, GrantRow>();
  const settings = new Map<string, { readonly row: GrantRow; readonly kept: string }>();
  for (const row of rows) {
    const before = ids.get(row.id.value);
    if (before) report.error("sudo-twice", row.id.place, `The grant of line ${before.place.line} has the same id.`);
    ids.set(row.id.value, row);
    const kept = JSON.stringify([
      row.environment.map(({ variable }) => variable.value).sort(),
      row.setting.map(({ name }) => name).sort(),
    ]);
    const same = settings.get(row.command.value);
    if (same && same.kept !== kept) {
      const message = `"${same.row.id.value}" grants the same command with other variables or settings, and sudo gives them to both.`;
      report.error("sudo-shared-command", row.command.place, message);
    }
    settings.set(row.command.value, same ?? { row, kept });
  }
}
