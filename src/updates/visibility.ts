import type { Person } from "../distribution/index.ts";
import { type UpdateRecord, uploadersOf } from "./records/updates.ts";

/**
 * Who may know of an embargoed update. This is the only place that says so: pages, interface, change numbers, audit log,
 * queues and mails all ask here (docs/decisions, the embargo).
 */

/** Who asks; null for a stranger. */
export type Reader = Pick<Person, "id" | "role"> | null;

/** What the rule rests on. */
export interface Guarded extends Pick<UpdateRecord, "embargoed" | "state"> {
  readonly uploader: string;
  /** Everybody who signed the source. */
  readonly uploaders: readonly string[];
}

/** Whether an update is a secret now: embargoed, and not published. One that was sent back stays a secret. */
export function isSealed(update: Pick<Guarded, "embargoed" | "state">): boolean {
  return update.embargoed && update.state !== "published";
}

/** The security team: full members and assistants of the definition, and the administrator of the desk's machine. */
export function isOfTeam(reader: Reader): boolean {
  return reader !== null && (reader.role === "full" || reader.role === "assistant");
}

/**
 * Whether an update exists for a reader: for everybody when it is no secret, else for the team and for everybody who
 * signed its source. Whoever may not see it gets the answer for a name that was never given, to the byte.
 */
export function maySee(reader: Reader, update: Guarded): boolean {
  if (!isSealed(update) || isOfTeam(reader)) return true;
  return reader !== null && uploadersOf(update).includes(reader.id);
}
