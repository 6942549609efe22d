import type { AddressInfo } from "node:net";
import { type KyselyPlugin, sql } from "kysely";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  type HandlingContext,
  type KeptCase,
  type KeptMessage,
  listCaseMails,
  listCases,
  loadIntakeState,
  readCase,
  readMessages,
  runRounds,
  sendCaseMails,
  takeIn,
  takeInBeside,
} from "../../src/cases/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import { readAudit, type Store } from "../../src/store/index.ts";
import { ALICE, type IntakeHouse, openIntakeHouse, PIA, US, waitingMail } from "./cases-intake-kit.ts";
import { signedPart, textPart } from "./cases-mail-kit.ts";

/** What becomes of a mail: cases, messages, commands and mails to go, in a real database with real keys. */

const MARKER = "MARKER-PLAINTEXT-7f3a";
// The keys are made now; what is signed a little later is not signed in the future.
const NOW = new Date(Date.now() + 120_000);
const HOUR_MS = 3_600_000;
const HOUR = NOW.toISOString().slice(0, 13);
let intake: IntakeHouse;
let context: HandlingContext;
let store: Store;

beforeAll(async () => {
  intake = await openIntakeHouse({ now: NOW, intake: { answersPerDay: 2 } });
  ({ context } = intake);
  ({ store } = context.vault);
});
afterAll(() => intake?.close());

/** Each test has a house without a past; what intake remembered goes with it. */
beforeEach(async () => {
  intake.house.at(NOW);
  for (const table of ["intake_entry", "intake_answer", "case_reminder"] as const) {
    await store.db.deleteFrom(table).execute();
  }
  await intake.house.clear();
  context = { ...context };
});

let mails = 0;
const nextId = (): string => {
  mails += 1;
  return `<m${mails}@reporter.example.net>`;
};

const take = async (message: Uint8Array, more?: { from?: string; id?: string }) =>
  (await takeIn(context, intake.arrival(message, more))).caseId;
const clear = (text: string, ...headers: readonly string[]): Uint8Array =>
  intake.mail(textPart(text), [`From: ${ALICE}`, `Message-ID: ${nextId()}`, "Subject: a flaw", ...headers]);
const caseOf = async (id: string): Promise<KeptCase> => (await readCase<KeptCase>(context.vault, id, "pia")).contents;
const messagesOf = async (id: string): Promise<KeptMessage[]> =>
  (await readMessages<KeptMessage>(context.vault, id, "pia")).map(({ contents }) => contents);
const keysOfMails = async (): Promise<string[]> => (await listCaseMails(context)).map(({ key }) => key).sort();
const ids = async (): Promise<string[]> => (await listCases(store.db)).map(({ id }) => id).sort();

describe("an encrypted report", () => {
  test("becomes a case, is answered encrypted, and point people hear its name alone", async () => {
    const messageId = nextId();
    const message = intake.report(`${MARKER} in the parser`, `It reads too far. ${MARKER}`, messageId);
    const id = await take(message);
    expect(id).toBe(`SEC-${NOW.getUTCFullYear()}-0001`);
    const kept = await caseOf(id);
    expect(kept).toMatchObject({ title: `${MARKER} in the parser`, reporter: ALICE, cameEncrypted: true });
    expect(kept.case).toMatchObject({ state: "received", acknowledgedAt: NOW });
    // Both are of one instant here.
    const [report, answer] = (await messagesOf(id)).sort((a, b) => a.direction.localeCompare(b.direction));
    expect(report).toMatchObject({ direction: "in", by: ALICE, messageId });
    expect(report?.judgement).toMatchObject({ disposition: "new_case", reply: `encrypt:${intake.keys.alice}` });
    expect(report?.judgement?.attachments).toMatchObject([{ name: "alice.asc", secret: false }]);
    expect(answer).toMatchObject({ direction: "out", by: "desk", encryptedTo: [intake.keys.alice, intake.keys.role] });
    expect(await keysOfMails()).toEqual([
      `ack ${intake.arrival(message).id}`,
      `new ${HOUR} paul ${id}`,
      `new ${HOUR} pia ${id}`,
    ]);
    const ack = await waitingMail(context, "ack");
    expect(ack.text).toContain("multipart/encrypted");
    expect(ack.text).toContain(`Subject: [${id}] ...`);
    expect(ack.text).toContain(`In-Reply-To: ${messageId}`);
    expect(ack.text).toMatch(/^Auto-Submitted: auto-replied/m);
    const notice = await waitingMail(context, "new % pia");
    expect(notice.text).toContain(`Subject: [${id}] needs you`);
    for (const { text } of [ack, notice]) expect(text).not.toMatch(new RegExp(`${MARKER}|parser`));
    const state = await loadIntakeState(context);
    expect(state.cases.get(id)).toEqual({ id, reporter: ALICE });
    expect(state.sentMessages.get(ack.messageId)).toBe(id);
    expect(state.reporterKeys.get(ALICE)).toMatchObject([{ fingerprint: intake.keys.alice }]);
    const actions = (await readAudit(store.db, { object: `case ${id}` })).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(["open case", "keep message"]));
  });

  test("is kept once, however often it arrives", async () => {
    const message = intake.report("a flaw", "Once.", nextId());
    const id = await take(message);
    const after = await keysOfMails();
    expect(await take(message)).toBe(id);
    expect(await take(message, { id: "the same bytes as another arrival" })).toBe(id);
    const traced = Buffer.concat([Buffer.from("Received: from elsewhere\r\n"), message]);
    expect(await take(traced)).toBe(id);
    expect([await ids(), (await messagesOf(id)).length, await keysOfMails()]).toEqual([[id], 2, after]);
    expect(await readAudit(store.db, { object: `case ${id}` })).toContainEqual(
      expect.objectContaining({ action: "message came again" }),
    );
  });

  test("is opened once, while the one before it is written, and judged over what that one left", async () => {
    const first = intake.arrival(clear("A flaw."));
    const report = intake.report("a flaw", "Twice.", nextId());
    const second = intake.arrival(report);
    const third = intake.arrival(Buffer.concat([Buffer.from("Received: from elsewhere\r\n"), report]));
    let asked = 0;
    const open: typeof context.opener.open = (...all) => {
      asked += 1;
      return context.opener.open(...all);
    };
    const counting = { ...context, opener: { ...context.opener, open } };
    await takeInBeside(counting, first, Promise.resolve(second));
    const { caseId } = (await takeInBeside(counting, second, Promise.resolve(third))) as { readonly caseId: string };
    const before = asked;
    expect((await takeIn(counting, third)).caseId).toBe(caseId);
    expect([before <= 2, await ids()]).toEqual([true, [expect.stringMatching(/-0001$/), caseId]]);
  });

  test("leaves no word of itself in the clear, in any table", async () => {
    await take(intake.report(`${MARKER} subject`, MARKER, nextId()));
    await take(clear(MARKER, `Subject: ${MARKER}`));
    await runRounds(context);
    const { rows } = await sql<{
      name: string;
    }>`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`.execute(store.db);
    expect(rows.length).toBeGreaterThan(20);
    for (const { name } of rows) {
      const table = sql.table(name);
      const found = await sql<{ line: string }>`SELECT t::text AS line FROM ${table} t`.execute(store.db);
      const text = found.rows.map(({ line }) => line + unhexed(line)).join("\n");
      for (const word of [MARKER, ALICE]) expect(text.includes(word), `${word} in ${name}`).toBe(false);
    }
  });

  test("that cannot be read is held, and its sender is asked to send it again, whatever the reason", async () => {
    const other = intake.pgp.encrypt("x", [intake.keys.alice]);
    const message = intake.mail(textPart(other), [`From: ${ALICE}`, `Message-ID: ${nextId()}`, "Subject: help"]);
    const id = await take(message);
    const { case: held } = await caseOf(id);
    expect([held.state, held.acknowledgedAt]).toEqual(["held_unreadable", undefined]);
    expect((await waitingMail(context, "ack")).text).toContain(intake.keys.role);
  });
});

describe("a mail over which our program stumbles", () => {
  const asItIs = { title: "", reporter: "", case: { state: "quarantined" } };
  const stumbling = (error: unknown): HandlingContext => ({
    ...context,
    opener: { ...context.opener, open: () => Promise.reject(error) },
  });

  test.each([
    ["a fault that Node names", () => Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" })],
    ["a fault that another process tells", () => new SamedayError("INTERNAL", "x")],
  ])("%s: it lies before people, unread, and is not tried for ever", async (_, error) => {
    const { caseId } = await takeIn(stumbling(error()), intake.arrival(intake.report("a flaw", "x", nextId())));
    expect(await caseOf(caseId)).toMatchObject(asItIs);
  });

  test("it waits for what the machine lacks", async () => {
    const away = stumbling(new SamedayError("ROLE_KEY_UNAVAILABLE", "x"));
    await expect(takeIn(away, intake.arrival(intake.report("a flaw", "x", nextId())))).rejects.toMatchObject({
      code: "ROLE_KEY_UNAVAILABLE",
    });
    expect(await ids()).toEqual([]);
  });

  test("a fault while it is kept leaves nothing of the first try", async () => {
    const answersPerDay = (): never => {
      throw new RangeError("x");
    };
    const faulty = {
      ...context,
      intake: Object.defineProperty({ ...context.intake }, "answersPerDay", { get: answersPerDay }),
    };
    const { caseId } = await takeIn(faulty, intake.arrival(clear("x")));
    expect(await ids()).toEqual([caseId]);
    expect(await caseOf(caseId)).toMatchObject(asItIs);
  });
});

describe("a kill", () => {
  /** A context whose transactions end at their n-th statement, as when the process is killed there. */
  function endingAt(count: number): HandlingContext {
    let left = count;
    const plugin: KyselyPlugin = {
      transformQuery({ node }) {
        left -= 1;
        if (left < 0) throw new Error("killed");
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    const cut: Store = {
      ...store,
      transaction: (work, how) => store.transaction((trx) => work(trx.withPlugin(plugin)), how),
    };
    return { ...context, vault: { ...context.vault, store: cut } };
  }

  test("between any two steps leaves nothing behind, and the next try is the first", async () => {
    const arrival = intake.arrival(clear("Kill me."));
    const tables = [
      "case_record",
      "case_key",
      "case_message",
      "case_act",
      "case_mail",
      "intake_entry",
      "intake_answer",
    ];
    const counts = async (): Promise<number[]> =>
      Promise.all(
        tables.map(async (name) => {
          const counted = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(name)}`.execute(store.db);
          return counted.rows[0]?.n ?? -1;
        }),
      );
    const before = await counts();
    let steps = 0;
    for (; ; steps += 1) {
      const tried = await takeIn(endingAt(steps), arrival).catch((error: Error) => error);
      if (!(tried instanceof Error)) break;
      expect([steps, tried.message, await counts()]).toEqual([steps, expect.stringContaining("killed"), before]);
    }
    expect(steps).toBeGreaterThan(10);
    // Killed after the commit, before the spool knew: the same arrival comes again.
    const after = await counts();
    expect((await takeIn(context, arrival)).isNew).toBe(false);
    expect(await counts()).toEqual(after);
    expect(await ids()).toHaveLength(1);
  }, 120_000);
});

describe("an answer to a case", () => {
  test("by its reporter, proven, is heard; whoever has the case is told once an hour", async () => {
    const id = await take(intake.report("a flaw", "First.", nextId()));
    const { messageId } = await waitingMail(context, "ack");
    intake.house.at(new Date(NOW.getTime() + HOUR_MS));
    const answer = signedPart(textPart("More."), (data) => intake.pgp.sign(data, intake.keys.alice));
    for (const more of ["one", "two"]) {
      const headers = [
        `From: ${ALICE}`,
        `Message-ID: <${more}@x.example>`,
        `In-Reply-To: ${messageId}`,
        `Subject: ${more}`,
      ];
      expect(await take(intake.mail(answer, headers))).toBe(id);
    }
    const kept = await caseOf(id);
    expect(kept.case.lastWordFromReporter).toEqual(new Date(NOW.getTime() + HOUR_MS));
    expect((await messagesOf(id)).map(({ judgement }) => judgement?.disposition)).toContain("append_case");
    expect((await keysOfMails()).filter((key) => key.startsWith("message "))).toHaveLength(2);
  });

  test("that is closed is a case of its own, so that somebody looks", async () => {
    const first = await take(clear("spam?"));
    const { messageId } = await waitingMail(context, "ack");
    await intake.house.change(first, (kept) => ({ ...kept, case: { ...kept.case, state: "not_security" } }));
    const second = await take(clear("No, it is real.", `In-Reply-To: ${messageId}`));
    expect(second).not.toBe(first);
    expect((await caseOf(second)).case.state).toBe("received");
  });

  test("by a machine is kept beside what it answers, and calls nobody", async () => {
    const id = await take(clear("A flaw."));
    const { messageId } = await waitingMail(context, "ack");
    const before = await keysOfMails();
    expect(await take(clear("I am away.", "Auto-Submitted: auto-replied", `In-Reply-To: ${messageId}`))).toBe(id);
    expect([await keysOfMails(), (await messagesOf(id)).length]).toEqual([before, 3]);
  });
});

describe("a signed command", () => {
  const commandsIn = async (id: string): Promise<string[]> =>
    (await messagesOf(id)).flatMap(({ judgement }) => judgement?.command || []);
  const signed = (line: string, inReplyTo: string, from = PIA): Uint8Array => {
    const part = signedPart(textPart(`${line}\n`), (data) => intake.pgp.sign(data, intake.keys.pia));
    return intake.mail(part, [`From: ${from}`, `Message-ID: ${nextId()}`, `In-Reply-To: ${inReplyTo}`, "Subject: Re"]);
  };

  test("in answer to a notice is done as whoever signed it, and the alias hears of it", async () => {
    const id = await take(clear("A flaw."));
    const { messageId } = await waitingMail(context, "new % pia");
    expect(await take(signed(`claim ${id}`, messageId), { from: PIA })).toBe(id);
    const { case: theCase } = await caseOf(id);
    expect(theCase).toMatchObject({ state: "claimed", team: "network", assignee: "pia" });
    expect(await keysOfMails()).toContainEqual(expect.stringContaining(`handled ${id}`));
    expect(await commandsIn(id)).toEqual([`claim ${id}, by ${PIA}: done.`]);
  });

  test("is the act of whose key signed it, where two people have one address", async () => {
    const before = context;
    onTestFinished(() => {
      context = before;
    });
    const { people } = before.definition;
    const paul = people.filter(({ id }) => id === "paul").map((one) => ({ ...one, email: PIA }));
    const both = [...paul, ...people.filter(({ id }) => id !== "paul")];
    context = { ...before, definition: { ...before.definition, people: both } };
    const id = await take(clear("A flaw."));
    const { messageId } = await waitingMail(context, "new % pia");
    expect(await take(signed(`claim ${id}`, messageId), { from: PIA })).toBe(id);
    expect((await caseOf(id)).case).toMatchObject({ state: "claimed", team: "network", assignee: "pia" });
  });

  test("that a gate refuses changes nothing, and the answer says why, encrypted", async () => {
    const id = await take(clear("A flaw."));
    const { messageId } = await waitingMail(context, "new % pia");
    await take(signed(`severity high ${id}`, messageId), { from: PIA });
    const { case: theCase } = await caseOf(id);
    expect([theCase.state, theCase.severity]).toEqual(["received", undefined]);
    const answer = await waitingMail(context, "command");
    expect(answer.text).toContain("multipart/encrypted");
    expect(answer.text).not.toContain("severity");
    expect(await commandsIn(id)).toEqual([expect.stringContaining("not done. Set severity is possible in")]);
  });

  test("from a staff address without its signature does nothing, and a person looks", async () => {
    const id = await take(clear("A flaw."));
    const { messageId } = await waitingMail(context, "new % pia");
    const forged = intake.mail(textPart(`claim ${id}\n`), [
      `From: ${PIA}`,
      `Message-ID: ${nextId()}`,
      `In-Reply-To: ${messageId}`,
    ]);
    const other = await take(forged, { from: PIA });
    expect((await caseOf(id)).case.state).toBe("received");
    expect((await caseOf(other)).case.state).toBe("quarantined");
  });
});

describe("what nobody wrote", () => {
  test("is a closed case of a series of its own, without an answer; point people hear of it once a day", async () => {
    const id = await take(clear("Buy!", "X-Spam-Status: Yes"));
    expect(id).toBe(`SECNOISE-${NOW.getUTCFullYear()}-0001`);
    expect((await caseOf(id)).case.state).toBe("noise");
    expect(await keysOfMails()).toEqual([]);
    expect(await take(clear("A flaw."))).toBe(`SEC-${NOW.getUTCFullYear()}-0001`);
    const tomorrow = new Date(NOW.getTime() + 24 * HOUR_MS);
    intake.house.at(tomorrow);
    await runRounds(context);
    await runRounds(context);
    const day = tomorrow.toISOString().slice(0, 10);
    const told = (await keysOfMails()).filter((key) => key.startsWith("noise "));
    expect(told).toEqual([`noise ${day} paul`, `noise ${day} pia`]);
  });

  test("a report that our answer did not arrive is kept with its case, whose people hear of it", async () => {
    const id = await take(clear("A flaw."));
    const { messageId } = await waitingMail(context, "ack");
    const report = {
      headers: ["Content-Type: multipart/report; report-type=delivery-status"],
      body: [
        textPart("It failed."),
        { headers: ["Content-Type: message/delivery-status"], body: "Action: failed\n" },
        { headers: ["Content-Type: text/rfc822-headers"], body: `Message-ID: ${messageId}\n` },
      ],
    };
    const message = intake.mail(report, ["From: mailer-daemon@reporter.example.net", `Message-ID: ${nextId()}`]);
    expect(await take(message, { from: "" })).toBe(id);
    expect((await loadIntakeState(context)).undelivered.has(messageId)).toBe(true);
    expect((await keysOfMails()).filter((key) => key.startsWith("message "))).toHaveLength(2);
  });
});

test("one sender is answered as often in a day as the definition says", async () => {
  for (let count = 0; count < 4; count += 1) await take(clear(`Flaw ${count}.`));
  const acks = async (): Promise<number> => (await keysOfMails()).filter((key) => key.startsWith("ack ")).length;
  expect(await acks()).toBe(2);
  intake.house.at(new Date(NOW.getTime() + 25 * HOUR_MS));
  await take(clear("The next day."));
  expect(await acks()).toBe(3);
});

test("a flood is a mail for each of twenty, and one for the rest of the hour", async () => {
  for (let count = 0; count < 23; count += 1) await take(clear(`Flood ${count}.`, `From: a${count}@x.example`));
  const toPia = (await keysOfMails()).filter((key) => key.includes(" pia "));
  expect(toPia.filter((key) => key.startsWith("new "))).toHaveLength(20);
  expect(toPia.filter((key) => key.startsWith("new-cases "))).toHaveLength(1);
});

describe("while nobody says whose it is", () => {
  test("each reminder is one mail, and the director's question goes to exactly those who gave no verdict", async () => {
    const id = await take(clear("A flaw."));
    await intake.house.change(id, (kept) => ({
      ...kept,
      case: { ...kept.case, verdicts: { network: { verdict: "not-mine", by: "pia", at: NOW } } },
    }));
    intake.house.at(new Date(NOW.getTime() + 60 * 24 * HOUR_MS));
    await Promise.all([runRounds(context), runRounds(context)]);
    const keys = await keysOfMails();
    expect(keys.filter((key) => key.startsWith("ask paul "))).not.toHaveLength(0);
    expect(keys.filter((key) => key.startsWith("ask ") && !key.startsWith("ask paul "))).toEqual([]);
    expect(keys.filter((key) => key.startsWith("remind dora "))).toHaveLength(1);
    await runRounds(context);
    expect(await keysOfMails()).toEqual(keys);
    expect((await waitingMail(context, "ask paul")).text).toContain(`Have you seen ${id}?`);
  });
});

describe("mails", () => {
  /** A relay that takes what it is told to take. */
  async function relay(answer: () => Error | undefined) {
    const taken: { from: string; to: string[]; text: string }[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      disableReverseLookup: true,
      onRcptTo: (_address, _session, callback) => callback(answer()),
      onData(stream, { envelope }, callback) {
        const pieces: Buffer[] = [];
        stream.on("data", (piece: Buffer) => pieces.push(piece));
        stream.on("end", () => {
          const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
          const to = envelope.rcptTo.map(({ address }) => address);
          taken.push({ from, to, text: Buffer.concat(pieces).toString("latin1") });
          callback();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const { port } = server.server.address() as AddressInfo;
    const mail = { ...context.definition.mail, transport: `smtp://127.0.0.1:${port}` };
    return { taken, sending: { ...context, definition: { ...context.definition, mail } } };
  }

  test("leave once, signed and in the role's name, and are emptied", async () => {
    await take(clear("A flaw."));
    const { taken, sending } = await relay(() => undefined);
    expect([await sendCaseMails(context), await sendCaseMails(sending), await sendCaseMails(sending)]).toEqual([
      0, 3, 0,
    ]);
    expect(taken.map(({ to }) => to[0]).sort()).toEqual([ALICE, "paul@acme.example", PIA]);
    for (const { from, text } of taken) {
      expect(from).toBe(US);
      expect(text).toContain("multipart/signed");
      expect(text).toMatch(new RegExp(`^X-Loop: ${US}`, "m"));
    }
    const rows = await store.db.selectFrom("case_mail").select(["sealed", "sent_at"]).execute();
    expect(rows.map(({ sealed, sent_at }) => [sealed.length, sent_at])).toEqual([0, 1, 2].map(() => [0, NOW]));
  });

  test("that are not taken are tried for days, then given up on record, without an address", async () => {
    await take(clear("A flaw."));
    const { taken, sending } = await relay(() => Object.assign(new Error(`<${ALICE}> who?`), { responseCode: 450 }));
    for (let hour = 0; hour < 24 * 6; hour += 1) {
      intake.house.at(new Date(NOW.getTime() + hour * HOUR_MS));
      await sendCaseMails(sending);
    }
    expect(taken).toEqual([]);
    const rows = await store.db.selectFrom("case_mail").select(["sealed", "problem", "given_up_at"]).execute();
    for (const { sealed, problem, given_up_at } of rows) {
      expect([sealed.length, problem]).toEqual([0, "The mail system answered 450."]);
      expect(given_up_at).not.toBeNull();
    }
    const log = await readAudit(store.db, { actor: "desk" });
    const entries = log.filter(({ action }) => action === "mail undeliverable");
    expect(entries.length).toBe(3);
    expect(JSON.stringify(entries)).not.toContain("@");
  });
});

test("what intake remembers is the same for whoever reads the journal anew", async () => {
  const id = await take(intake.report("a flaw", "Remember.", nextId()));
  const known = await loadIntakeState(context);
  const anew = await loadIntakeState({ ...context });
  for (const part of ["cases", "sentMessages", "seenMessages", "seenCiphertexts", "undelivered"] as const) {
    expect(anew[part]).toEqual(known[part]);
  }
  expect(anew.reporterKeys.get(ALICE)).toEqual(known.reporterKeys.get(ALICE));
  expect(anew.cases.get(id)?.reporter).toBe(ALICE);
  expect(anew.staff).toMatchObject([{ address: PIA, role: "point_person", team: "network" }]);
  expect(anew.address).toBe(US);
});

/** The words that a line's bytea columns hold. */
function unhexed(line: string): string {
  return [...line.matchAll(/\\x([0-9a-f]+)/g)]
    .map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1"))
    .join(" ");
}
