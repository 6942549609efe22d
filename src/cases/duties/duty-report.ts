import type { Advisory } from "../../advisories/index.ts";
import { formatInstant, SamedayError } from "../../kernel/index.ts";
import type { Case } from "../case/index.ts";
import { DUTY_ASKS, type Duty, type DutyAsk, type Policy } from "../policy/index.ts";

/** What a report is made of: the case, and its advisory where there is one that can be read. */
export interface ReportFacts {
  readonly theCase: Case;
  readonly policy: Policy;
  readonly advisory: Advisory | undefined;
  /** Who reports: the distribution's title, and the address under which it answers. */
  readonly from: { readonly title: string; readonly contact: string };
}

export interface DutyReport {
  readonly duty: string;
  readonly to: string;
  /** By when it is owed; undefined while what it is counted from has not happened. */
  readonly dueAt: Date | undefined;
  readonly text: string;
  /** What a person still has to write. */
  readonly open: readonly DutyAsk[];
}

/** Where a person has to write: nothing is guessed that is sent to an authority. */
const BLANK = "(to be written)";

/**
 * A report that is owed, as far as the desk knows what it asks for; each of the policy's questions stands in it, answered or
 * open. Throws NOT_FOUND for a duty that the policy does not name.
 */
export function dutyReport(name: string, facts: ReportFacts): DutyReport {
  const { theCase, policy, from } = facts;
  const duty = policy.duties.find((one) => one.name === name);
  if (!duty) {
    const names = policy.duties.map((one) => one.name).join(", ") || "none";
    throw new SamedayError("NOT_FOUND", `The policy ${policy.name} knows no duty ${name}; it knows ${names}.`);
  }
  const starts = startOf(duty, theCase);
  const dueAt = starts && new Date(starts.getTime() + duty.within.value.ms);
  const answers = duty.asks.map((ask) => ({ ask, answer: ANSWERS[ask](facts) }));
  const head = [
    duty.says,
    `From: ${from.title} <${from.contact}>`,
    `To: ${duty.to}`,
    `Our reference: ${[theCase.id, ...theCase.ids].join(", ")}`,
    `Owed by: ${dueAt ? formatInstant(dueAt) : "not yet running"} (${duty.within.basis})`,
  ];
  const body = answers.map(({ ask, answer }) => `${DUTY_ASKS[ask]}:\n${indented(answer ?? BLANK)}`);
  return {
    duty: name,
    to: duty.to,
    dueAt,
    text: `${[head.join("\n"), ...body].join("\n\n")}\n`,
    open: answers.flatMap(({ ask, answer }) => (answer === undefined ? [ask] : [])),
  };
}

function startOf({ starts }: Duty, { exploitationKnownAt, fixReleasedAt, fixReadyAt }: Case): Date | undefined {
  if (exploitationKnownAt === undefined || starts === "exploitation-known") return exploitationKnownAt;
  const fixed = fixReleasedAt ?? fixReadyAt;
  return fixed && new Date(Math.max(fixed.getTime(), exploitationKnownAt.getTime()));
}

const ANSWERS: Readonly<Record<DutyAsk, (facts: ReportFacts) => string | undefined>> = {
  product: ({ theCase, advisory }) => (advisory ? productsOf(advisory) : theCase.affected),
  "made-available": () => undefined,
  vulnerability: ({ advisory }) => advisory && `${advisory.title}\n${advisory.description.trim()}`,
  exploit: ({ theCase: { exploitationKnownAt } }) =>
    exploitationKnownAt && `We have known since ${formatInstant(exploitationKnownAt)} that it is exploited. ${BLANK}`,
  severity: ({ theCase: { severity }, policy }) =>
    severity && `${severity}: ${policy.severities[severity].means.value}`,
  impact: ({ advisory }) => advisory?.impact.trim(),
  measures: ({ theCase }) => measuresOf(theCase),
  "users-measures": ({ advisory }) => advisory?.mitigation?.trim(),
  sensitivity: ({ theCase }) => sensitivityOf(theCase),
  actor: () => undefined,
  update: ({ advisory }) => advisory && updatesOf(advisory),
};

function productsOf({ products }: Advisory): string {
  return products
    .filter(({ status }) => status === "affected")
    .map(({ name, release, fixed }) => {
      const place = release === undefined ? name : `${name} in ${release}`;
      return fixed === undefined ? `${place}: every version` : `${place}: before ${fixed}`;
    })
    .join("\n");
}

function updatesOf({ products }: Advisory): string | undefined {
  const fixed = products.flatMap(({ name, release, fixed: version }) =>
    version === undefined ? [] : [`${name} ${version}${release === undefined ? "" : ` for ${release}`}`],
  );
  return fixed.length === 0 ? undefined : fixed.join("\n");
}

function measuresOf({ fixReleasedAt, fixReadyAt, claimedAt, publishedAt }: Case): string | undefined {
  const steps: readonly (readonly [string, Date | undefined])[] = [
    ["A team works on it since", claimedAt],
    ["A fix is ready since", fixReadyAt],
    ["The fix was released at", fixReleasedAt],
    ["It was published at", publishedAt],
  ];
  const done = steps.flatMap(([words, at]) => (at === undefined ? [] : [`${words} ${formatInstant(at)}.`]));
  return done.length === 0 ? undefined : done.join("\n");
}

function sensitivityOf({ publishedAt, publicSince, embargo }: Case): string {
  const since = publishedAt ?? publicSince;
  if (since !== undefined) return `Public since ${formatInstant(since)}.`;
  return embargo ? `Confidential until ${formatInstant(embargo.at)}.` : "Confidential; no hour of publication is set.";
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}
