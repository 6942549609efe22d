import type { Case } from "../case/index.ts";
import { STEPS } from "./people.ts";
import { type Reminder, remindersDue, type Watch } from "./reminders.ts";

/** Everything that one person is to hear now, in one message: after a down time of days it is the digest of them. */
export interface Notice {
  readonly to: string;
  /** The most pressing first; of one clock of a case only the highest step. */
  readonly reminders: readonly Reminder[];
}

export interface Round {
  readonly notices: readonly Notice[];
  /** To be kept as said, in the same transaction in which the notices are queued. */
  readonly said: readonly string[];
}

/** One round over all open cases: at most one message to each person, however long nobody looked. */
export function remind(cases: Iterable<Case>, now: Date, watch: Watch): Round {
  const said: string[] = [];
  const byPerson = new Map<string, Map<string, Reminder>>();
  for (const theCase of cases) {
    for (const reminder of remindersDue(theCase, now, watch)) {
      said.push(reminder.key);
      for (const person of reminder.to) {
        const heard = byPerson.get(person) ?? new Map<string, Reminder>();
        byPerson.set(person, heard);
        const place = `${reminder.caseId}/${reminder.clock.clock}`;
        const before = heard.get(place);
        if (before === undefined || rank(reminder) > rank(before)) heard.set(place, reminder);
      }
    }
  }
  const notices = [...byPerson].map(([to, heard]) => ({ to, reminders: [...heard.values()].sort(byDeadline) }));
  return { notices, said };
}

function rank({ step, again }: Reminder): number {
  return STEPS.indexOf(step) + again;
}

function byDeadline(a: Reminder, b: Reminder): number {
  return a.clock.deadline.getTime() - b.clock.deadline.getTime();
}
