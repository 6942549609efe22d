import type { Headers } from "../../../mail/index.ts";
import { answeredIds } from "../sender/message-ids.ts";
import type { IntakeState, KnownCase } from "../state.ts";

/** To which case a message claims to belong. */
export interface Thread {
  /** The case of a message of ours that it answers: whoever knows its id has received it. */
  readonly answered: KnownCase | undefined;
  /** Message ids of ours that it names. */
  readonly ours: readonly string[];
  /** The subject names a case, which anybody can guess: it leads nowhere. */
  readonly namedInSubject: boolean;
}

export function readThread(headers: Headers, subject: string, { cases }: IntakeState): Thread {
  const ids = answeredIds(headers);
  const ours = ids.filter((id) => cases.some(({ sentMessageIds }) => sentMessageIds.includes(id)));
  return {
    answered: cases.find(({ sentMessageIds }) => ours[0] !== undefined && sentMessageIds.includes(ours[0])),
    ours,
    namedInSubject: namesCase(subject, cases),
  };
}

/** A case of ours, or one that is called as ours are: whether it exists is nobody's to learn. */
function namesCase(subject: string, cases: readonly KnownCase[]): boolean {
  const series = new Set(cases.map(({ id }) => id.replace(/\d+$/, "").replace(/\d{4}-$/, "")));
  const words = subject.toUpperCase().match(/[A-Z][A-Z0-9]*-\d{4}-\d+/g) ?? [];
  return words.some((word) => series.has(word.replace(/\d{4}-\d+$/, "")));
}
