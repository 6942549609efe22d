import type { KeyObject } from "node:crypto";
import type { Selectable } from "kysely";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { CaseRecordTable } from "../../store/index.ts";
import { createCaseKey, type Place, wrapCaseKey } from "../sealed/index.ts";
import { actRow } from "./act-row.ts";
import {
  type CaseVault,
  type Db,
  keyOf,
  noSuchCase,
  note,
  noted,
  openContents,
  rememberKey,
  sealContents,
  unwrapped,
  wrappedKeysOf,
} from "./vault.ts";

/** What of a case stands in the clear, so that lists can be asked for it. */
export interface CaseColumns {
  /** Empty while nobody said that it is theirs. */
  readonly team: string;
  readonly state: string;
  readonly severity: string | null;
  readonly policy: string;
  readonly receivedAt: Date;
  /** The nearest deadline. */
  readonly dueAt: Date | null;
  readonly expiresAt: Date | null;
  readonly publicAt: Date | null;
}

/** A case as a list shows it to whoever may not read it, too. */
export interface CaseListing extends CaseColumns {
  readonly id: string;
  readonly changedAt: Date;
  readonly destroyedAt: Date | null;
}

/** A case with what is sealed of it. */
export interface StoredCase<T> extends CaseListing {
  readonly contents: T;
}

export interface CaseQuery {
  readonly states?: readonly string[];
  readonly team?: string;
  /** Only those with a deadline up to this instant. */
  readonly dueBy?: Date;
  /** Only those that arrived from this instant on. */
  readonly receivedFrom?: Date;
  /** Only so many, those that changed last. */
  readonly newest?: number;
  /** Only those of a series that are in a state, or every other one. */
  readonly ofSeries?: { readonly series: string; readonly state: string; readonly is: boolean };
}

/** By nearest deadline, those without one last. Nothing sealed is opened, so nothing is written down. */
export async function listCases(db: Db, query: CaseQuery = {}): Promise<CaseListing[]> {
  return (await getRows(db, query)).map(listing);
}

/** How many there are; nothing sealed is opened. */
export async function countCases(db: Db, query: CaseQuery = {}): Promise<number> {
  const { count } = await asked(db, query)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function getRows(db: Db, query: CaseQuery): Promise<CaseRow[]> {
  const { newest } = query;
  return asked(db, query)
    .selectAll()
    .$if(newest !== undefined, (select) => select.orderBy("changed_at", "desc").limit(newest ?? 0))
    .orderBy("due_at", (order) => order.asc().nullsLast())
    .orderBy("id")
    .execute();
}

function asked(db: Db, { states, team, dueBy, receivedFrom, ofSeries }: CaseQuery) {
  return db
    .selectFrom("case_record")
    .$if(states !== undefined, (select) => select.where("state", "in", states ?? []))
    .$if(team !== undefined, (select) => select.where("team", "=", team ?? ""))
    .$if(dueBy !== undefined, (select) => select.where("due_at", "<=", dueBy ?? null))
    .$if(receivedFrom !== undefined, (select) => select.where("received_at", ">=", receivedFrom ?? new Date()))
    .$if(ofSeries !== undefined, (select) =>
      select.where((where) => {
        const { series = "", state = "", is = true } = ofSeries ?? {};
        // The character behind the hyphen: every name of the series sorts before it.
        const named = where.and([where("id", ">=", `${series}-`), where("id", "<", `${series}.`)]);
        const those = where.and([named, where("state", "=", state)]);
        return is ? those : where.not(those);
      }),
    );
}

/**
 * Writes a new case with a key of its own, in the caller's transaction; `acts` are the first of its history.
 * Throws CONFLICT when the name is taken, INPUT_INVALID for contents that cannot be written down.
 */
export async function createCase(
  vault: CaseVault,
  trx: Db,
  made: CaseColumns & { readonly id: string; readonly contents: unknown; readonly acts?: readonly unknown[] },
  actor: string,
): Promise<void> {
  const { id, acts = [] } = made;
  const key = createCaseKey(vault.random);
  const contents = sealContents(vault, key, placeOf(id, 1), made.contents);
  const row = {
    ...columns(made),
    id,
    changed_at: vault.clock.now(),
    destroyed_at: null,
    version: 1,
    contents,
  };
  const wrapped = Buffer.from(wrapCaseKey(vault.master, id, key, vault.random));
  const written = await trx
    .with("made", (db) =>
      db
        .insertInto("case_record")
        .values(row)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id"),
    )
    .insertInto("case_key")
    .columns(["case_id", "master_id", "wrapped"])
    .expression((eb) =>
      eb
        .selectFrom("made")
        .select(["id", eb.cast<string>(eb.val(vault.master.id), "text").as("master_id")])
        .select(eb.cast<Buffer>(eb.val(wrapped), "bytea").as("wrapped")),
    )
    .returning("case_id")
    .executeTakeFirst();
  if (!written) throw new SamedayError("CONFLICT", `There is a case ${id} already.`);
  const rows = acts.map((act, index) => actRow(vault, key, { caseId: id, number: index + 1 }, act));
  if (rows.length > 0) await trx.insertInto("case_act").values(rows).execute();
  rememberKey(trx, id, key);
  await note(vault, trx, actor, "open case", id);
}

/**
 * For somebody's eyes; that they were shown it is written down. `allow` may refuse by throwing: then nothing was shown and
 * nothing is written. Throws NOT_FOUND, SEAL_BROKEN.
 */
export function readCase<T>(
  vault: CaseVault,
  id: string,
  reader: string,
  allow: (found: StoredCase<T>) => void = () => {},
): Promise<StoredCase<T>> {
  return noted(vault, reader, "read case", id, async (trx) => {
    const found = await tendCase<T>(vault, trx, id);
    allow(found);
    return found;
  });
}

/**
 * Opens one case for the desk's own decisions, such as whether somebody may read it; nobody may be shown what is opened here,
 * so nothing is written down. Throws NOT_FOUND, SEAL_BROKEN.
 */
export async function tendCase<T>(vault: CaseVault, db: Db, id: string): Promise<StoredCase<T>> {
  const row = await getRow(db, id);
  return openRow<T>(row, await keyOf(vault, db, id));
}

/** What the desk itself works on: cases that open, and the names of those that do not. */
export interface TendedCases<T> {
  readonly cases: readonly StoredCase<T>[];
  /** For an alarm: somebody changed what is stored, or another master key is in use. */
  readonly broken: readonly string[];
}

/**
 * Opens cases for the desk's own work, such as clocks; nobody may be shown what is opened here, so nothing is written down.
 * Cases whose contents were destroyed are left out, and one that does not open spoils no other.
 */
export async function tendCases<T>(vault: CaseVault, query: CaseQuery = {}): Promise<TendedCases<T>> {
  const cases: StoredCase<T>[] = [];
  const broken: string[] = [];
  const rows = (await getRows(vault.store.db, query)).filter((row) => row.destroyed_at === null);
  const wrapped = await wrappedKeysOf(vault.store.db, rows);
  for (const row of rows) {
    const key = wrapped.get(row.id);
    // Destroyed since it was listed.
    if (key === undefined) continue;
    try {
      cases.push(openRow<T>(row, unwrapped(vault, row.id, key)));
    } catch (error) {
      if (toSamedayError(error).code !== "SEAL_BROKEN") throw error;
      broken.push(row.id);
    }
  }
  return { cases, broken };
}

export interface CaseChange<T> {
  readonly columns: CaseColumns;
  readonly contents: T;
  /** The audit entry's verb: `claim case`. It must say nothing of the contents. */
  readonly action: string;
}

/**
 * Changes a case from what it is now, in the caller's transaction; nobody else changes it meanwhile.
 * `change` may refuse by throwing; it may run again with the transaction. Throws NOT_FOUND, SEAL_BROKEN.
 */
export async function changeCase<T>(
  vault: CaseVault,
  trx: Db,
  id: string,
  actor: string,
  change: (now: StoredCase<T>) => CaseChange<T>,
): Promise<void> {
  const row = await lockRow(trx, id);
  const key = await keyOf(vault, trx, id);
  const { columns: next, contents, action } = change(openRow<T>(row, key));
  const version = row.version + 1;
  const sealed = sealContents(vault, key, placeOf(id, version), contents);
  const values = { ...columns(next), version, contents: sealed, changed_at: vault.clock.now() };
  await trx.updateTable("case_record").set(values).where("id", "=", id).execute();
  await note(vault, trx, actor, action, id);
}

export type CaseRow = Selectable<CaseRecordTable>;

/** Locks the case until the transaction ends. Throws NOT_FOUND. */
export async function lockRow(trx: Db, id: string): Promise<CaseRow> {
  const row = await trx.selectFrom("case_record").selectAll().where("id", "=", id).forUpdate().executeTakeFirst();
  if (!row) throw noSuchCase(id);
  return row;
}

async function getRow(db: Db, id: string): Promise<CaseRow> {
  const row = await db.selectFrom("case_record").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw noSuchCase(id);
  return row;
}

function openRow<T>(row: CaseRow, key: KeyObject): StoredCase<T> {
  return { ...listing(row), contents: openContents<T>(key, placeOf(row.id, row.version), row.contents) };
}

function placeOf(caseId: string, version: number): Place {
  return { caseId, record: "case", version };
}

function listing(row: CaseRow): CaseListing {
  return {
    id: row.id,
    team: row.team,
    state: row.state,
    severity: row.severity,
    policy: row.policy,
    receivedAt: row.received_at,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    publicAt: row.public_at,
    changedAt: row.changed_at,
    destroyedAt: row.destroyed_at,
  };
}

function columns(from: CaseColumns) {
  return {
    team: from.team,
    state: from.state,
    severity: from.severity,
    policy: from.policy,
    received_at: from.receivedAt,
    due_at: from.dueAt,
    expires_at: from.expiresAt,
    public_at: from.publicAt,
  };
}
