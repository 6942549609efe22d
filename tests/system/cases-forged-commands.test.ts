import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  type HandlingContext,
  type KeptCase,
  type KeptMessage,
  readCase,
  readMessages,
  takeIn,
} from "../../src/cases/index.ts";
import { ALICE, type IntakeHouse, openIntakeHouse, PIA, US, waitingMail } from "./cases-intake-kit.ts";
import { encryptedPart, entity, filePart, type PartText, signedPart, textPart } from "./cases-mail-kit.ts";

/*
 * Commands by mail as somebody sends them who has a real command that a point person signed, and no key of theirs: once that
 * very command has run, and each way to have another one believed. With gpg's signatures, in a real database.
 */

// The keys are made now; what is signed a little later is not signed in the future.
const NOW = new Date(Date.now() + 120_000);
const HOUR_MS = 3_600_000;
let intake: IntakeHouse;
let context: HandlingContext;

beforeAll(async () => {
  intake = await openIntakeHouse({ now: NOW, intake: { answersPerDay: 50 } });
  context = intake.context;
});
afterAll(() => intake?.close());
beforeEach(async () => {
  intake.house.at(NOW);
  const { db } = context.vault.store;
  for (const table of ["intake_entry", "intake_answer", "case_reminder"] as const) await db.deleteFrom(table).execute();
  await intake.house.clear();
  context = { ...context };
});

let mails = 0;
const nextId = (): string => {
  mails += 1;
  return `<f${mails}@forged.example>`;
};
const take = async (message: Uint8Array, from = PIA): Promise<string> =>
  (await takeIn(context, intake.arrival(message, { from }))).caseId;
const mail = (part: PartText, thread: string, from = PIA): Uint8Array =>
  intake.mail(part, [`From: ${from}`, `Message-ID: ${nextId()}`, `In-Reply-To: ${thread}`, "Subject: Re: a case"]);
const byPia = (data: string): string => intake.pgp.sign(data, intake.keys.pia);
const stateOf = async (id: string): Promise<string> =>
  (await readCase<KeptCase>(context.vault, id, "pia")).contents.case.state;
const commandsIn = async (id: string): Promise<string[]> =>
  (await readMessages<KeptMessage>(context.vault, id, "pia")).flatMap(
    ({ contents }) => contents.judgement?.command || [],
  );

const htmlPart = (body: string): PartText => ({ headers: ["Content-Type: text/html; charset=utf-8"], body });

/** A case with the notice that a point person may answer. */
async function reported(): Promise<{ readonly id: string; readonly thread: string }> {
  const report = intake.mail(textPart("A flaw."), [`From: ${ALICE}`, `Message-ID: ${nextId()}`, "Subject: a flaw"]);
  const id = await take(report, ALICE);
  const { messageId } = await waitingMail(context, `new % pia ${id}`);
  return { id, thread: messageId };
}

type Forge = (id: string, thread: string) => Uint8Array | Promise<Uint8Array>;

const FORGERIES: readonly (readonly [string, Forge])[] = [
  [
    "quoted below somebody's own signed words",
    (id, thread) => mail(signedPart(textPart(`I am not sure.\n\n> claim ${id}\n`), byPia), thread),
  ],
  [
    "quoted as the first line of a signed mail",
    (id, thread) => mail(signedPart(textPart(`> claim ${id}\nWho takes it?\n`), byPia), thread),
  ],
  [
    "quoted as the first line of a signed mail in HTML",
    (id, thread) =>
      mail(signedPart(htmlPart(`<blockquote type="cite">claim ${id}</blockquote><p>Who takes it?</p>`), byPia), thread),
  ],
  [
    "hidden in a signed mail in HTML",
    (id, thread) =>
      mail(signedPart(htmlPart(`<div style="display:none">claim ${id}</div><p>Who takes it?</p>`), byPia), thread),
  ],
  [
    "in front of a part that is signed",
    (id, thread) => {
      const signed = signedPart(textPart("I am at it.\n"), byPia);
      const both = { headers: ["Content-Type: multipart/mixed"], body: [textPart(`claim ${id}\n`), signed] };
      return mail(both, thread);
    },
  ],
  [
    "behind a part that is signed",
    (id, thread) => {
      const signed = signedPart(textPart("I am at it.\n"), byPia);
      const both = { headers: ["Content-Type: multipart/mixed"], body: [signed, textPart(`claim ${id}\n`)] };
      return mail(both, thread);
    },
  ],
  [
    "signed inside a mail with something else beside it",
    (id, thread) => {
      const signed = signedPart(textPart(`claim ${id}\n`), byPia);
      const both = { headers: ["Content-Type: multipart/mixed"], body: [textPart("Please do."), signed] };
      return mail(both, thread);
    },
  ],
  [
    "in a file that came along, signed with the mail",
    (id, thread) => {
      const file = filePart("claim.txt", `claim ${id}\n`, "text/plain");
      const both = { headers: ["Content-Type: multipart/mixed"], body: [textPart("See the file.\n"), file] };
      return mail(signedPart(both, byPia), thread);
    },
  ],
  [
    "in a signed mail that is forwarded as a file",
    (id, thread) => {
      const whole = entity(signedPart(textPart(`claim ${id}\n`), byPia));
      const inner = { headers: ["Content-Type: message/rfc822"], body: `From: ${PIA}\r\nSubject: x\r\n${whole}` };
      return mail({ headers: ["Content-Type: multipart/mixed"], body: [textPart("Look."), inner] }, thread);
    },
  ],
  [
    "with a signature over another text",
    (id, thread) => {
      const part = signedPart(textPart(`claim ${id}\n`), () => byPia("I am not sure.\n"));
      return mail(part, thread);
    },
  ],
  [
    "encrypted to us and signed by nobody",
    (id, thread) => {
      const armored = intake.pgp.encrypt(entity(textPart(`claim ${id}\n`)), [intake.keys.role]);
      return mail(encryptedPart(armored), thread);
    },
  ],
  [
    "encrypted to us and signed by somebody else",
    (id, thread) => {
      const by = intake.keys.alice;
      const armored = intake.pgp.encrypt(entity(textPart(`claim ${id}\n`)), [intake.keys.role], { by });
      return mail(encryptedPart(armored), thread);
    },
  ],
  [
    "from the reporter, with the point person's signature",
    (id, thread) => mail(signedPart(textPart(`claim ${id}\n`), byPia), thread, ALICE),
  ],
  [
    "in the subject of a mail with other signed words",
    (id, thread) => {
      const part = signedPart(textPart("I am not sure.\n"), byPia);
      const head = [`From: ${PIA}`, `Message-ID: ${nextId()}`, `In-Reply-To: ${thread}`, `Subject: claim ${id}`];
      return intake.mail(part, head);
    },
  ],
  [
    "signed 49 hours ago",
    (id, thread) => {
      const part = signedPart(textPart(`claim ${id}\n`), byPia);
      intake.house.at(new Date(NOW.getTime() + 49 * HOUR_MS));
      return mail(part, thread);
    },
  ],
  ["that names no case", (_, thread) => mail(signedPart(textPart("claim\n"), byPia), thread)],
  [
    "in the thread of another case",
    async (id) => {
      const other = await reported();
      return mail(signedPart(textPart(`claim ${id}\n`), byPia), other.thread);
    },
  ],
  ["that answers nothing", (id) => mail(signedPart(textPart(`claim ${id}\n`), byPia), "<nobody@knows.example>")],
  [
    "that answers the report itself, whose id its sender chose",
    (id) => mail(signedPart(textPart(`claim ${id}\n`), byPia), `<f${mails}@forged.example>`),
  ],
];

test("a command that its person signed, in the thread of its case, runs", async () => {
  const { id, thread } = await reported();
  await take(mail(signedPart(textPart(`claim ${id}\n`), byPia), thread));
  expect(await stateOf(id)).toBe("claimed");
});

test.each(FORGERIES)("a command %s does not run", async (_, forge) => {
  const { id, thread } = await reported();
  const where = await take(await forge(id, thread));
  expect(await stateOf(id)).toBe("received");
  expect(
    (await commandsIn(where)).filter((sentence) => sentence.endsWith("done.") && !/not done/.test(sentence)),
  ).toEqual([]);
});

test("a command in HTML is answered with why it was not done", async () => {
  const { id, thread } = await reported();
  await take(mail(signedPart(htmlPart(`<p>claim ${id}</p>`), byPia), thread));
  expect(await commandsIn(id)).toEqual([expect.stringContaining("not done. The signed line stands in HTML")]);
});

test.each<readonly [string, string, ((data: string) => string) | undefined]>([
  ["not signed", "It is not signed.", undefined],
  ["signed over another text", "Its signature is not good", () => byPia("I am not sure.\n")],
  [
    "signed by somebody else",
    "It is signed with a key that is not known here.",
    (data) => intake.pgp.sign(data, intake.keys.alice),
  ],
])(
  "a command under a point person's address that is %s: that address hears why, and of no case",
  async (_, why, sign) => {
    const { id, thread } = await reported();
    const text = textPart(`claim ${id}\n`);
    const message = mail(sign ? signedPart(text, sign) : text, thread);
    const where = await take(message);
    const sentence = `claim, under the address ${PIA}: not done. ${why}`;
    expect(await commandsIn(where)).toEqual([expect.stringContaining(sentence)]);
    const { text: answer } = await waitingMail(context, `unproven command ${intake.arrival(message).id}`);
    expect(answer).toMatch(new RegExp(`^To: ${PIA}\\r?$`, "m"));
    expect(answer).toContain(why);
    expect(answer).not.toContain(id);
    expect(answer).not.toContain(where);
  },
);

test("the very command that ran does not run again: as it was, in another mail, or once its case was given back", async () => {
  const { id, thread } = await reported();
  const part = signedPart(textPart(`not ours ${id}\n`), byPia);
  const first = mail(part, thread);
  await take(first);
  const [done] = await commandsIn(id);
  expect(done).toBe(`not ours ${id}, by ${PIA}: done.`);
  for (const again of [
    first,
    mail(part, thread),
    mail({ headers: ["Content-Type: multipart/mixed"], body: [part] }, thread),
  ]) {
    const where = await take(again);
    const said = (await commandsIn(where)).filter((sentence) => sentence !== done);
    expect(said.every((sentence) => sentence.includes("not done"))).toBe(true);
  }
  const { contents } = await readCase<KeptCase>(context.vault, id, "pia");
  expect(contents.case.log.filter(({ act }) => act.act === "verdict")).toHaveLength(1);
});

test("a replay in another spelling of the same signed text is the same command", async () => {
  const { id, thread } = await reported();
  const text = `claim ${id}\n`;
  const part = signedPart(textPart(text), byPia);
  await take(mail(part, thread));
  expect(await stateOf(id)).toBe("claimed");
  const inner = entity(part);
  const armored = intake.pgp.encrypt(inner, [intake.keys.role]);
  const where = await take(mail(encryptedPart(armored), thread));
  expect((await commandsIn(where)).filter((sentence) => sentence === `claim ${id}, by ${PIA}: done.`)).toHaveLength(
    where === id ? 1 : 0,
  );
});

test("about a case in which its signer has no part is answered like one about a case that never was", async () => {
  const { id } = await reported();
  await intake.house.change(id, (kept) => ({ ...kept, case: { ...kept.case, state: "claimed", team: "browser" } }));
  const answered = async (named: string): Promise<string> => {
    const message = mail(signedPart(textPart(`severity low ${named}\n`), byPia), nextId());
    await take(message);
    const { text } = await waitingMail(context, `command ${intake.arrival(message).id}`);
    return text.slice(0, text.search(/\r?\n\r?\n/)).replace(/boundary=.*|^(Message-ID: <case-SEC)\.\S+/gm, "$1");
  };
  expect(await answered(id)).toBe(await answered("SEC-2026-9999"));
  expect(await answered(id)).not.toContain(id);
});

test("no notice to people carries a word of the report, in its subject, its headers or its text", async () => {
  const MARKER = "MARKER-PLAINTEXT-7f3a";
  const report = intake.mail(textPart(`${MARKER} in the text`), [
    `From: "${MARKER}" <${ALICE}>`,
    `Message-ID: <${MARKER}@reporter.example.net>`,
    `Subject: ${MARKER} in the subject`,
    `X-Title: ${MARKER}`,
    `References: <${MARKER}.2@reporter.example.net>`,
  ]);
  await take(report, ALICE);
  const { text } = await waitingMail(context, "new % pia");
  expect(text).toContain(US);
  expect(text).not.toContain(MARKER);
});
