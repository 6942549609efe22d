import { caseOfSent, type IntakeState, type KnownCase } from "../state.ts";

/** To which case a message claims to belong. */
export interface Thread {
  /** The case of a message of ours that it answers: whoever knows its id has received it. */
  readonly answered: KnownCase | undefined;
  /** Message ids of ours that it names. */
  readonly ours: readonly string[];
  /** The subject names a case, which anybody can guess: it leads nowhere. */
  readonly namedInSubject: boolean;
}

/** `ids` are the message ids that it answers, the nearest first. */
export function readThread(ids: readonly string[], subject: string, state: IntakeState): Thread {
  const ours = ids.filter((id) => caseOfSent(state, id) !== undefined);
  return { answered: caseOfSent(state, ours[0]), ours, namedInSubject: namesCase(subject, state) };
}

/** A case of ours, or one that is called as ours are: whether it exists is nobody's to learn. */
function namesCase(subject: string, { cases }: IntakeState): boolean {
  const words = subject.toUpperCase().match(/[A-Z][A-Z0-9]*-\d{4}-\d+/g) ?? [];
  const series = new Set(words.map(seriesOf));
  if (series.size === 0) return false;
  for (const id of cases.keys()) if (series.has(seriesOf(id))) return true;
  return false;
}

/** `SEC-` of SEC-2026-0001. */
function seriesOf(id: string): string {
  return id.replace(/\d{4}-\d+$/, "");
}
