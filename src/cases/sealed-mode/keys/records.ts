import type { Db } from "../../records/index.ts";

/** A decryption subkey of the role key as it is kept, with who has it and where it stands. */
export interface KeptRoleKey {
  readonly subkey: string;
  readonly fingerprint: string;
  /** Public, binary. */
  readonly certificate: Uint8Array;
  readonly ends: Date | undefined;
  readonly madeBy: string;
  readonly madeAt: Date;
  readonly changedAt: Date;
  readonly copies: readonly {
    readonly person: string;
    readonly hash: string;
    readonly madeAt: Date;
    readonly receivedAt: Date | undefined;
  }[];
  readonly places: readonly { readonly place: string; readonly found: string; readonly lookedAt: Date }[];
  readonly test: {
    readonly messageId: string;
    readonly sentAt: Date | undefined;
    readonly caseId: string | undefined;
    readonly openedBy: string;
    readonly openedAt: Date | undefined;
  };
}

/** Every subkey that was ever handed out, the oldest first; the last is the current one. */
export async function loadRoleKeys(db: Db): Promise<readonly KeptRoleKey[]> {
  const keys = await db.selectFrom("role_key").selectAll().orderBy("made_at").orderBy("subkey").execute();
  const copies = await db
    .selectFrom("role_key_copy")
    .select(["subkey", "person", "hash", "made_at", "received_at"])
    .orderBy("person")
    .execute();
  const places = await db.selectFrom("role_key_place").selectAll().orderBy("place").execute();
  return keys.map((row) => ({
    subkey: row.subkey,
    fingerprint: row.fingerprint,
    certificate: row.certificate,
    ends: row.ends_at ?? undefined,
    madeBy: row.made_by,
    madeAt: row.made_at,
    changedAt: row.changed_at,
    copies: copies
      .filter(({ subkey }) => subkey === row.subkey)
      .map(({ person, hash, made_at, received_at }) => {
        return { person, hash, madeAt: made_at, receivedAt: received_at ?? undefined };
      }),
    places: places
      .filter(({ subkey }) => subkey === row.subkey)
      .map(({ place, found, looked_at }) => ({ place, found, lookedAt: looked_at })),
    test: {
      messageId: row.test_message_id,
      sentAt: row.test_sent_at ?? undefined,
      caseId: row.test_case ?? undefined,
      openedBy: row.test_opened_by,
      openedAt: row.test_opened_at ?? undefined,
    },
  }));
}

/** Since when each thing is due, by its reason. */
export async function loadDue(db: Db): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.selectFrom("role_key_due").selectAll().execute();
  return new Map(rows.map(({ reason, since }) => [reason, since]));
}
