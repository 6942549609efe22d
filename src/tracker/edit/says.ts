import { isValidVersion, SamedayError } from "../../kernel/index.ts";
import { type Note, URGENCIES, type Urgency } from "../format/types.ts";
import { requireLineText } from "./splice.ts";

/** What a line can say about a package in a release, in the order in which forms offer it. */
export const LINE_STATES = [
  "fixed",
  "unfixed",
  "not-affected",
  "undetermined",
  "no-dsa",
  "postponed",
  "ignored",
  "end-of-life",
  "itp",
  "removed",
  "withdrawn",
] as const;
export type LineState = (typeof LINE_STATES)[number];

/** A decision about one package in one release; which parts a state takes, `lineSays` knows. */
export interface Saying {
  readonly state: LineState;
  /** The version that has the fix. */
  readonly version?: string;
  /** Why, for people: printable ASCII. */
  readonly reason?: string;
  readonly urgency?: Urgency;
  readonly bug?: number;
}

const NEEDS_REASON: ReadonlySet<LineState> = new Set(["not-affected", "no-dsa", "postponed", "ignored", "withdrawn"]);
const TAKES_REASON: ReadonlySet<LineState> = new Set([...NEEDS_REASON, "end-of-life"]);
/** What only a release can say: by default it would be about all of them. */
const NEEDS_RELEASE: ReadonlySet<LineState> = new Set(["no-dsa", "postponed", "ignored"]);

/**
 * What stands after the package's name: `1.2-3 (bug #77)`, `<postponed> (Minor issue)`. Urgency and bugs of the line before stay
 * where the new one can carry them. Throws INPUT_INVALID for parts that are missing, too many or of another form.
 */
export function lineSays(saying: Saying, release: string | undefined, before?: Note): string {
  const { state, version, reason, urgency, bug } = saying;
  if (state === "fixed") {
    require(version !== undefined, "Name the version that has the fix.");
    require(isValidVersion(version ?? ""), `dpkg refuses the version ${version}.`);
  } else require(version === undefined, "Only `fixed` takes a version.");
  require(release !== undefined || !NEEDS_RELEASE.has(state), `Name the release that is ${state}.`);
  const word = state === "fixed" ? version : `<${state}>`;
  if (TAKES_REASON.has(state)) {
    require(bug === undefined && urgency === undefined, `<${state}> takes a reason, and neither bug nor urgency.`);
    require(reason !== undefined || !NEEDS_REASON.has(state), `Say why: <${state}> needs a reason.`);
    return reason === undefined ? `${word}` : `${word} (${requireLineText(reason, "The reason")})`;
  }
  require(reason === undefined, `A line with ${word} takes no reason; add a note.`);
  const bugs = new Set([...(before?.bugs ?? []), ...(bug === undefined ? [] : [bug])]);
  require(state !== "itp" || bugs.size > 0, "Name the bug in which somebody intends to package it.");
  const kept = before && FLAGGED.has(before.kind) ? before.urgency : undefined;
  return `${word}${flags(urgency ?? kept, bugs)}`;
}

/** The same line with one more bug. Throws INPUT_INVALID when such a line holds none. */
export function lineWithBug(note: Note, bug: number): string {
  require(FLAGGED.has(note.kind), `A line that says <${note.kind}> holds no bug; add a note instead.`);
  const word = note.kind === "fixed" ? note.version : `<${note.kind}>`;
  return `${word}${flags(note.urgency, new Set([...note.bugs, bug]))}`;
}

const FLAGGED: ReadonlySet<Note["kind"]> = new Set(["fixed", "unfixed", "removed", "undetermined", "itp"]);

function flags(urgency: Urgency | undefined, bugs: ReadonlySet<number>): string {
  require(urgency === undefined || URGENCIES.includes(urgency), `${urgency} is no urgency.`);
  for (const bug of bugs) require(Number.isInteger(bug) && bug > 0 && bug < 1e9, `${bug} is not the number of a bug.`);
  const words = [
    ...Array.from(bugs, (bug) => `bug #${bug}`),
    ...(urgency === undefined || urgency === "not yet assigned" ? [] : [urgency]),
  ];
  return words.length === 0 ? "" : ` (${words.join("; ")})`;
}

function require(holds: boolean, message: string): void {
  if (!holds) throw new SamedayError("INPUT_INVALID", message);
}
