import { cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { generateKey } from "openpgp";
import { listCaseMails, readCaseMail } from "../../src/cases/handling/outbox/index.ts";
import {
  addMessage,
  type CaseDesk,
  createCaseDesk,
  type HandlingContext,
  type KeptAttachment,
  type KeptCase,
  type KeptMessage,
  type RoleSigner,
} from "../../src/cases/index.ts";
import { toSamedayError } from "../../src/kernel/index.ts";
import { createKeyHolder, toBinaryKeys } from "../../src/openpgp/index.ts";
import { readAudit, type Store } from "../../src/store/index.ts";
import { type CaseHouse, openCaseHouse } from "./cases-house-kit.ts";
import { runner } from "./store-support.ts";

/** A house of cases with its desk, and with people who prepare, audit, send in packages, or are in no team. */
export interface DeskHouse extends CaseHouse {
  readonly desk: CaseDesk;
  /** Keeps a mail with a case as it came; answers its id. */
  mail(caseId: string, raw: string, judged?: JudgedMail): Promise<string>;
}

export interface JudgedMail {
  readonly attachments?: readonly Pick<KeptAttachment, "name" | "secret">[];
  readonly secretInClear?: boolean;
}

export const NOW = new Date("2026-11-22T12:00:00Z");
export const hoursOn = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

export async function openDeskHouse(): Promise<DeskHouse> {
  const { privateKey, publicKey } = await generateKey({
    userIDs: [{ name: "Acme Security", email: "security@acme.example" }],
    type: "ecc",
    curve: "curve25519Legacy",
    date: new Date("2026-11-01T00:00:00Z"),
  });
  const holder = createKeyHolder({ secretKeys: [Buffer.from(privateKey)], runner, now: () => NOW });
  const fingerprint = async (): Promise<string> => (await holder.keys())[0]?.fingerprint ?? "";
  const signer: RoleSigner = {
    fingerprint,
    fingerprints: async () => [await fingerprint()],
    certificate: async () => toBinaryKeys(Buffer.from(publicKey)),
    certificates: async () => [toBinaryKeys(Buffer.from(publicKey))],
    sign: (text) => holder.sign(text, "detached"),
    clearSign: (text) => holder.sign(Buffer.from(text), "clear"),
  };
  const house = await openCaseHouse({ now: NOW, signer });
  const definitions = path.join(house.directory, "definition");
  mkdirSync(definitions);
  cpSync(path.resolve(import.meta.dirname, "../../examples/advisories"), definitions, { recursive: true });
  const context = { ...withMorePeople(house.context), opener: holder.opener };
  return {
    ...house,
    context,
    desk: createCaseDesk({ ...context, definitionFile: path.join(definitions, "distribution.toml") }),
    async mail(caseId, raw, judged = {}) {
      const message = { caseId, at: context.clock.now(), arrival: null, raw: Buffer.from(raw) };
      const kept = await house.store.transaction((trx) =>
        addMessage(context.vault, trx, { ...message, contents: keptMail(judged) }, "desk"),
      );
      return kept.id;
    },
    async close() {
      await holder.close();
      await house.close();
    },
  };
}

function withMorePeople(context: HandlingContext): HandlingContext {
  const { definition } = context;
  const [someone] = definition.people;
  if (!someone) throw new Error("The house has nobody.");
  const more = (
    [
      ["asa", "assistant"],
      ["aude", "auditor"],
      ["olga", "full"],
      ["ulf", "uploader"],
    ] as const
  ).map(([id, role]) => ({
    ...someone,
    ...{ id, role, name: id, email: `${id}@acme.example` },
  }));
  return { ...context, definition: { ...definition, people: [...definition.people, ...more] } };
}

function keptMail({ attachments = [], secretInClear = false }: JudgedMail): KeptMessage {
  return {
    direction: "in",
    by: "alice@reporter.example.net",
    messageId: "<1@reporter.example.net>",
    shown: { headers: [{ name: "Subject", text: "crash", protected: false }], parts: [] },
    judgement: {
      disposition: "new_case",
      because: "It is a report.",
      crypto: {
        ...{ layer: "none", decrypted: null, integrity: null },
        ...{ signature: "none", signer: null, signerMatchesFrom: null },
      },
      reply: "ask_for_key_or_clear",
      flags: secretInClear ? ["secret_key_received"] : [],
      attachments: attachments.map(({ name, secret }) => ({
        ...{ name, secret, mediaType: "text/plain", encrypted: false, signers: [], bytes: 5 },
      })),
      command: "",
    },
    encryptedTo: [],
  };
}

/** The tables of cases that hold a word in the clear. */
export async function tablesHolding({ db }: Store, word: string): Promise<readonly string[]> {
  const tables = ["audit_entry", "case_record", "case_message", "case_act", "case_mail", "absence", "intake_entry"];
  const found: string[] = [];
  for (const table of tables) {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int AS count FROM ${sql.table(table)} AS each
      WHERE each::text LIKE ${`%${word}%`}`.execute(db);
    if (rows[0]?.count !== 0) found.push(table);
  }
  return found;
}

/** A mail that waits, as text. */
export function textOfMail(mail: Awaited<ReturnType<typeof readCaseMail>>): string {
  return "raw" in mail ? Buffer.from(mail.raw).toString() : JSON.stringify(mail);
}

/** A case that pia has taken. */
export async function claimed(house: DeskHouse, kept: Partial<KeptCase> = {}): Promise<string> {
  const id = await house.put({}, kept);
  await house.desk.act("pia", id, { act: "claim", team: "network" });
  return id;
}

/** What stands in the log about an object, `WHO: WHAT`, the oldest first. */
export async function audited(house: DeskHouse, object: string): Promise<readonly string[]> {
  return (await readAudit(house.store.db, { object })).map(({ actor, action }) => `${actor}: ${action}`).reverse();
}

/** The mails that wait, of those whose key begins so. */
export async function mailsOf(
  house: DeskHouse,
  key: string,
): Promise<readonly Awaited<ReturnType<typeof readCaseMail>>[]> {
  const mails = (await listCaseMails(house.context)).filter((mail) => mail.key.startsWith(key));
  return Promise.all(mails.map(({ id }) => readCaseMail(house.context, id, "pia")));
}

/** With which code and words something is refused; that it was not, if it was not. */
export async function refusal(ask: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  const { code, message } = toSamedayError(
    await ask.then(
      () => new Error("It was not refused."),
      (error) => error,
    ),
  );
  return { code, message };
}
