import { formatStanzas, parseStanzas, type Stanza } from "../../debian/index.ts";
import type { Parsed, Problem } from "../../kernel/index.ts";
import { trackerProblem } from "../problem-codes.ts";

/** Who may read a sealed layer. Keys stand in the distribution definition alone. */
export interface AccessList {
  /** The layer's own name, `L-204817365`: no list of another layer passes for this one's. */
  readonly layer: string;
  /** Counts from 1, one more with each change. */
  readonly revision: number;
  readonly people: readonly Access[];
}

export interface Access {
  /** The id in the distribution definition. */
  readonly person: string;
  /** Why; readable to whoever hosts the repository. */
  readonly reason: string;
  /** The first day without access, in UTC. */
  readonly until: Date;
}

export const ACCESS_FILE = "access.asc";

const LAYER = /^L-\d{9}$/;
const PERSON = /^[a-z][a-z0-9-]*$/;

/** Whether access holds at an instant. */
export function holds(access: Access, at: Date): boolean {
  return at < access.until;
}

export function formatAccessList({ layer, revision, people }: AccessList): string {
  return formatStanzas([
    [
      ["Sealed-Layer", layer],
      ["Revision", String(revision)],
    ],
    ...people.map(
      ({ person, reason, until }) =>
        [
          ["Person", person],
          ["Reason", reason],
          ["Until", until.toISOString().slice(0, 10)],
        ] as const,
    ),
  ]);
}

/** Without a value when anything is wrong with it: a list that is half understood would let in or keep out the wrong people. */
export function parseAccessList(text: Uint8Array): Parsed<AccessList | undefined> {
  const { value: stanzas, problems } = parseStanzas(text, ACCESS_FILE);
  const faults: Problem[] = [...problems];
  const fault = (stanza: Stanza | undefined, message: string): void => {
    const place = stanza?.place ?? { file: ACCESS_FILE, line: 1, column: 1 };
    faults.push(trackerProblem("sealed-access", message, place));
  };
  const [first, ...rest] = stanzas;
  const layer = first?.get("Sealed-Layer") ?? "";
  const revision = Number(/^[1-9]\d{0,8}$/.exec(first?.get("Revision") ?? "")?.[0] ?? 0);
  if (!LAYER.test(layer) || revision === 0) fault(first, "The first stanza has Sealed-Layer and Revision.");
  const people = rest.flatMap((stanza) => {
    const person = stanza.get("Person") ?? "";
    const reason = stanza.get("Reason") ?? "";
    const until = dayOf(stanza.get("Until") ?? "");
    if (PERSON.test(person) && reason !== "" && until !== undefined) return [{ person, reason, until }];
    fault(stanza, "A stanza of a person has Person, Reason and Until, a day such as 2027-06-30.");
    return [];
  });
  if (new Set(people.map(({ person }) => person)).size < people.length) fault(first, "A person stands in it twice.");
  return { value: faults.length === 0 ? { layer, revision, people } : undefined, problems: faults };
}

/** The first instant of a day of the calendar. */
export function dayOf(text: string): Date | undefined {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? date : undefined;
}
