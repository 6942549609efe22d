import { formatProblem, SamedayError } from "../../../kernel/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { requireAbout, requireFresh, textSignedBy } from "../signed-by.ts";
import { parseReceiptWord } from "./words.ts";

/** The copy that waits for somebody. */
export interface OwnCopy {
  readonly roleKey: string;
  readonly subkey: string;
  readonly certificate: Uint8Array;
  readonly sealed: Uint8Array;
  readonly hash: string;
  readonly madeBy: string;
  readonly received: boolean;
}

/** The copy of the current subkey that was sealed to somebody. Throws NOT_FOUND where there is none. */
export async function ownCopy({ vault, clock }: HandlingContext, by: string): Promise<OwnCopy> {
  return vault.store.transaction(async (trx) => {
    const row = await trx
      .selectFrom("role_key_copy")
      .innerJoin("role_key", "role_key.subkey", "role_key_copy.subkey")
      .select(["role_key.fingerprint", "role_key.subkey", "role_key.certificate"])
      .select(["role_key_copy.sealed", "role_key_copy.hash", "role_key_copy.made_by", "role_key_copy.received_at"])
      .where("role_key_copy.person", "=", by)
      .orderBy("role_key.made_at", "desc")
      .executeTakeFirst();
    if (!row) throw new SamedayError("NOT_FOUND", "No copy of the role key was sealed to you.");
    await appendAudit(trx, { at: clock.now(), actor: by, action: "fetch own copy of role key", object: "role key" });
    return {
      ...{ roleKey: row.fingerprint, subkey: row.subkey, certificate: row.certificate, sealed: row.sealed },
      ...{ hash: row.hash, madeBy: row.made_by, received: row.received_at !== null },
    };
  });
}

/** Keeps the receipt of somebody who has their copy. Throws NOT_FOUND, SIGNATURE_BAD, SIGNER_UNKNOWN, CASE_REFUSED. */
export async function takeReceipt(context: HandlingContext, by: string, signed: string): Promise<void> {
  const { vault, clock, publicUrl } = context;
  const { value: word, problems } = parseReceiptWord(await textSignedBy(context, by, signed));
  if (!word) {
    const [first] = problems;
    throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : "The signed text is no receipt.");
  }
  const copy = await ownCopy(context, by);
  requireAbout([
    ["desk", word.desk, publicUrl],
    ["role key", word.roleKey, copy.roleKey],
    ["subkey", word.subkey, copy.subkey],
    ["copy", word.copy, copy.hash],
    ["person", word.person, by],
  ]);
  requireFresh(word.made, clock.now());
  const at = clock.now();
  await vault.store.transaction(async (trx) => {
    await trx
      .updateTable("role_key_copy")
      .set({ receipt: signed, received_at: at })
      .where("subkey", "=", copy.subkey)
      .where("person", "=", by)
      .where("hash", "=", copy.hash)
      .execute();
    await appendAudit(trx, { at, actor: by, action: "receive role key", object: "role key" });
  });
}
