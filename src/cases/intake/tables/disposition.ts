import type { Facts } from "../facts.ts";
import type { Flag } from "../flags.ts";
import { type Disposition, LEFT_CLOSED } from "../judgement.ts";
import type { Automatic } from "../sender/automatic.ts";

export interface DispositionRule {
  readonly disposition: Disposition;
  readonly because: string;
  readonly when: (facts: Facts) => boolean;
}

const flagged =
  (...flags: readonly Flag[]) =>
  (facts: Facts): boolean =>
    flags.some((flag) => facts.flags.has(flag));

const is =
  (kind: Automatic) =>
  ({ automatic }: Facts): boolean =>
    automatic.has(kind);

/** Encrypted, whether it could be opened or not: no filter could read it, and headers around it are anybody's. */
const isEncrypted = ({ crypto, flags }: Facts): boolean =>
  crypto.decrypted !== null || flags.has("openpgp_not_recognised");

/** Encrypted, or by somebody who is proven: no machine writes it. */
const isMeant = (facts: Facts): boolean => isEncrypted(facts) || facts.proven || facts.staff === "proven";

/** Besides, what holds ciphertext that was left closed, and an answer to a message of ours: its id cannot be guessed. */
const isExpected = (facts: Facts): boolean =>
  isMeant(facts) || flagged(...LEFT_CLOSED)(facts) || facts.thread.answered !== undefined;

/** What happens to a message: the first row that applies. What machines send and what headers call noise stands before what people wrote. */
export const DISPOSITIONS: readonly DispositionRule[] = [
  {
    disposition: "reject",
    because: "Headers or size are beyond the limit; it is refused at delivery, so that its sender hears of it.",
    when: ({ beyondDelivery }) => beyondDelivery,
  },
  {
    disposition: "duplicate",
    because: "The same message was delivered before.",
    when: ({ duplicate }) => duplicate,
  },
  {
    disposition: "log_only",
    because: "It is our own mail that came back.",
    when: (facts) => is("loop")(facts) && (facts.ours || !isEncrypted(facts)),
  },
  {
    disposition: "delivery_report",
    because: "A mail system reports about a message of ours.",
    // What could be opened and is not our own answer is a report in a report's clothes.
    when: (facts) => is("delivery-report")(facts) && (facts.ours || facts.crypto.decrypted !== true),
  },
  {
    disposition: "log_only",
    because: "It is an automatic reply.",
    when: (facts) => is("automatic-reply")(facts) && !isMeant(facts),
  },
  {
    disposition: "triage_noise",
    because: "It is a report that machines send.",
    when: (facts) => is("machine-report")(facts) && !isMeant(facts),
  },
  {
    disposition: "quarantine",
    because: "It comes from a staff address without the staff member's signature.",
    when: ({ staff }) => staff === "unproven",
  },
  {
    disposition: "quarantine",
    because: "It names our own address as its sender, and nothing shows that we wrote it.",
    when: ({ namesUs, ours }) => namesUs && !ours,
  },
  {
    disposition: "quarantine",
    because: "A signed command came again.",
    when: ({ command }) => command?.replayed === true,
  },
  {
    disposition: "quarantine",
    because: "A signed command answers no message of a case.",
    when: ({ command, thread }) => command !== undefined && thread.answered === undefined,
  },
  {
    disposition: "triage_noise",
    because: "The filter in front says that it is spam.",
    when: (facts) => is("filtered")(facts) && !isExpected(facts),
  },
  {
    disposition: "triage_noise",
    because: "It comes from a mailing list or a bulk sender.",
    when: (facts) => is("bulk")(facts) && !isExpected(facts),
  },
  {
    disposition: "quarantine",
    because: "Nobody can say for sure who sent it.",
    when: flagged("no_from", "multiple_from", "protected_from_mismatch"),
  },
  {
    disposition: "quarantine",
    because: "It has more parts than are read.",
    when: flagged("mime_depth_limit", "mime_part_limit", "header_limit"),
  },
  {
    disposition: "quarantine",
    because: "Its ciphertext came before: somebody may want to have it opened for them.",
    when: flagged("ciphertext_seen_before"),
  },
  {
    disposition: "quarantine",
    because: "HTML around its ciphertext would carry off what is opened.",
    when: ({ wrapped }) => wrapped,
  },
  {
    disposition: "quarantine",
    because: "It is signed by somebody else whom we know.",
    when: ({ foreignAuthor }) => foreignAuthor,
  },
  {
    disposition: "log_only",
    because: "A machine sent it, as its headers say.",
    when: (facts) => is("generated")(facts) && !isMeant(facts),
  },
  {
    disposition: "hold_unreadable",
    because: "It is encrypted and could not be opened.",
    when: ({ crypto, flags }) => crypto.decrypted === false && !flags.has("sealed_for_people"),
  },
  {
    disposition: "append_case",
    because: "It answers a message of the case, and its sender is proven.",
    when: ({ thread, proven }) => thread.answered !== undefined && proven,
  },
  {
    disposition: "append_case_unverified",
    because: "It answers a message of the case; its sender is not proven.",
    when: ({ thread }) => thread.answered !== undefined,
  },
  {
    disposition: "new_case",
    because: "It is encrypted to the role key, which people hold: what it is shows when somebody opens it.",
    when: flagged("sealed_for_people"),
  },
  { disposition: "new_case", because: "It is a report.", when: () => true },
];

export function dispositionOf(facts: Facts): DispositionRule {
  const rule = DISPOSITIONS.find(({ when }) => when(facts));
  if (!rule) throw new Error("the last row of the table applies to every message");
  return rule;
}
