import {
  type Duration,
  POLICY_CLOCKS,
  type Policy,
  SEVERITIES,
  type Severity,
  type SeverityRule,
  type Sourced,
} from "../../cases/index.ts";

/** Marks what no source gives, wherever it is shown. */
const MARK = "*";

type Cell = (rule: SeverityRule, severity: Severity) => string;

/** A policy as a table of severities by columns, and below it what holds for all of them. */
export function policyText(policy: Policy): string {
  const rows: readonly (readonly [string, Cell])[] = [
    ["secret", (rule) => yes(rule.confidential)],
    ["CVE id", (rule) => rule.cve.replace("-", " ")],
    ...(policy.ownIds && SEVERITIES.some((each) => policy.severities[each].ownId)
      ? [[`${policy.ownIds.prefix} number`, (rule: SeverityRule) => yes(rule.ownId)] as const]
      : []),
    ["advisory", (rule) => yes(rule.advisory)],
    ["reviewers of the fix", (rule) => marked(rule.reviewers, String)],
    ...toldOf(policy).map(
      (told) =>
        [
          `told ahead: ${told.name}`,
          (_rule: SeverityRule, severity: Severity) =>
            told.severities.includes(severity) ? marked(told.ahead, written) : "-",
        ] as const,
    ),
    ...policy.lists.map(
      (list) =>
        [
          `list ${list.name}, at most`,
          (_rule: SeverityRule, severity: Severity) =>
            list.severities.includes(severity) ? marked(list.atMost, written) : "-",
        ] as const,
    ),
    ...POLICY_CLOCKS.map(
      (clock) =>
        [
          clock.replaceAll("-", " "),
          (rule: SeverityRule) => {
            const isOff = clock === "secrecy-review" && !rule.confidential;
            return isOff ? "-" : marked(rule.clocks[clock] ?? policy.clocks[clock], written);
          },
        ] as const,
    ),
  ];
  const cells = rows.map(([name, cell]) => [name, ...SEVERITIES.map((each) => cell(policy.severities[each], each))]);
  return [
    ...heading(policy),
    "",
    ...aligned([["", ...SEVERITIES], ...cells]),
    "",
    ...rules(policy),
    "",
    ...footnote(policy),
  ]
    .join("\n")
    .trimEnd();
}

/** Whom a policy names for no severity it does not tell. */
function toldOf({ told }: Policy): Policy["told"] {
  return told.filter(({ severities }) => severities.length > 0);
}

function heading({ name, title, source, extends: parents }: Policy): readonly string[] {
  const below = parents.length === 0 ? [] : [`extends ${parents.join(", ")}`];
  return [`${name}: ${title}`, `restates ${source}`, ...below];
}

function rules(policy: Policy): readonly string[] {
  const { escalation, disclosure, leakWithin, invitedAtMost, lists, duties, sensitive } = policy;
  const percent = (value: Sourced<number>): string => marked(value, (number) => `${number} %`);
  const trigger = {
    "fix-released": "the release of the fix",
    "fix-available": "the fix",
    date: "its date",
  }[disclosure.trigger];
  return [
    ...SEVERITIES.map((severity) => `${severity}: ${marked(policy.severities[severity].means, String)}`),
    `reminders: point person at ${percent(escalation.pointPerson)}, deputies ${percent(escalation.deputy)}, lead ${percent(escalation.lead)}, director ${percent(escalation.director)} and again every ${marked(escalation.again, written)}`,
    `public: within ${marked(disclosure.within, written)} of ${trigger}, at most ${marked(disclosure.atMost, written)} after the report, within ${marked(leakWithin, written)} of a leak`,
    `public placeholder: ${yes(disclosure.publicPlaceholder)}; what is known already is ${disclosure.alreadyPublic}; credit: ${disclosure.credit.replaceAll("-", " ")}`,
    `invited into a case: for at most ${marked(invitedAtMost, written)} at once`,
    ...toldOf(policy).map(({ name, who, what }) => `told ahead, ${name}: ${who} learn ${what}`),
    ...lists.map(({ name, address, preferred, atLeast, afterwards }) => {
      const least = atLeast ? `, at least ${marked(atLeast, written)}` : "";
      return `list ${name}: ${address}; prefers ${marked(preferred, written)}${least}. ${afterwards}`;
    }),
    ...duties.map(({ name, says, to, starts, within }) => {
      const from = starts === "fix-available" ? "after the fix" : "after exploitation is known";
      return `duty ${name}: ${marked(within, written)} ${from}, to ${to}. ${says}`;
    }),
    ...(sensitive?.areas ?? []).map(
      ({ name, says, approvals }) => `security review, ${name}: ${says}; approvals: ${marked(approvals, String)}`,
    ),
    `golden rule: ${policy.goldenRule}`,
  ];
}

function footnote(policy: Policy): readonly string[] {
  const proposals = allSourced(policy).filter(({ isProposal }) => isProposal).length;
  return proposals === 0 ? [] : [`${MARK} our own proposal, which no source gives (${proposals} values)`];
}

/** Every value of the policy that carries its basis. */
export function allSourced(policy: Policy): readonly Sourced<unknown>[] {
  const found: Sourced<unknown>[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("isProposal" in value) found.push(value as Sourced<unknown>);
    else for (const each of Object.values(value)) walk(each);
  };
  walk(policy);
  return found;
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function marked<T>({ value, isProposal }: Sourced<T>, show: (value: T) => string): string {
  return `${show(value)}${isProposal ? MARK : ""}`;
}

function written(duration: Duration): string {
  return duration.written;
}

function yes(flag: boolean): string {
  return flag ? "yes" : "no";
}
