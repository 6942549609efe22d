import { strictToml } from "../../distribution/index.ts";
import { DUTY_ASKS, type DutyAsk } from "./duty-asks.ts";
import { duration, PROPOSAL, readDuration, sourced } from "./sourced.ts";
import { type Duration, POLICY_CLOCKS, type PolicyClock, SEVERITIES, type Sourced } from "./types.ts";

/** Every key of a policy: how it is read, what it means. docs/reference/policy.md is written from this. */

const { choice, flag, list, located, named, optional, otherwise, required, table, text, whole } = strictToml;

const line = text({ form: "text", mustBe: "a line of text that is not empty" });
const severityName = located(choice(SEVERITIES));
const time = sourced(duration);
const percent = sourced(whole(1, 1_000));

const SAYS: Readonly<Record<PolicyClock, string>> = {
  acknowledge: "From the report until its sender has an answer.",
  look: "How long a message in quarantine may wait for a person's look.",
  resend: "How long we wait for a reporter to send again what could not be read.",
  claim: "From the report until a team has said that it is theirs and somebody is assigned.",
  unclaimed: "How long a report that every team gave its verdict on, and none took, may wait to be assigned.",
  triage:
    "From the claim until severity, priority, expiry date and affected versions are known and work on a fix begins.",
  fix: "From there until the fix is ready and reviewed.",
  schedule: "From the fix until the day of publication is set.",
  lesson: "From publication until the lesson is written down and the case closed.",
  "secrecy-review": "How long a case may be secret before somebody says again why.",
  "our-silence": "How long a reporter may go without a word from us.",
  "reporter-silence": "How long we wait for a reporter's answer before we decide without it.",
};

function clockKeys<K>(
  key: (field: typeof time, says: string) => strictToml.Key<K>,
): Readonly<Record<PolicyClock, strictToml.Key<K>>> {
  return Object.fromEntries(POLICY_CLOCKS.map((clock) => [clock, key(time, SAYS[clock])])) as Record<
    PolicyClock,
    strictToml.Key<K>
  >;
}

const clocks = table(clockKeys((field, says) => required(field, says)));
const severityClocks = table(clockKeys((field, says) => optional(field, says)));

const severity = table({
  means: required(sourced(line), "What makes an issue one of this severity."),
  confidential: required(flag, "Whether such a case is secret until its disclosure."),
  cve: required(
    choice(["always", "on-request", "never"]),
    "Whether it gets a CVE id: `always` is asked for before publication.",
  ),
  "own-id": otherwise(flag, false, "Whether it gets a number of our own, see `ids`."),
  advisory: otherwise(flag, true, "Whether an advisory is published for it."),
  reviewers: required(sourced(whole(0, 9)), "How many people beside the assignee must have reviewed the fix."),
  clocks: optional(severityClocks, "Clocks that run otherwise for this severity."),
});

const escalation = table({
  "point-person": required(percent, "Percent of a clock after which the point person is reminded."),
  deputy: required(percent, "Percent after which the deputies are reminded."),
  lead: required(percent, "Percent after which the team's lead is reminded."),
  director: required(percent, "Percent after which the director is, who asks exactly those who gave no verdict."),
  again: required(time, "After each of these the director is reminded again, until something happens."),
});

const disclosure = table({
  trigger: required(
    choice(["fix-released", "fix-available", "date"]),
    "What makes a secret case public: the release of its fix, the fix itself, or its date alone.",
  ),
  within: required(time, "How long after that it may stay secret."),
  "at-most": required(time, "How long after the report it may stay secret, whatever has happened."),
  "public-placeholder": required(
    flag,
    "Whether an empty public issue is opened beside the secret one, so that progress can be followed.",
  ),
  "already-public": otherwise(
    choice(["public", "confidential"]),
    "public",
    "How a report is treated that everybody knows already.",
  ),
  credit: otherwise(
    choice(["everybody", "who-told-us-first"]),
    "everybody",
    "Who is credited: everybody, or only who told the team before the public.",
  ),
});

const invitations = table({
  "at-most": otherwise(
    time,
    proposed("30 days"),
    "How long somebody who is invited into a case may read it; who is needed for longer is invited again.",
    `30 days, basis "${PROPOSAL}"`,
  ),
});

/** For a key that policies of earlier releases do not have. */
function proposed(written: string): Sourced<Duration> {
  const value = readDuration(written);
  if (!value) throw new TypeError(`${written} is no length of time.`);
  return { value, basis: PROPOSAL, isProposal: true, place: { line: 1, column: 1 } };
}

const told = table({
  who: required(line, "Who is told."),
  what: required(line, "What they are told, and no more."),
  ahead: required(time, "How long before publication."),
  severities: required(list(severityName), "For which severities; an empty list is for none."),
});

const embargoList = table({
  address: required(line, "The list, and how one writes to it."),
  "at-most": required(time, "The longest embargo that the list takes."),
  preferred: required(time, "The embargo that the list prefers; a longer one is warned of."),
  "at-least": optional(time, "The shortest embargo that is of use to the list's members."),
  "only-non-public": otherwise(flag, true, "Whether the list takes only what is not public."),
  severities: required(list(severityName), "For which severities it may be told."),
  afterwards: required(line, "What whoever shared a case owes the list and the public afterwards."),
});

const ids = table({
  own: optional(
    table({
      prefix: required(
        text({
          form: "capital letters, digits and hyphens",
          pattern: /^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$/,
          mustBe: "capital letters, digits and hyphens, such as TROVE",
        }),
        "Stands before year and number: `TROVE` makes TROVE-2026-006.",
      ),
      digits: otherwise(whole(1, 6), 3, "To how many digits the number is filled."),
    }),
    "Numbers of our own, counted a year at a time.",
  ),
});

const duty = table({
  says: required(line, "What is owed."),
  to: required(line, "To whom."),
  starts: required(
    choice(["exploitation-known", "fix-available"]),
    "What it is counted from. Either way it begins only in a case that is known to be exploited.",
  ),
  within: required(time, "How long after that it is owed."),
  asks: otherwise(
    list(choice(Object.keys(DUTY_ASKS) as DutyAsk[])),
    [],
    `What the report has to say, in its order: ${Object.entries(DUTY_ASKS)
      .map(([word, says]) => `\`${word}\`: ${says.charAt(0).toLowerCase()}${says.slice(1)}`)
      .join("; ")}. The desk prepares it.`,
    "nothing",
  ),
});

const area = table({
  says: required(line, "What these paths are, for whoever is asked to review."),
  paths: required(
    list(
      located(
        text({
          form: "path pattern",
          pattern: /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))(?!.*\/\/)[^\\]*[^\\/]$/,
          mustBe: "a path from the top of the checkout with *, ** and ?, such as config/**/sudoers.d/**",
        }),
      ),
      { atLeast: 1 },
    ),
    "Patterns from the top of the checkout: `*` within a folder, `**` across folders, `?` for one character.",
  ),
  approvals: required(sourced(whole(1, 9)), "How many people beside the author must approve."),
});

const sensitive = table({
  "large-lines": required(sourced(whole(1, 1_000_000)), "Changed lines from which a change counts as large."),
  "large-files": required(sourced(whole(1, 100_000)), "Changed files from which it does."),
  trailer: otherwise(
    text({
      form: "name of a trailer",
      pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
      mustBe: "letters, digits and hyphens, such as Security-Reviewed",
    }),
    "Security-Reviewed",
    "The trailer by which a signed commit approves all sensitive changes before it.",
  ),
  "approval-directory": otherwise(line, ".security-reviews", "Where approval files stand in the checkout."),
  area: required(named(area, "NAME"), "Areas of the tree by a name of their own."),
});

export const policyTable = table({
  name: required(
    text({
      form: "name, `[a-z][a-z0-9-]*`",
      pattern: /^[a-z][a-z0-9-]*$/,
      mustBe: "a name of small letters, digits and hyphens that begins with a letter",
    }),
    "The policy's name.",
  ),
  title: required(line, "Whose policy it is, as people know it."),
  source: required(line, "Where the policy is written that the file restates."),
  extends: otherwise(
    list(line),
    [],
    "Policies that hold where this one says nothing: names of shipped ones, or paths from this file. A later one wins over an earlier one, this file over all.",
    "none",
  ),
  severity: required(named(severity, "SEVERITY"), `What holds for ${SEVERITIES.join(", ")}; all four must be there.`),
  clocks: required(
    clocks,
    "How long each step may take, whatever the severity. Where several clocks end something, the shortest wins.",
  ),
  escalation: required(escalation, "Who is reminded when."),
  disclosure: required(disclosure, "When what is secret becomes public."),
  leak: required(
    table({
      within: required(time, "How long after a leak the public must have been told; longer clocks jump to it."),
    }),
    "What a leak does.",
  ),
  invitations: otherwise(
    invitations,
    strictToml.defaultsOf(invitations),
    "Stakeholders who are invited into a case.",
    "our proposal",
  ),
  ids: otherwise(ids, strictToml.defaultsOf(ids), "Numbers.", "none of our own"),
  told: otherwise(named(told, "NAME"), new Map(), "Who learns of a fix before the public.", "nobody"),
  lists: otherwise(named(embargoList, "NAME"), new Map(), "Lists that coordinate, with their limits.", "none"),
  duties: otherwise(named(duty, "NAME"), new Map(), "Reports that are owed by a time.", "none"),
  "golden-rule": required(
    line,
    "What stands above the policy. The director may set a gate or a limit aside for it, with a reason, in the log.",
  ),
  sensitive: optional(sensitive, "Which changes of a source tree need a review focused on security."),
});

type RowOf<F> = F extends { read(...rest: never[]): infer R | undefined } ? NonNullable<R> : never;

/** The policy as it is written, everything that it extends included. */
export type PolicyRows = RowOf<typeof policyTable>;
export type SeverityRow = RowOf<typeof severity>;
