/**
 * The states of a case:
 *
 *     received ─► routed ─► claimed ─► triaged ─► fixing ─► fix_ready ─► scheduled ─► published ─► learned
 *                   └► unclaimed ─┘ (every team gave its verdict, none took it)
 *     beside:  quarantined, held_unreadable          wait for a person, or for the reporter
 *     closed:  noise, duplicate, not_security, declined, withdrawn, learned
 *
 * A leak is no state but a fact beside the state: the work goes on where it is, without its secrecy.
 */
export const STATES = {
  received: { open: true, says: "it has arrived, and every team is asked" },
  quarantined: { open: true, says: "a person must look before anything is done with it" },
  held_unreadable: { open: true, says: "it could not be read, and its sender is asked to send it again" },
  routed: { open: true, says: "chosen teams are asked" },
  unclaimed: { open: true, says: "every team that was asked gave its verdict, and none took it" },
  claimed: { open: true, says: "a team has taken it, and somebody is assigned" },
  triaged: { open: true, says: "severity, priority, dates and affected versions are being settled" },
  fixing: { open: true, says: "a fix is being made" },
  fix_ready: { open: true, says: "the fix is reviewed, and waits for a date" },
  scheduled: { open: true, says: "the hour of publication is set" },
  published: { open: true, says: "it is public, and its lesson is to be written" },
  learned: { open: false, says: "the lesson is written, and the case closed" },
  noise: { open: false, says: "spam, a bulk mail or a machine's report" },
  duplicate: { open: false, says: "another case is about the same" },
  not_security: { open: false, says: "a question, a legal letter or a bug without security in it" },
  declined: { open: false, says: "we will not act on it, with a reason" },
  withdrawn: { open: false, says: "its reporter took it back" },
} as const satisfies Record<string, { open: boolean; says: string }>;

export type State = keyof typeof STATES;

/** Before a team has taken it. */
export const INTAKE: readonly State[] = ["received", "quarantined", "held_unreadable", "routed", "unclaimed"];
/** The round of verdicts. */
export const ASKING: readonly State[] = ["received", "routed", "unclaimed"];
/** A team has it, and it is not public yet. */
export const WORK: readonly State[] = ["claimed", "triaged", "fixing", "fix_ready", "scheduled"];
export const OPEN: readonly State[] = (Object.keys(STATES) as State[]).filter((state) => STATES[state].open);
/** What an intake or a team sorts out; it can be opened again. */
export const SORTED_OUT = ["noise", "duplicate", "not_security", "declined", "withdrawn"] as const satisfies State[];
export type SortedOut = (typeof SORTED_OUT)[number];

export function isOpen(state: State): boolean {
  return STATES[state].open;
}
