import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type HandlingContext,
  type KeptMessage,
  listCaseMails,
  listCases,
  readMessages,
  takeIn,
} from "../../src/cases/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import { badMails, ZOE } from "./cases-bad-mails.ts";
import { ALICE, type IntakeHouse, openIntakeHouse, US, waitingMail } from "./cases-intake-kit.ts";
import { encryptedPart, entity, textPart } from "./cases-mail-kit.ts";
import { startCasesWorld } from "./cases-world.ts";

/** Thirty kinds of bad input, each with what becomes of it: first as it is judged, then what leaves the desk for it. */

const world = await startCasesWorld();
const ROWS = badMails(world);
beforeAll(async () => {
  // The workers load their library with the first mail; what is measured below is the mails alone.
  const first = world.pgp.encrypt(entity(textPart("first")), [world.keys.role]);
  await world.judged(world.mail(ZOE, encryptedPart(first)));
});
afterAll(() => world.close());

describe("what comes in is judged", () => {
  test.each(ROWS.map(([number, row]) => ({ number, ...row })))("row $number: $says", async (row) => {
    const paths = row.mails();
    const begun = process.cpuUsage();
    const answer = await world.judged(...paths);
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1e6).toBeLessThan(3);
    expect(answer).toMatchObject({ disposition: row.becomes, ...(row.reply && { reply: row.reply }) });
    expect(answer.flags).toEqual(expect.arrayContaining([...(row.flags ?? [])]));
    for (const text of row.shows ?? []) expect(answer.shown).toContain(text);
    for (const text of row.hides ?? []) expect(answer.shown).not.toContain(text);
    for (const name of answer.attachments) expect(name).toMatch(/^[^/\\\p{C}]{1,255}$/u);
    if (row.attachments) expect([...answer.attachments].sort()).toEqual(row.attachments);
  });
});

describe("what leaves the desk for it", () => {
  /** More than the mails of an hour that are told one by one; 500 were tried, and differ in nothing but time. */
  const FLOOD = 40;
  let intake: IntakeHouse;
  let context: HandlingContext;
  let mails = 0;
  beforeAll(async () => {
    // The keys are made now; what is signed a little later is not signed in the future.
    const now = new Date(Date.now() + 120_000);
    intake = await openIntakeHouse({ now, intake: { answersPerDay: 1 } });
    ({ context } = intake);
  });
  afterAll(() => intake?.close());
  beforeEach(async () => {
    for (const table of ["intake_entry", "intake_answer", "case_reminder"] as const) {
      await context.vault.store.db.deleteFrom(table).execute();
    }
    await intake.house.clear();
    context = { ...context };
  });
  const nextId = (): string => {
    mails += 1;
    return `<b${mails}@reporter.example.net>`;
  };
  const clear = (text: string, ...headers: readonly string[]): Uint8Array =>
    intake.mail(textPart(text), [`Message-ID: ${nextId()}`, "Subject: a flaw", ...headers]);
  const take = async (message: Uint8Array, from = ALICE): Promise<string> =>
    (await takeIn(context, intake.arrival(message, { from }))).caseId;
  const keysOf = async (begins: string): Promise<readonly string[]> =>
    (await listCaseMails(context)).map(({ key }) => key).filter((key) => key.startsWith(begins));

  test("row 19: a flood of one sender is one answer, and a digest instead of a mail for each", async () => {
    for (let count = 0; count < FLOOD; count += 1) await take(clear(`Flaw ${count}.`, `From: ${ALICE}`));
    expect(await keysOf("ack ")).toHaveLength(1);
    const toPia = (await listCaseMails(context)).filter(({ key }) => key.includes(" pia "));
    expect(toPia.length).toBeLessThanOrEqual(21);
    expect(await listCases(context.vault.store.db)).toHaveLength(FLOOD);
  });

  test.each([
    ["row 20: a null sender", "", []],
    ["row 20: a forged sender", "victim@elsewhere.example", ["Authentication-Results: mx.acme.example; dmarc=fail"]],
    ["row 18: our own mail", US, [`From: ${US}`, "Auto-Submitted: auto-replied"]],
  ])("%s is not answered", async (_says, from, headers) => {
    await take(
      clear("x", ...(headers.some((line) => /^From:/.test(line)) ? [] : [`From: ${ALICE}`]), ...headers),
      from,
    );
    expect(await keysOf("ack ")).toEqual([]);
  });

  test("row 26: the same id with other contents is kept, the same again is not", async () => {
    const once = intake.mail(textPart("One."), [`From: ${ALICE}`, "Message-ID: <same@x.example>", "Subject: s"]);
    const other = intake.mail(textPart("Two."), [`From: ${ALICE}`, "Message-ID: <same@x.example>", "Subject: s"]);
    const first = await take(once);
    expect(await take(once)).toBe(first);
    const second = await take(other);
    const texts = await Promise.all(
      [...new Set([first, second])].map((id) => readMessages<KeptMessage>(context.vault, id, "pia")),
    );
    expect(texts.flat().filter(({ contents }) => contents.direction === "in")).toHaveLength(2);
  });

  test("rows 27 and 28: nothing that leaves names the report, outside or in its ids", async () => {
    const id = await take(intake.report("heap overflow in libfrobnicate", "critical in frobnicate", nextId()));
    const leaving = [await waitingMail(context, "ack"), await waitingMail(context, "new % pia")];
    for (const { text, messageId } of leaving) {
      expect(text).not.toMatch(/frobnicate|overflow|critical/i);
      expect(text).toMatch(new RegExp(`^Subject: \\[${id}\\]`, "m"));
      expect(messageId).toMatch(/[0-9a-z]{16}/i);
    }
    expect(leaving[1]?.text).not.toContain(ALICE);
    expect(leaving[0]?.messageId).not.toBe(leaving[1]?.messageId);
  });

  test("row 30: while the role key is away nothing is taken, and the same mail is a case afterwards", async () => {
    const message = intake.report("a flaw", "x", nextId());
    const opener = {
      ...context.opener,
      open: () => Promise.reject(new SamedayError("ROLE_KEY_UNAVAILABLE", "The role key is locked.")),
    };
    await expect(takeIn({ ...context, opener }, intake.arrival(message))).rejects.toMatchObject({
      code: "ROLE_KEY_UNAVAILABLE",
    });
    expect(await listCases(context.vault.store.db)).toEqual([]);
    expect(await take(message)).toMatch(/^SEC-\d{4}-0001$/);
  });
});

test("the table has every row: 23 in words and 25 in headers have tests of pages, 30 one of a whole desk", () => {
  const here = new Set([...ROWS.map(([row]) => row), 18, 19, 20, 26, 27, 28, 30]);
  expect([...here].sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
});
