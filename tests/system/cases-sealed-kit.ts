import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ArrivedMail,
  createSealedDesk,
  factsOf,
  formatStatement,
  type HandlingContext,
  type Judgement,
  judge,
  publicRoleKey,
  type SealedDesk,
  type Statement,
  startMemory,
  stateToJudge,
  type ToOpen,
  takeIn,
} from "../../src/cases/index.ts";
import type { IntakeSettings } from "../../src/distribution/index.ts";
import type { ProcessRunner } from "../../src/kernel/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createLentOpener, sessionKeyByKeyring } from "../../src/openpgp/index.ts";
import { type CaseHouse, openCaseHouse } from "./cases-house-kit.ts";
import { createPgp, encryptedPart, entity, filePart, type PartText, type Pgp, textPart } from "./cases-mail-kit.ts";
import { runner } from "./store-support.ts";

/** The house of the cases without a role key: pia and dan hold it in one keyring with everybody's keys, which the desk never sees. */
export interface SealedHouse {
  readonly house: CaseHouse;
  readonly context: HandlingContext;
  readonly desk: SealedDesk;
  readonly pgp: Pgp;
  /** Primary fingerprints. */
  readonly keys: Readonly<Record<"role" | "pia" | "dan" | "paul" | "leo" | "alice" | "eve", string>>;
  /** The home of the keyring. */
  readonly keyring: string;
  /** Alice's mail, taken in; answers case and message. */
  report(text: string, options?: ReportOptions): Promise<{ readonly caseId: string; readonly messageId: string }>;
  /** What somebody would sign who opens a message on their machine. */
  statement(by: string, caseId: string, messageId: string): Promise<{ statement: Statement; replyKey: Uint8Array }>;
  /** Signs as somebody and hands it in. */
  state(
    by: "pia" | "dan",
    caseId: string,
    messageId: string,
    changes?: Partial<Statement>,
  ): ReturnType<SealedDesk["state"]>;
  close(): Promise<void>;
}

export interface ReportOptions {
  readonly from?: string;
  readonly headers?: readonly string[];
  readonly files?: readonly PartText[];
  readonly unsigned?: boolean;
  /** Whose key signs and goes along, in place of Alice's. */
  readonly by?: string;
  /** No key goes along. */
  readonly bare?: boolean;
}

export const ALICE = "alice@reporter.example.net";
export const US = "security@acme.example";

export async function openSealedHouse(
  changes: Partial<IntakeSettings> = {},
  outside: ProcessRunner = runner,
): Promise<SealedHouse> {
  const directory = mkdtempSync("/tmp/sd-seal-");
  const pgp = createPgp(directory);
  const keys = {
    role: pgp.key(`Acme <${US}>`),
    pia: pgp.key("Pia <pia@acme.example>"),
    dan: pgp.key("Dan <dan@acme.example>"),
    paul: pgp.key("Paul <paul@acme.example>"),
    leo: pgp.key("Leo <leo@acme.example>"),
    alice: pgp.key(`Alice <${ALICE}>`),
    eve: pgp.key("Eve <eve@evil.example>"),
  };
  // The clock stands after the keys were made: none is of use before.
  const house = await openCaseHouse({ now: new Date(), intake: { ...changes, roleKey: "sealed" } });
  const people = house.context.definition.people.map((person) => {
    if (person.id !== "pia" && person.id !== "dan" && person.id !== "paul" && person.id !== "leo") return person;
    const keyFile = join(directory, `${person.id}.asc`);
    writeFileSync(keyFile, pgp.publicKey(keys[person.id]));
    return { ...person, keyFile, fingerprints: [keys[person.id]] };
  });
  const context: HandlingContext = {
    ...house.context,
    definition: { ...house.context.definition, people },
    signer: publicRoleKey(house.store),
    runner: outside,
  };
  const desk = createSealedDesk(context);
  let mails = 0;
  const keyring = join(directory, "gpg");
  const { clock } = context;

  async function report(text: string, options: ReportOptions = {}) {
    const { from = ALICE, by = keys.alice, headers = [], files = [], unsigned, bare } = options;
    mails += 1;
    const key = filePart("alice.asc", pgp.publicKey(by), "application/pgp-keys");
    const inner: PartText = {
      headers: ['Content-Type: multipart/mixed; protected-headers="v1"', "Subject: what it is"],
      body: [textPart(text), ...files, ...(bare ? [] : [key])],
    };
    const armored = pgp.encrypt(entity(inner), [keys.role], unsigned ? {} : { by });
    const part = encryptedPart(armored);
    const head = [`From: ${from}`, "Subject: ...", `Message-ID: <m${mails}@reporter.example.net>`, `To: ${US}`];
    const message = Buffer.from(
      entity({ headers: [...head, ...headers, "MIME-Version: 1.0", ...part.headers], body: part.body }),
    );
    const envelope = { arrivedAt: clock.now(), from, recipients: [US], client: "mail.example", utf8: false };
    const arrival: ArrivedMail = { id: sha256(message), envelope, message };
    const { caseId } = await takeIn(context, arrival);
    const { id } = await house.store.db
      .selectFrom("case_message")
      .select("id")
      .where("arrival", "=", arrival.id)
      .executeTakeFirstOrThrow();
    return { caseId, messageId: id };
  }

  /** Each message is opened once: gpg and a thread start for it. */
  const opened = new Map<string, Judgement>();
  async function judged(told: ToOpen, messageId: string, raw: Uint8Array): Promise<Judgement> {
    const before = opened.get(messageId);
    if (before) return before;
    const lend = sessionKeyByKeyring(runner, { home: keyring, asking: {} });
    const opener = createLentOpener(lend, { runner, now: () => clock.now() });
    const judgement = await judge(raw, { from: undefined }, startMemory(stateToJudge(told, clock.now())), opener);
    await opener.close();
    opened.set(messageId, judgement);
    return judgement;
  }

  async function statement(by: string, caseId: string, messageId: string) {
    const told = await desk.toOpen(by, caseId, messageId);
    const { raw } = await rawOf(context, caseId, messageId, by);
    const judgement = await judged(told, messageId, raw);
    const about = { desk: told.desk, caseId, messageId, ciphertext: sha256(raw), person: by, made: clock.now() };
    return {
      statement: { ...factsOf(judgement), ...about },
      replyKey: judgement.replyKey?.bytes ?? new Uint8Array(),
    };
  }

  return {
    ...{ house, context, desk, pgp, keys, keyring, report, statement },
    async state(by, caseId, messageId, more = {}) {
      const made = await statement(by, caseId, messageId);
      const signed = pgp.clearSign(formatStatement({ ...made.statement, ...more }), keys[by]);
      return desk.state(by, caseId, messageId, { signed, replyKey: made.replyKey });
    },
    async close() {
      pgp.close();
      await house.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function rawOf(context: HandlingContext, caseId: string, id: string, by: string): Promise<{ raw: Uint8Array }> {
  const { readRawMessage } = await import("../../src/cases/records/index.ts");
  return { raw: await readRawMessage(context.vault, { caseId, id }, by) };
}
