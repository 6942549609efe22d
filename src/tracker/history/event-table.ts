import type { Status } from "../verdict/types.ts";
import { isOpen, readAnswer } from "./answer.ts";
import type { Change } from "./change.ts";
import { createColumn, createNames } from "./column.ts";
import type { Step } from "./step.ts";

/*
 * Events and what follows from them, without their texts: some twenty bytes an event. A *place* is one issue in one
 * package of one release. Links hold the row plus one; 0 is none.
 */

/** 0 stands for nothing said. */
const STATUSES: readonly Status[] = [
  "vulnerable",
  "fixed",
  "undetermined",
  "not-affected",
  "not-in-release",
  "rejected",
];

/** Beside a status: somebody has decided that it can wait. */
const DECIDED = 0x80;

/** Where a step's text stands. */
export interface StepPlace {
  readonly file: number;
  readonly offset: number;
}

export type EventTable = ReturnType<typeof createEventTable>;

export function createEventTable() {
  const issues = createNames();
  const packages = createNames();
  const releases = createNames();
  const step = {
    time: createColumn(Float64Array),
    file: createColumn(Uint32Array),
    offset: createColumn(Uint32Array),
    first: createColumn(Uint32Array),
  };
  const event = {
    step: createColumn(Uint32Array),
    place: createColumn(Uint32Array),
    offset: createColumn(Uint32Array),
    status: createColumn(Uint8Array),
    before: createColumn(Uint32Array),
  };
  const place = {
    issue: createColumn(Uint32Array),
    package: createColumn(Uint32Array),
    release: createColumn(Uint32Array),
    last: createColumn(Uint32Array),
    /** When it last became open, and by which event that ended. */
    opened: createColumn(Uint32Array),
    closed: createColumn(Uint32Array),
    fixed: createColumn(Uint32Array),
    nextOfIssue: createColumn(Uint32Array),
    nextOfPackage: createColumn(Uint32Array),
  };
  const issue = { place: createColumn(Uint32Array), first: createColumn(Uint32Array) };
  const pack = { place: createColumn(Uint32Array) };
  const release = { events: createColumn(Uint32Array), last: createColumn(Uint32Array) };
  let firstCommit = 0;

  const placeOf = (change: Change): number => {
    const [i, p, r] = [
      issues.number(change.issue),
      packages.number(change.package),
      releases.number(change.release),
    ] as const;
    if (i === issue.place.length) {
      issue.place.push(0);
      issue.first.push(event.place.length);
    }
    if (p === pack.place.length) pack.place.push(0);
    if (r === release.events.length) {
      release.events.push(0);
      release.last.push(0);
    }
    for (let at = issue.place.get(i); at !== 0; at = place.nextOfIssue.get(at - 1)) {
      if (place.package.get(at - 1) === p && place.release.get(at - 1) === r) return at - 1;
    }
    const row = place.issue.push(i);
    place.package.push(p);
    place.release.push(r);
    for (const column of [place.last, place.opened, place.closed, place.fixed]) column.push(0);
    place.nextOfIssue.push(issue.place.get(i));
    place.nextOfPackage.push(pack.place.get(p));
    issue.place.set(i, row + 1);
    pack.place.set(p, row + 1);
    return row;
  };

  return {
    issues,
    packages,
    releases,
    step,
    event,
    place,
    issue,
    pack,
    release,
    addStep({ number, time, cause }: Step, at: StepPlace): void {
      if (cause.kind === "commit" && firstCommit === 0) firstCommit = number;
      step.time.push(time.getTime());
      step.file.push(at.file);
      step.offset.push(at.offset);
      step.first.push(event.place.length);
    },
    add(change: Change, offset: number): void {
      const where = placeOf(change);
      const answer = change.to === null ? null : readAnswer(change.to);
      event.step.push(step.time.length - 1);
      event.offset.push(offset);
      event.status.push(
        answer === null ? 0 : (STATUSES.indexOf(answer.status) + 1) | (answer.decision === null ? 0 : DECIDED),
      );
      event.before.push(place.last.get(where));
      const link = event.place.push(where) + 1;
      const [opened, closed] = [place.opened.get(where), place.closed.get(where)];
      const isOpenAlready = opened !== 0 && closed === 0;
      const opens = answer !== null && isOpen(answer);
      if (opens && !isOpenAlready) {
        place.opened.set(where, link);
        place.closed.set(where, 0);
      } else if (!opens && isOpenAlready) place.closed.set(where, link);
      if (answer?.status !== "fixed") place.fixed.set(where, 0);
      else if (place.fixed.get(where) === 0) place.fixed.set(where, link);
      place.last.set(where, link);
      const own = place.release.get(where);
      release.events.set(own, release.events.get(own) + 1);
      release.last.set(own, link);
    },
    /** When the first state that is known was; undefined while there is none. */
    begins: (): Date | undefined => (firstCommit === 0 ? undefined : new Date(step.time.get(firstCommit - 1))),
    statusAt: (row: number): Status | null => STATUSES[(event.status.get(row) & ~DECIDED) - 1] ?? null,
    /** Whether the answer had a decision beside its status. */
    isDecidedAt: (row: number): boolean => (event.status.get(row) & DECIDED) !== 0,
    timeOf: (row: number): Date => new Date(step.time.get(event.step.get(row))),
    /** The first event that took effect at an instant or after it. Times never run backwards. */
    firstRowFrom(at: Date): number {
      let [low, high] = [0, step.time.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (step.time.get(middle) < at.getTime()) low = middle + 1;
        else high = middle;
      }
      return low < step.time.length ? step.first.get(low) : event.place.length;
    },
    /** Whether an event is of the first state that is known. */
    isFirstState: (row: number): boolean => firstCommit === 0 || event.step.get(row) < firstCommit,
    *placesOf(which: { readonly issue?: string | undefined; readonly package?: string | undefined }) {
      const [i, p] = [issues.find(which.issue ?? ""), packages.find(which.package ?? "")];
      if (which.issue !== undefined) {
        for (let at = i === undefined ? 0 : issue.place.get(i); at !== 0; at = place.nextOfIssue.get(at - 1)) {
          if (which.package === undefined || place.package.get(at - 1) === p) yield at - 1;
        }
      } else if (which.package !== undefined) {
        for (let at = p === undefined ? 0 : pack.place.get(p); at !== 0; at = place.nextOfPackage.get(at - 1)) {
          yield at - 1;
        }
      } else for (let row = 0; row < place.issue.length; row += 1) yield row;
    },
  };
}
