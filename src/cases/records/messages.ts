import { SamedayError, type Sha256, toSamedayError } from "../../kernel/index.ts";
import { fingerprintOf, openValue, type Place, sealValue } from "../sealed/index.ts";
import {
  type CaseVault,
  type Db,
  keyOf,
  note,
  noted,
  openContents,
  sealContents,
  unwrapped,
  wrappedKeysOf,
} from "./vault.ts";

/** A message to be kept with a case. */
export interface NewMessage {
  readonly caseId: string;
  /** When it came or went. */
  readonly at: Date;
  /** Which arrival of the spool it is; null for what did not come by it. */
  readonly arrival: Sha256 | null;
  /** As it came. */
  readonly raw: Uint8Array;
  /** Envelope, judgement, what is shown. */
  readonly contents: unknown;
}

export interface StoredMessage<T> {
  readonly id: string;
  readonly caseId: string;
  readonly at: Date;
  readonly arrival: Sha256 | null;
  readonly contents: T;
}

export interface KnownMessage {
  readonly id: string;
  readonly caseId: string;
}

/**
 * The message that is the same arrival or has the same bytes, if one is kept. Whoever judges an arrival asks first, in the
 * transaction in which it writes: after a kill, or when a mail system repeats itself, the same comes again.
 */
export async function findMessage(
  vault: CaseVault,
  db: Db,
  asked: Pick<NewMessage, "arrival" | "raw">,
): Promise<KnownMessage | undefined> {
  return findKept(db, asked.arrival, fingerprintOf(vault.master, asked.raw));
}

async function findKept(db: Db, arrival: string | null, fingerprint: Uint8Array): Promise<KnownMessage | undefined> {
  const found = await db
    .selectFrom("case_message")
    .select(["id", "case_id"])
    .where((is) => is.or([is("fingerprint", "=", fingerprint), is("arrival", "=", arrival)]))
    .executeTakeFirst();
  return found && { id: found.id, caseId: found.case_id };
}

/** How many messages a case has; none for a case that is not there. Nothing is opened. */
export async function countMessages(db: Db, caseId: string): Promise<number> {
  const { count } = await db
    .selectFrom("case_message")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("case_id", "=", caseId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What became of a message that was to be kept. */
export interface AddedMessage extends KnownMessage {
  readonly isNew: boolean;
}

/**
 * Keeps a message with its case, in the caller's transaction. One that is kept already, with whichever case, is not kept
 * again: the answer is then the one that is there. Throws NOT_FOUND, SEAL_BROKEN.
 */
export async function addMessage(vault: CaseVault, trx: Db, message: NewMessage, actor: string): Promise<AddedMessage> {
  const [added] = await addMessages(vault, trx, [message], actor);
  if (!added) throw missing();
  return added;
}

/** The same for several, in their order and in one step. */
export async function addMessages(
  vault: CaseVault,
  trx: Db,
  messages: readonly NewMessage[],
  actor: string,
): Promise<readonly AddedMessage[]> {
  const rows = [];
  for (const message of messages) rows.push(await rowOf(vault, trx, message));
  const inserted = await trx
    .insertInto("case_message")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .execute();
  const written = new Set(inserted.map(({ id }) => id));
  const added: AddedMessage[] = [];
  for (const { id, case_id: caseId, arrival, fingerprint } of rows) {
    if (written.has(id)) {
      await note(vault, trx, actor, "keep message", caseId);
      added.push({ id, caseId, isNew: true });
      continue;
    }
    const known = await findKept(trx, arrival, fingerprint);
    if (!known) throw missing();
    added.push({ ...known, isNew: false });
  }
  return added;
}

async function rowOf(vault: CaseVault, trx: Db, { caseId, at, arrival, raw, contents }: NewMessage) {
  const key = await keyOf(vault, trx, caseId);
  const id = Buffer.from(vault.random.bytes(16)).toString("hex");
  return {
    id,
    case_id: caseId,
    at,
    arrival,
    fingerprint: fingerprintOf(vault.master, raw),
    version: 1,
    contents: sealContents(vault, key, placeOf(caseId, id, 1), contents),
    raw: sealValue(key, rawPlaceOf(caseId, id), raw, vault.random),
  };
}

function missing(): SamedayError {
  return new SamedayError("INTERNAL", "A message was there and is not.");
}

/** A case's messages for somebody's eyes, the oldest first, without what they were like as they came. */
export function readMessages<T>(vault: CaseVault, caseId: string, reader: string): Promise<StoredMessage<T>[]> {
  return noted(vault, reader, "read messages", caseId, async (trx) => {
    const key = await keyOf(vault, trx, caseId);
    const rows = await trx
      .selectFrom("case_message")
      .select(["id", "at", "arrival", "version", "contents"])
      .where("case_id", "=", caseId)
      .orderBy("at")
      .orderBy("id")
      .execute();
    return rows.map(({ id, at, arrival, version, contents }) => {
      return { id, caseId, at, arrival, contents: openContents<T>(key, placeOf(caseId, id, version), contents) };
    });
  });
}

/**
 * One message for the desk's own decisions, as whether a file in it may be handed out; nobody may be shown what is opened
 * here, so nothing is written down. Throws NOT_FOUND for one that is not this case's, SEAL_BROKEN.
 */
export async function tendMessage<T>(
  vault: CaseVault,
  db: Db,
  { caseId, id }: KnownMessage,
): Promise<StoredMessage<T>> {
  const key = await keyOf(vault, db, caseId);
  const { at, arrival, version, contents } = await db
    .selectFrom("case_message")
    .select(["at", "arrival", "version", "contents"])
    .where("id", "=", id)
    .where("case_id", "=", caseId)
    .executeTakeFirstOrThrow(() => noSuchMessage(caseId));
  return { id, caseId, at, arrival, contents: openContents<T>(key, placeOf(caseId, id, version), contents) };
}

/**
 * The first message of each case, by the case's name, for the desk's own decisions; nobody may be shown what is opened here,
 * so nothing is written down. One that does not open is left out.
 */
export async function tendFirstMessages<T>(
  vault: CaseVault,
  db: Db,
  cases: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, StoredMessage<T>>> {
  const first = new Map<string, StoredMessage<T>>();
  const keys = await wrappedKeysOf(db, cases);
  if (keys.size === 0) return first;
  const rows = await db
    .selectFrom("case_message")
    .distinctOn("case_id")
    .select(["id", "case_id", "at", "arrival", "version", "contents"])
    .where("case_id", "in", [...keys.keys()])
    .orderBy("case_id")
    .orderBy("at")
    .orderBy("id")
    .execute();
  for (const { id, case_id: caseId, at, arrival, version, contents } of rows) {
    const key = keys.get(caseId);
    if (key === undefined) continue;
    try {
      const opened = openContents<T>(unwrapped(vault, caseId, key), placeOf(caseId, id, version), contents);
      first.set(caseId, { id, caseId, at, arrival, contents: opened });
    } catch (error) {
      if (toSamedayError(error).code !== "SEAL_BROKEN") throw error;
    }
  }
  return first;
}

/** A message as it came. Throws NOT_FOUND for one that is not this case's. */
export function readRawMessage(vault: CaseVault, { caseId, id }: KnownMessage, reader: string): Promise<Uint8Array> {
  return noted(vault, reader, "read message as it came", caseId, async (trx) => {
    const key = await keyOf(vault, trx, caseId);
    const { raw } = await trx
      .selectFrom("case_message")
      .select("raw")
      .where("id", "=", id)
      .where("case_id", "=", caseId)
      .executeTakeFirstOrThrow(() => noSuchMessage(caseId));
    return openValue(key, rawPlaceOf(caseId, id), raw);
  });
}

/** Replaces what a message was judged to be, as when its key was found later. Throws NOT_FOUND, SEAL_BROKEN. */
export async function judgeMessageAgain(
  vault: CaseVault,
  trx: Db,
  { caseId, id }: KnownMessage,
  contents: unknown,
  actor: string,
): Promise<void> {
  const key = await keyOf(vault, trx, caseId);
  const { version } = await trx
    .selectFrom("case_message")
    .select("version")
    .where("id", "=", id)
    .where("case_id", "=", caseId)
    .forUpdate()
    .executeTakeFirstOrThrow(() => noSuchMessage(caseId));
  const next = version + 1;
  const sealed = sealContents(vault, key, placeOf(caseId, id, next), contents);
  await trx.updateTable("case_message").set({ version: next, contents: sealed }).where("id", "=", id).execute();
  await note(vault, trx, actor, "judge message again", caseId);
}

function noSuchMessage(caseId: string): SamedayError {
  return new SamedayError("NOT_FOUND", `There is no such message in ${caseId}.`);
}

function placeOf(caseId: string, id: string, version: number): Place {
  return { caseId, record: `message/${id}`, version };
}

/** What came never changes. */
function rawPlaceOf(caseId: string, id: string): Place {
  return { caseId, record: `message/${id}/raw`, version: 1 };
}
