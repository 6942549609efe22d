import { formatProblem, SamedayError, sha256 } from "../../../kernel/index.ts";
import { type KeyParts, keyIdsOf, readKeyParts, readRecipients, toBinaryKeys } from "../../../openpgp/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { keysOf, requireAbout, requireFresh, textSignedBy } from "../signed-by.ts";
import { holdersOf } from "./holders.ts";
import { mayHave } from "./procedure.ts";
import { type KeptRoleKey, loadRoleKeys } from "./records.ts";
import { type CopiesWord, parseCopiesWord } from "./words.ts";

/** What somebody hands in who has the role key's secret part. */
export interface HandedCopies {
  /** Clear-signed list. */
  readonly signed: string;
  /** The public certificate, armored or binary. */
  readonly certificate: Uint8Array;
  /** One OpenPGP message to each person. */
  readonly copies: readonly { readonly person: string; readonly sealed: Uint8Array }[];
}

const LARGEST = 1_000_000;

/**
 * Takes sealed copies of a decryption subkey, and its public certificate. Throws NOT_ALLOWED for who is no holder;
 * SIGNATURE_BAD, SIGNER_UNKNOWN; INPUT_INVALID for a certificate or copy that is not what it has to be; CASE_REFUSED where
 * somebody would be left out, where a copy is for somebody else, and for a subkey that somebody who left has.
 */
export async function handInCopies(context: HandlingContext, by: string, handed: HandedCopies): Promise<void> {
  const { vault, clock, runner, intake, definition, publicUrl } = context;
  const holders = holdersOf(definition);
  if (!holders.includes(by)) {
    throw new SamedayError("NOT_ALLOWED", "Only point people and deputies hand out the role key.");
  }
  if ([handed.certificate, ...handed.copies.map(({ sealed }) => sealed)].some(({ length }) => length > LARGEST)) {
    throw new SamedayError("INPUT_INVALID", "A key or a copy is larger than one megabyte.");
  }
  const certificate = toBinaryKeys(handed.certificate);
  const word = read(await textSignedBy(context, by, handed.signed));
  requireAbout([
    ["desk", word.desk, publicUrl],
    ["person", word.person, by],
    ["certificate", word.certificate, sha256(certificate)],
    ["copies", listOf(word.copies), listOf(handed.copies.map((one) => ({ ...one, hash: sha256(one.sealed) })))],
  ]);
  requireFresh(word.made, clock.now());
  const parts = await readKeyParts(runner, certificate);
  requireFit(parts, word, intake.address, clock.now());
  await requirePublic(context, certificate);
  for (const { person, sealed } of handed.copies) await requireFor(context, person, sealed);
  const at = clock.now();
  await vault.store.transaction(async (trx) => {
    const known = await loadRoleKeys(trx);
    requireComplete({ holders, by, word, known });
    const before = known.find(({ subkey }) => subkey === word.subkey);
    const ends = parts.parts[0]?.expires ?? null;
    const row = {
      fingerprint: parts.fingerprint,
      certificate: Buffer.from(certificate),
      ends_at: ends,
      signed: handed.signed,
    };
    if (!before) {
      const made = { made_by: by, made_at: at, changed_at: at };
      await trx
        .insertInto("role_key")
        .values({ subkey: word.subkey, ...row, ...made })
        .execute();
    } else if (Buffer.compare(before.certificate, certificate) !== 0) {
      // Another public part has to be published and tried anew.
      const untested = { test_hash: "", test_message_id: "", test_sent_at: null, test_case: null };
      const unopened = { test_opened_by: "", test_opened_at: null };
      const next = { ...row, ...untested, ...unopened, changed_at: at };
      await trx.updateTable("role_key").set(next).where("subkey", "=", word.subkey).execute();
      await trx.deleteFrom("role_key_place").where("subkey", "=", word.subkey).execute();
    }
    for (const { person, sealed } of handed.copies) {
      const copy = {
        sealed: Buffer.from(sealed),
        hash: sha256(sealed),
        made_by: by,
        made_at: at,
        receipt: "",
        received_at: null,
      };
      await trx
        .insertInto("role_key_copy")
        .values({ subkey: word.subkey, person, ...copy })
        .onConflict((conflict) => conflict.columns(["subkey", "person"]).doUpdateSet(copy))
        .execute();
    }
    const details = { subkey: word.subkey, people: handed.copies.map(({ person }) => person) };
    await appendAudit(trx, { at, actor: by, action: "hand out role key", object: "role key", details });
  });
}

function read(text: string): CopiesWord {
  const { value, problems } = parseCopiesWord(text);
  if (value) return value;
  const [first] = problems;
  throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : "The signed text is no list of copies.");
}

function listOf(copies: readonly { readonly person: string; readonly hash: string }[]): string {
  return copies
    .map(({ person, hash }) => `${person}=${hash}`)
    .sort()
    .join(" ");
}

/** The subkey is the one that programs encrypt to, now, and the key names the security address. */
function requireFit(parts: KeyParts, word: CopiesWord, address: string, now: Date): void {
  const [first] = parts.parts.filter(({ revoked, expires }) => !revoked && (!expires || expires > now));
  const rules: readonly (readonly [boolean, string])[] = [
    [parts.fingerprint === word.roleKey, "The certificate is not of the key that the list names."],
    [!parts.revoked && (!parts.expires || parts.expires > now), "The key has ended or is revoked."],
    [
      first?.fingerprint === word.subkey,
      "The list names another part than the one that programs encrypt to, which is the youngest that has not ended.",
    ],
    [
      parts.userIds.some((userId) => userId.toLowerCase().includes(`<${address}>`) || userId.toLowerCase() === address),
      `None of the key's user ids names ${address}.`,
    ],
  ];
  const [wrong] = rules.filter(([holds]) => !holds);
  if (wrong) throw new SamedayError("INPUT_INVALID", wrong[1]);
}

async function requirePublic({ opener }: HandlingContext, certificate: Uint8Array): Promise<void> {
  const { certificates, secret } = await opener.readCertificates(certificate);
  if (secret)
    throw new SamedayError(
      "INPUT_INVALID",
      "The file holds a secret key: the desk must never see one. Treat it as lost.",
    );
  if (certificates.length !== 1 || !certificates[0]?.canEncrypt) {
    const why = certificates.length === 1 ? certificates[0]?.cannotEncrypt : undefined;
    const lack = why === undefined ? "" : `: ${why}`;
    throw new SamedayError("INPUT_INVALID", `The file does not hold one public key that can be encrypted to${lack}.`);
  }
}

/** A copy opens for its person and for nobody else. */
async function requireFor(context: HandlingContext, person: string, sealed: Uint8Array): Promise<void> {
  const ids = (await keysOf(context, person)).map(({ bytes }) => keyIdsOf(bytes));
  const found = readRecipients(sealed);
  const areTheirs = found?.keyIds.every((id) => id !== undefined && ids.some((own) => own.has(id))) ?? false;
  if (found && areTheirs && found.keyIds.length > 0 && found.passwords === 0 && found.isProtected) return;
  throw new SamedayError("INPUT_INVALID", `The copy for ${person} is not one message encrypted to their keys alone.`);
}

function requireComplete({
  holders,
  by,
  word,
  known,
}: {
  readonly holders: readonly string[];
  readonly by: string;
  readonly word: CopiesWord;
  readonly known: readonly KeptRoleKey[];
}): void {
  const refuse = (message: string): never => {
    throw new SamedayError("CASE_REFUSED", message);
  };
  const given = word.copies.map(({ person }) => person);
  const strangers = given.filter((person) => !holders.includes(person));
  if (strangers.length > 0) refuse(`No copy is for ${strangers.join(", ")}: they are no point people or deputies.`);
  const before = known.find(({ subkey }) => subkey === word.subkey);
  const has = before ? mayHave(before) : [by];
  const left = has.filter((who) => !holders.includes(who));
  if (left.length > 0) {
    refuse(
      `${left.join(", ")} has this subkey and is a point person or deputy no more: make a new one, and hand that out.`,
    );
  }
  if (before && known.at(-1) !== before) refuse("A younger subkey was handed out since.");
  const without = holders.filter((who) => who !== by && !has.includes(who) && !given.includes(who));
  if (without.length > 0) refuse(`There is no copy for ${without.join(", ")}.`);
}
