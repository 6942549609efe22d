import type { Facts } from "../facts.ts";
import type { Disposition } from "../judgement.ts";

interface AckRule {
  /** Where the rule comes from. */
  readonly source: string;
  readonly forbids: (facts: Facts, disposition: Disposition) => boolean;
}

const ACKNOWLEDGED: readonly Disposition[] = ["new_case", "append_case", "append_case_unverified", "hold_unreadable"];

/** Addresses behind which nobody reads, or everybody (RFC 3834, 2). */
const NO_PERSON =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|owner-[^@]*|[^@]*-(?:request|owner|bounces?)|bounces?(?:[+-][^@]*)?)@/;

/** Each row forbids an acknowledgement by itself; none that applies allows it. */
const RULES: readonly AckRule[] = [
  {
    source: "only what a person takes up is acknowledged",
    forbids: (_, disposition) => !ACKNOWLEDGED.includes(disposition),
  },
  { source: "staff know", forbids: ({ staff }) => staff !== "none" },
  { source: "RFC 3834, 2: no answer to automatic messages and lists", forbids: ({ automatic }) => automatic.size > 0 },
  { source: "RFC 3834, 2: no answer to the null sender", forbids: ({ envelopeFrom }) => envelopeFrom === "" },
  {
    source: "RFC 3834, 4: the answer goes to the envelope's sender; one of another domain may be a bystander",
    forbids: ({ from, envelopeFrom }) => envelopeFrom !== undefined && domainOf(envelopeFrom) !== domainOf(from ?? ""),
  },
  {
    source: "RFC 3834, 2: no answer where nobody reads",
    forbids: ({ from }) => from === undefined || NO_PERSON.test(from),
  },
  {
    source: "X-Auto-Response-Suppress; Authentication-Results (RFC 8601) and Received-SPF that say forged",
    forbids: ({ wantsNoAnswer }) => wantsNoAnswer,
  },
];

export function acknowledges(facts: Facts, disposition: Disposition): boolean {
  return !RULES.some(({ forbids }) => forbids(facts, disposition));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1);
}
