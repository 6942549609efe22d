import type { Kysely } from "kysely";
import type { Person } from "../../distribution/index.ts";
import { type AuditEntry, type Database, readAudit } from "../../store/index.ts";
import { isSealed, maySee } from "../../updates/index.ts";
import type { AuditModel, AuditRow } from "../../web/index.ts";

const PAGE = 50;
const UPDATE_NAMES = /\bU-\d+\b/g;
/** As handling writes them: about one case, or about a list in which titles stood. */
const ABOUT_CASES = /^cases?(?: |$)/;

/**
 * One page of the audit log. Whoever may not know of an embargoed update sees that there is an entry, its place and its
 * hash, so that the chain can be followed; who, what and about what stay empty until the update is published. Asked for
 * one object by name, the log has nothing on what does not exist for the reader.
 * What is done in cases, that one leaked or who was told, is for auditors and for assistants, who read every case; whoever
 * else has a part in a case sees its log there.
 */
export async function auditEntries(
  db: Kysely<Database>,
  { before, object }: { readonly before: number | null; readonly object: string },
  reader: Person,
): Promise<Pick<AuditModel, "entries" | "nextBefore">> {
  const { sealed, hidden } = await sealedNames(db, reader);
  if (hidden.has(object)) return { entries: [], nextBefore: null };
  const query = { limit: PAGE, ...(before === null ? {} : { before }), ...(object === "" ? {} : { object }) };
  const found = await readAudit(db, query);
  const last = found.at(-1);
  const rows = found.map((entry) => {
    if (!mayFollow(entry, reader)) return { ...redacted(entry, "in a case"), confidential: false };
    return mentions(entry, hidden) ? redacted(entry, "under embargo") : rowOf(entry, mentions(entry, sealed));
  });
  return {
    entries: object === "" ? rows : rows.filter((row) => row.object !== ""),
    nextBefore: last && last.sequence > 1 && found.length === PAGE ? last.sequence : null,
  };
}

export function mayFollow({ object }: Pick<AuditEntry, "object">, { role }: Pick<Person, "role">): boolean {
  return role === "auditor" || role === "assistant" || !ABOUT_CASES.test(object);
}

interface SealedNames {
  readonly sealed: ReadonlySet<string>;
  /** Of these, the ones that do not exist for the reader. */
  readonly hidden: ReadonlySet<string>;
}

async function sealedNames(db: Kysely<Database>, reader: Person): Promise<SealedNames> {
  const rows = await db
    .selectFrom("update")
    .select(["id", "embargoed", "state", "uploader", "uploaders"])
    .where("embargoed", "=", true)
    .execute();
  const sealed = rows.filter(isSealed);
  const names = (some: typeof rows) => new Set(some.map(({ id }) => id));
  return { sealed: names(sealed), hidden: names(sealed.filter((row) => !maySee(reader, row))) };
}

/** Wherever an update's name stands in an entry: particulars may name another update than the entry is about. */
function mentions({ object, details }: AuditEntry, names: ReadonlySet<string>): boolean {
  return (`${object} ${JSON.stringify(details)}`.match(UPDATE_NAMES) ?? []).some((name) => names.has(name));
}

function rowOf(entry: AuditEntry, confidential: boolean): AuditRow {
  const { sequence, at, actor, action, object, details, hash } = entry;
  return { sequence, at, actor, action, object, details: detailsText(details), hash, confidential };
}

function redacted({ sequence, at, hash }: AuditEntry, action: string): AuditRow {
  return { sequence, at, actor: "", action, object: "", details: "", hash, confidential: true };
}

/** `reason: …; step: build amd64`. */
function detailsText(details: unknown): string {
  if (details === null || typeof details !== "object") return "";
  return Object.entries(details)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("; ");
}
