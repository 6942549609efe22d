import type { Policy, Severity } from "../policy/index.ts";
import type { Case } from "./case.ts";
import { isOpen } from "./states.ts";

/** One thing that ends secrecy at a time. */
export interface Limit {
  readonly kind: "policy" | "list" | "reporter" | "leak";
  readonly at: Date;
  /** Since when this limit stands. */
  readonly since: Date;
  readonly why: string;
  readonly isProposal: boolean;
}

/**
 * Whether the contents are to be kept from the public now. What nobody has judged yet is; what leaked or is known already is
 * not. It decides which limits and gates hold, and opens the contents to nobody: see `mayRead`.
 */
export function isSecret(theCase: Case, policy: Policy): boolean {
  if (!isOpen(theCase.state) || theCase.state === "published") return false;
  if (theCase.leakedAt !== undefined) return false;
  if (theCase.publicSince !== undefined && policy.disclosure.alreadyPublic === "public") return false;
  return theCase.severity === undefined || policy.severities[theCase.severity].confidential;
}

/**
 * Everything by which a case must be public, the earliest first. A reporter's date is among them as a fact: the contents are
 * public then, whatever we wish. Empty for what is not secret and has not leaked.
 */
export function disclosureLimits(theCase: Case, policy: Policy): readonly Limit[] {
  if (!isOpen(theCase.state) || theCase.state === "published") return [];
  const limits: Limit[] = [];
  if (theCase.leakedAt) {
    limits.push({
      kind: "leak",
      at: after(theCase.leakedAt, policy.leakWithin.value.ms),
      since: theCase.leakedAt,
      why: `it leaked, and the public is told within ${policy.leakWithin.value.written}`,
      isProposal: policy.leakWithin.isProposal,
    });
  }
  if (theCase.reporterDate) {
    limits.push({
      kind: "reporter",
      at: theCase.reporterDate.at,
      since: theCase.reporterDateNotedAt ?? theCase.receivedAt,
      why: "the reporter publishes then",
      isProposal: false,
    });
  }
  if (isSecret(theCase, policy)) limits.push(...policyLimits(theCase, policy), ...listLimits(theCase, policy));
  return limits.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function policyLimits({ receivedAt, fixReadyAt, fixReleasedAt }: Case, { disclosure }: Policy): readonly Limit[] {
  const { atMost, within, trigger } = disclosure;
  const longest: Limit = {
    kind: "policy",
    at: after(receivedAt, atMost.value.ms),
    since: receivedAt,
    why: `nothing stays secret for longer than ${atMost.value.written} from its report`,
    isProposal: atMost.isProposal,
  };
  const triggered = trigger === "fix-available" ? fixReadyAt : trigger === "fix-released" ? fixReleasedAt : undefined;
  if (!triggered) return [longest];
  const words = trigger === "fix-available" ? "from the fix" : "from the release of the fix";
  return [
    longest,
    {
      kind: "policy",
      at: after(triggered, within.value.ms),
      since: triggered,
      why: `it becomes public within ${within.value.written} ${words}`,
      isProposal: within.isProposal,
    },
  ];
}

function listLimits({ shared }: Case, { lists }: Policy): readonly Limit[] {
  return lists.flatMap((list) => {
    const since = shared[list.name];
    if (!since) return [];
    const { atMost } = list;
    return [
      {
        kind: "list" as const,
        at: after(since, atMost.value.ms),
        since,
        why: `the list ${list.name} was told, and takes no embargo over ${atMost.value.written}`,
        isProposal: atMost.isProposal,
      },
    ];
  });
}

/** What speaks against an hour of publication without forbidding it, in sentences. */
function embargoWarnings({ shared }: Case, hour: Date, { lists }: Policy): readonly string[] {
  return lists.flatMap(({ name, preferred, atLeast }) => {
    const since = shared[name];
    if (!since) return [];
    const length = hour.getTime() - since.getTime();
    if (length > preferred.value.ms)
      return [`The list ${name} prefers an embargo of at most ${preferred.value.written}.`];
    if (atLeast && length < atLeast.value.ms) {
      return [`The members of the list ${name} have less than ${atLeast.value.written} to prepare.`];
    }
    return [];
  });
}

/** What speaks against the hour of publication that is set; nothing where none is, and none once the world knows. */
export function warningsOfHour(theCase: Case, policy: Policy): readonly string[] {
  if (theCase.embargo === undefined || theCase.publishedAt !== undefined) return [];
  return embargoWarnings(theCase, theCase.embargo.at, policy);
}

/** The ids that the policy asks for and the case does not have, in words. */
export function missingIds({ ids, severity }: Case, policy: Policy): readonly string[] {
  if (severity === undefined) return [];
  const rule = policy.severities[severity];
  const has = (prefix: string): boolean => ids.some((id) => id.startsWith(`${prefix}-`));
  const missing: string[] = [];
  if (rule.cve === "always" && !has("CVE")) missing.push("a CVE id");
  const own = policy.ownIds?.prefix;
  if (rule.ownId && own !== undefined && !has(own)) missing.push(`a ${own} number`);
  return missing;
}

/** Whether a list of the policy may be told of a case of this severity. */
export function takes(severities: readonly Severity[], severity: Severity | undefined): boolean {
  return severity !== undefined && severities.includes(severity);
}

function after(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}
