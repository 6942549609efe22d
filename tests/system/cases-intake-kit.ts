import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ArrivedMail, HandlingContext } from "../../src/cases/index.ts";
import { readCaseMail } from "../../src/cases/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createKeyHolder } from "../../src/openpgp/index.ts";
import { type CaseHouse, type HouseOptions, openCaseHouse } from "./cases-house-kit.ts";
import { createPgp, encryptedPart, entity, filePart, type PartText, type Pgp, textPart } from "./cases-mail-kit.ts";
import { runner } from "./store-support.ts";

/** The house of the cases with a role key, staff with keys, and a reporter who writes to it. */
export interface IntakeHouse {
  readonly house: CaseHouse;
  readonly context: HandlingContext;
  readonly pgp: Pgp;
  /** Primary fingerprints. */
  readonly keys: { readonly role: string; readonly pia: string; readonly alice: string };
  readonly directory: string;
  /** A mail as bytes. */
  mail(part: PartText, headers: readonly string[]): Uint8Array;
  /** What Alice would send: signed, encrypted, with her key. */
  report(subject: string, text: string, messageId: string): Uint8Array;
  arrival(message: Uint8Array, more?: { readonly from?: string; readonly id?: string }): ArrivedMail;
  close(): Promise<void>;
}

export const ALICE = "alice@reporter.example.net";
export const PIA = "pia@acme.example";
export const US = "security@acme.example";

export async function openIntakeHouse(options: HouseOptions): Promise<IntakeHouse> {
  const directory = mkdtempSync("/tmp/sd-take-");
  const pgp = createPgp(directory);
  const keys = {
    role: pgp.key(`Acme <${US}>`),
    pia: pgp.key(`Pia <${PIA}>`),
    alice: pgp.key(`Alice <${ALICE}>`),
  };
  const keyFile = join(directory, "pia.asc");
  writeFileSync(keyFile, pgp.publicKey(keys.pia));
  const house = await openCaseHouse(options);
  const { clock, definition } = house.context;
  const holder = createKeyHolder({ secretKeys: [Buffer.from(pgp.secretKey(keys.role))], runner, now: clock.now });
  const people = definition.people.map((one) =>
    one.id === "pia" ? { ...one, keyFile, fingerprints: [keys.pia] } : one,
  );
  const certificate = async (): Promise<Uint8Array> => (await holder.keys())[0]?.certificate ?? new Uint8Array();
  const context: HandlingContext = {
    ...house.context,
    definition: { ...definition, people },
    opener: holder.opener,
    signer: {
      fingerprint: async () => keys.role,
      fingerprints: async () => [keys.role],
      certificate,
      certificates: async () => [await certificate()],
      sign: (text) => holder.sign(text, "detached"),
      clearSign: (text) => holder.sign(Buffer.from(text), "clear"),
    },
  };
  const mail = (part: PartText, headers: readonly string[]): Uint8Array =>
    Buffer.from(entity({ headers: [...headers, `To: ${US}`, "MIME-Version: 1.0", ...part.headers], body: part.body }));
  return {
    ...{ house, context, pgp, keys, directory, mail },
    report(subject, text, messageId) {
      const key = filePart("alice.asc", pgp.publicKey(keys.alice), "application/pgp-keys");
      const inner: PartText = {
        headers: ['Content-Type: multipart/mixed; protected-headers="v1"', `Subject: ${subject}`],
        body: [textPart(text), key],
      };
      const armored = pgp.encrypt(entity(inner), [keys.role], { by: keys.alice });
      return mail(encryptedPart(armored), [`From: ${ALICE}`, "Subject: ...", `Message-ID: ${messageId}`]);
    },
    arrival(message, { from = ALICE, id } = {}) {
      const envelope = { arrivedAt: clock.now(), from, recipients: [US], client: "mail.example", utf8: false };
      return { id: sha256(id ?? message), envelope, message };
    },
    async close() {
      await holder.close();
      pgp.close();
      await house.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A mail that waits, by the beginning of its key, as text; with its message id. */
export async function waitingMail(
  context: HandlingContext,
  begins: string,
): Promise<{ readonly text: string; readonly messageId: string }> {
  const { id } = await context.vault.store.db
    .selectFrom("case_mail")
    .select("id")
    .where("key", "like", `${begins}%`)
    .orderBy("created_at", "desc")
    .executeTakeFirstOrThrow();
  const mail = await readCaseMail(context, id, "tester");
  const text = "raw" in mail ? Buffer.from(mail.raw).toString("latin1") : JSON.stringify(mail);
  return { text, messageId: /^message-id: *(<[^>]+>)/im.exec(text)?.[1] ?? "" };
}
