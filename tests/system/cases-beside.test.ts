import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  createSpoolKey,
  type HandlingContext,
  type Judge,
  type KeptMessage,
  listCases,
  type MailReader,
  openSpoolReader,
  openSpoolWriter,
  readMessages,
  type SpoolReader,
  startLmtpServer,
  type TakenForNow,
  takeInBeside,
} from "../../src/cases/index.ts";
import { systemRandom } from "../../src/system/index.ts";
import { ALICE, type IntakeHouse, openIntakeHouse, US } from "./cases-intake-kit.ts";
import { textPart } from "./cases-mail-kit.ts";
import { connectLmtp, type LmtpClient } from "./lmtp-client.ts";

/** What others have to do with a mail that takes long to read: nothing, unless they hang together with it. */

const ZOE = "zoe@uni.example";
const NOW = new Date(Date.now() + 120_000);
const key = createSpoolKey(systemRandom);
/** The worst that we know: a wide text in two forms. Of the largest that a mail may be it has six million words in each. */
function inTwoForms(words: number): Buffer {
  const text = "a ".repeat(words);
  return Buffer.from(`--b\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html\r\n\r\n${text}b\r\n--b--\r\n`);
}
const LARGEST = 6_000_000;
/** Enough to be read in the thread. */
const LONG = 100_000;

let intake: IntakeHouse;
let context: HandlingContext;
let reader: SpoolReader;
let lmtp: LmtpClient;
let trouble: string[];
/** Reading in the thread waits until this settles. */
let held: Promise<void>;
let begun: number;

beforeAll(async () => {
  intake = await openIntakeHouse({ now: NOW, intake: { answersPerDay: 2 } });
});
afterAll(() => intake?.close());

beforeEach(async () => {
  for (const table of ["intake_entry", "intake_answer", "case_reminder"] as const) {
    await intake.context.vault.store.db.deleteFrom(table).execute();
  }
  await intake.house.clear();
  [held, begun, trouble] = [Promise.resolve(), 0, []];
  const { mailReader } = intake.context;
  const holding: MailReader = {
    ...mailReader,
    async gather(...all) {
      begun += 1;
      const material = await mailReader.gather(...all);
      await held;
      return material;
    },
  };
  context = { ...intake.context, mailReader: holding };
  const directory = await mkdtemp(path.join(os.tmpdir(), "cases-beside-"));
  const spool = path.join(directory, "spool");
  const writer = await openSpoolWriter({ directory: spool, publicKey: key.publicKey, random: systemRandom });
  const onTrouble = (_id: string, error: Error): void => void trouble.push(error.message);
  reader = await openSpoolReader({ directory: spool, keys: [key], clock: context.clock, onTrouble });
  const server = await startLmtpServer({
    listen: { socket: path.join(directory, "lmtp"), mode: 0o600 },
    ...{ name: "desk.example", addresses: [US], spool: writer },
    clock: { now: () => new Date() },
    onTrouble: (error) => trouble.push(error.message),
  });
  lmtp = await connectLmtp({ path: path.join(directory, "lmtp") });
  await lmtp.say("LHLO mx.example");
  onTestFinished(async () => {
    lmtp.end();
    await server.close();
    await Promise.all([writer.close(), reader.close()]);
    await rm(directory, { recursive: true });
  });
});

async function deliver(from: string, message: Uint8Array): Promise<void> {
  for (const line of [`MAIL FROM:<${from}>`, `RCPT TO:<${US}>`, "DATA"]) await lmtp.say(line);
  lmtp.send(message);
  expect(await lmtp.say(Buffer.from(message.slice(-2)).toString() === "\r\n" ? "." : "\r\n.")).toMatch(/^250 /);
}

const short = (from: string, text: string, ...headers: readonly string[]): Uint8Array =>
  intake.mail(textPart(text), [`From: ${from}`, `Subject: ${text}`, ...headers]);
const wide = (words: number, from: string, subject: string, ...headers: readonly string[]): Uint8Array => {
  const part = { headers: ["Content-Type: multipart/alternative; boundary=b"], body: "" };
  return Buffer.concat([intake.mail(part, [`From: ${from}`, `Subject: ${subject}`, ...headers]), inTwoForms(words)]);
};

const asJudged = (taken: TakenForNow): Awaited<ReturnType<Judge>> =>
  taken === "behind" ? taken : "aside" in taken ? taken : undefined;
const round = (): Promise<number> =>
  reader.judgeWaiting(async (arrival, next) => asJudged(await takeInBeside(context, arrival, next)));
/** Subjects of the cases, in the order of their numbers. */
async function subjects(): Promise<string[]> {
  const cases = (await listCases(context.vault.store.db)).map(({ id }) => id).sort();
  const found = await Promise.all(cases.map((id) => readMessages<KeptMessage>(context.vault, id, "pia")));
  const incoming = found.flatMap((all) => all.filter(({ contents }) => contents.direction === "in").slice(0, 1));
  return incoming.map(({ contents }) => contents.shown.headers.find(({ name }) => name === "Subject")?.text ?? "");
}

function hold(): () => void {
  let letGo: () => void = () => undefined;
  held = new Promise((resolve) => {
    letGo = resolve;
  });
  return letGo;
}

describe("while the worst mail is read", () => {
  test("others become cases and LMTP answers; then it becomes one as well", async () => {
    const letGo = hold();
    await deliver(ZOE, wide(LONG, ZOE, "worst"));
    await round();
    await deliver(ALICE, intake.report("first", "A flaw.", "<1@reporter.example.net>"));
    await deliver(ALICE, short(ALICE, "second"));
    expect([await round(), begun, await subjects()]).toEqual([2, 1, ["first", "second"]]);
    letGo();
    await reader.settled();
    expect([await round(), await subjects(), trouble]).toEqual([1, ["first", "second", "worst"], []]);
  });

  test("this thread answers others, whatever the reading's thread has to do", async () => {
    await deliver(ZOE, wide(LARGEST, ZOE, "worst"));
    await round();
    let isDone = false;
    let answered = 0;
    const settled = reader.settled().then(() => {
      isDone = true;
    });
    for (; !isDone; answered += 1) expect(await lmtp.say("NOOP")).toMatch(/^250 /);
    await settled;
    // Read here it would be a handful: one of each time that the work is broken off.
    expect(answered).toBeGreaterThan(100);
    expect([await round(), await subjects()]).toEqual([1, ["worst"]]);
  });

  test.each([
    ["its sender", ZOE, []],
    ["an answer to it", ALICE, ["In-Reply-To: <w@uni.example>"]],
    ["an answer to what it answers", ALICE, ["References: <before@uni.example> <x@y.example>"]],
  ])("%s does not go past it", async (_says, from, headers) => {
    const letGo = hold();
    await deliver(ZOE, wide(LONG, ZOE, "worst", "Message-ID: <w@uni.example>", "In-Reply-To: <before@uni.example>"));
    await deliver(from, short(from, "after it", ...headers));
    await deliver("rui@home.example", short("rui@home.example", "other"));
    expect([await round(), await subjects()]).toEqual([1, ["other"]]);
    letGo();
    await reader.settled();
    expect([await round(), await subjects(), trouble]).toEqual([2, ["other", "worst", "after it"], []]);
  });

  test("a second one of that size waits for it, unopened, and others go past both", async () => {
    const letGo = hold();
    await deliver(ZOE, wide(LARGEST, ZOE, "worst"));
    await deliver("eve@x.example", wide(LARGEST, "eve@x.example", "as bad"));
    await deliver(ALICE, short(ALICE, "other"));
    expect([await round(), begun, await subjects()]).toEqual([1, 1, ["other"]]);
    letGo();
    await reader.settled();
    await round();
    await reader.settled();
    expect([await round(), begun, await subjects()]).toEqual([1, 2, ["other", "worst", "as bad"]]);
  });
});

describe("a mail that cannot be read in its time", () => {
  test("is kept unread, for a person, with an alarm", async () => {
    const gather: MailReader["gather"] = async () => undefined;
    context = { ...context, mailReader: { ...context.mailReader, gather } };
    await deliver(ZOE, wide(LONG, ZOE, "worst"));
    await round();
    await reader.settled();
    const [kept] = await listCases(context.vault.store.db);
    const [message] = await readMessages<KeptMessage>(context.vault, kept?.id ?? "", "pia");
    expect(message?.contents.judgement).toMatchObject({ disposition: "quarantine", reply: "manual" });
    expect(intake.house.alarms.at(-1)?.sentence).toMatch(/kept, unread/);
  });

  test("waits where the thread itself is away", async () => {
    await context.mailReader.close();
    await deliver(ZOE, wide(LONG, ZOE, "worst"));
    await round();
    await reader.settled();
    expect([await subjects(), await reader.waiting(), trouble.length]).toEqual([[], 1, 1]);
  });
});
