import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encryptedPart, entity, type PartText, type Pgp, textPart } from "./cases-mail-kit.ts";
import { type CasesWorld, OURS, startCasesWorld } from "./cases-world.ts";

/** Headers that anybody can write around what is encrypted: no filter could read it, and no machine writes it. */

const SECRET = "GEHEIM-77aa01fe";
const REPORT = `Überlauf in beispield: ${SECRET}\n`;
const ZOE = "Zoë Finder <zoe@uni.example>";

let world: CasesWorld;
let pgp: Pgp;
let keys: CasesWorld["keys"];
beforeAll(async () => {
  world = await startCasesWorld();
  ({ pgp, keys } = world);
});
afterAll(() => world.close());

const mail: CasesWorld["mail"] = (from, part, ...headers) => world.mail(from, part, ...headers);
const judged: CasesWorld["judged"] = (...paths) => world.judged(...paths);
const sealed = (part: PartText): PartText => encryptedPart(pgp.encrypt(entity(part), [keys.role]));

test("what is encrypted and cannot be opened: whatever headers stand around it, a person gets it", async () => {
  const closed = encryptedPart(pgp.encrypt(REPORT, [keys.stranger]));
  for (const header of [
    "X-Spam-Flag: YES",
    "List-Unsubscribe: <mailto:a@b.example>",
    "Auto-Submitted: auto-generated",
  ]) {
    const answer = await judged(mail(ZOE, closed, header));
    expect(answer).toMatchObject({ disposition: "hold_unreadable", reply: "ask_resend", auto_ack: false });
  }
});

describe("what was opened with our key is a report, whatever headers say that anybody can write", () => {
  test.each([
    ["our own address in X-Loop", ZOE, [`X-Loop: ${OURS}`]],
    ["a TLS report", ZOE, ["TLS-Report-Domain: desk.example"]],
    ["spam", ZOE, ["X-Spam-Flag: YES"]],
  ])("%s", async (_name, from, headers) => {
    const answer = await judged(mail(from, sealed(textPart(REPORT)), ...headers));
    expect(answer).toMatchObject({ disposition: "new_case", crypto: { decrypted: true } });
    expect(answer.shown).toContain(SECRET);
  });

  test("our own address as its sender: a person looks first", async () => {
    const answer = await judged(mail(`Desk <${OURS}>`, sealed(textPart(REPORT))));
    expect(answer).toMatchObject({ disposition: "quarantine", reply: "manual", auto_ack: false });
  });

  test.each([["X-Spam-Flag: YES"], ["List-Unsubscribe: <mailto:a@b.example>"]])(
    "ciphertext in a forwarded mail under %s: a person gets it",
    async (header) => {
      const text = `Siehe unten.\n\n---------- Weitergeleitete Nachricht ----------\n\n${pgp.encrypt(REPORT, [keys.role])}`;
      expect(await judged(mail(ZOE, textPart(text), header))).toMatchObject({ disposition: "new_case" });
    },
  );

  test("a delivery report's frame", async () => {
    const report: PartText = {
      headers: ["Content-Type: multipart/report; report-type=delivery-status"],
      body: [sealed(textPart(REPORT)), textPart("see above")],
    };
    expect(await judged(mail(ZOE, report))).toMatchObject({ disposition: "new_case", crypto: { decrypted: true } });
  });
});
