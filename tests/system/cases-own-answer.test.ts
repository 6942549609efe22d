import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type HandlingContext,
  type KeptCase,
  type KeptMessage,
  listCaseMails,
  readCase,
  readMessages,
  takeIn,
} from "../../src/cases/index.ts";
import { readAudit } from "../../src/store/index.ts";
import { ALICE, type IntakeHouse, openIntakeHouse, PIA, US, waitingMail } from "./cases-intake-kit.ts";
import { encryptedPart, entity, type PartText, signedPart, textPart } from "./cases-mail-kit.ts";

/** Answers that people send from their own mail programs, with the security address in copy. */

const NOW = new Date(Date.now() + 120_000);
let intake: IntakeHouse;
let context: HandlingContext;
beforeAll(async () => {
  intake = await openIntakeHouse({ now: NOW, intake: { answersPerDay: 2 } });
  ({ context } = intake);
});
afterAll(() => intake?.close());

let mails = 0;
const take = async (message: Uint8Array, from: string): Promise<string> =>
  (await takeIn(context, intake.arrival(message, { from }))).caseId;
const signed = (text: string): PartText => signedPart(textPart(text), (data) => intake.pgp.sign(data, intake.keys.pia));
const sealed = (text: string): PartText =>
  encryptedPart(
    intake.pgp.encrypt(entity(textPart(text)), [intake.keys.alice, intake.keys.role], { by: intake.keys.pia }),
  );

/** An encrypted report, and Pia's answer to the notice of it; the case's name. */
async function answered(part: PartText): Promise<string> {
  mails += 1;
  const id = await take(intake.report("a flaw", `Number ${mails}.`, `<r${mails}@reporter.example.net>`), ALICE);
  const { messageId } = await waitingMail(context, `new % pia ${id}`);
  const headers = [`From: ${PIA}`, `Cc: ${US}`, `In-Reply-To: ${messageId}`, "Subject: Re"];
  const mail = intake.mail(part, [...headers, `Message-ID: <a${mails}@acme.example>`]);
  const toReporter = Buffer.from(
    Buffer.from(mail)
      .toString("latin1")
      .replace(/^To: .*$/m, `To: ${ALICE}`),
    "latin1",
  );
  expect(await take(toReporter, PIA)).toBe(id);
  return id;
}

const caseOf = async (id: string) => (await readCase<KeptCase>(context.vault, id, "pia")).contents.case;
const notesOf = async (id: string) =>
  (await readMessages<KeptMessage>(context.vault, id, "pia")).flatMap(({ contents: { direction, by, shown } }) =>
    direction === "note" ? [`${by}: ${shown.parts[0]?.text ?? ""}`] : [],
  );
const logOf = async (id: string) =>
  (await readAudit(context.vault.store.db, { object: `case ${id}` })).map(({ action }) => action);

describe("an answer from somebody's own mail program", () => {
  test("is kept with the case, and the reporter has heard from us", async () => {
    const id = await answered(sealed("We are at it."));
    expect((await caseOf(id)).lastWordToReporter).toEqual(NOW);
    expect(await notesOf(id)).toEqual([]);
  });

  test("in clear, where the report came encrypted, is told in the case, in the log and to whoever has it", async () => {
    const id = await answered(signed("We are at it."));
    expect(await notesOf(id)).toEqual([
      expect.stringMatching(/^desk: pia@acme\.example answered the reporter in clear/),
    ]);
    expect(await logOf(id)).toContain("note an answer in clear by mail");
    const told = (await listCaseMails(context)).map(({ key }) => key);
    expect(told).toContainEqual(expect.stringMatching(new RegExp(`^message pia ${id} `)));
  });
});
