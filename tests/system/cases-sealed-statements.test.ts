import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  composeReply,
  createCaseDesk,
  formatAnswerWord,
  formatStatement,
  listCaseMails,
  readCaseMail,
  type SealedDraft,
  type Statement,
  sealedView,
} from "../../src/cases/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createMessageSealer } from "../../src/openpgp/index.ts";
import { textPart } from "./cases-mail-kit.ts";
import { handOut } from "./cases-sealed-hand-out.ts";
import { ALICE, openSealedHouse, type SealedHouse } from "./cases-sealed-kit.ts";

/* Statements and answers where people hold the role key: what is believed, what is refused, and what leaves. */

const MARKER = "MARKER-PLAINTEXT-7f3a";
let sealed: SealedHouse;
let caseId: string;
let messageId: string;

beforeAll(async () => {
  sealed = await openSealedHouse();
  await handOut(sealed, "pia", ["dan", "paul"]);
}, 300_000);
afterAll(() => sealed?.close());

/** A report that nobody has opened. */
const fresh = async (): Promise<void> => {
  sealed.house.at(new Date());
  ({ caseId, messageId } = await sealed.report(`${MARKER} ${Math.random()}`));
};

const cases = () => createCaseDesk({ ...sealed.context, definitionFile: "/nonexistent" });
const shown = async (by = "pia") => {
  const view = await cases().show(by, caseId);
  const message = view.messages.find(({ id }) => id === messageId);
  if (!message) throw new Error("The message is gone.");
  return { view, kept: message.kept };
};
/** What is stated where no key opens the message. */
const NO_KEY = {
  opened: "no-matching-key",
  crypto: { layer: "pgp-mime", integrity: null, signature: "none", signer: null, signerMatchesFrom: null },
  ...{ attachments: 0, flags: [], replyKey: "", replyKeyHash: "", command: "", test: "" },
} as const;
/** A text signed by somebody, handed in as somebody. */
const hand = async (
  changes: Partial<Statement>,
  {
    as = "pia",
    key = sealed.keys.pia,
    clear = (text: string) => text,
    replyKey = undefined as Uint8Array | undefined,
    by = "pia",
  } = {},
) => {
  const made = await sealed.statement(by, caseId, messageId);
  const signed = clear(sealed.pgp.clearSign(formatStatement({ ...made.statement, ...changes }), key));
  return sealed.desk.state(as, caseId, messageId, { signed, replyKey: replyKey ?? made.replyKey });
};

test("before anybody opened it, a message tells what its outside tells", async () => {
  await fresh();
  const { kept, view } = await shown();
  expect(view.kept).toMatchObject({ title: "...", reporter: ALICE, cameEncrypted: true });
  expect(kept.judgement).toMatchObject({
    disposition: "new_case",
    crypto: { layer: "pgp-mime", decrypted: false, signature: "none", signer: null },
    reply: "lookup_then_ask",
    flags: ["sealed_for_people"],
  });
  expect(JSON.stringify(view)).not.toContain(MARKER);
});

test("a statement makes the facts, and the key for answers goes on file with it", async () => {
  const file = textPart("a file", 'Content-Disposition: attachment; filename="a.txt"');
  ({ caseId, messageId } = await sealed.report(`${MARKER} with a file`, { files: [file] }));
  const view = await sealed.state("pia", caseId, messageId);
  expect(view.leading).toMatchObject({ opened: "yes", attachments: 2, replyKey: sealed.keys.alice, command: "" });
  const { kept, view: after } = await shown();
  expect(kept.judgement).toMatchObject({
    crypto: { decrypted: true, integrity: "ok", signature: "good", signer: sealed.keys.alice, signerMatchesFrom: true },
    reply: `encrypt:${sealed.keys.alice}`,
    flags: [],
  });
  expect(after.reporterKey?.fingerprint).toBe(sealed.keys.alice);
  expect(JSON.stringify(after)).not.toContain(MARKER);
});

test("another key than the one on file is told by whoever saw it, and answers wait for a person", async () => {
  await fresh();
  await sealed.state("pia", caseId, messageId);
  const forged = sealed.pgp.key(`Alice Liddell <${ALICE}>`);
  sealed.house.at(new Date());
  ({ caseId, messageId } = await sealed.report("Send it all to me.", { by: forged }));
  const view = await sealed.state("pia", caseId, messageId);
  expect(view.leading).toMatchObject({ opened: "yes", flags: ["key_conflict"], crypto: { signer: forged } });
  const { judgement } = (await shown()).kept;
  expect(judgement).toMatchObject({ flags: expect.arrayContaining(["key_conflict"]), reply: "manual" });
  // What is on file changes: who saw the message before contradicts nobody.
  const later = await sealed.state("dan", caseId, messageId, { flags: [] });
  expect(later.contradictions).toEqual([]);
});

describe("a statement is refused", () => {
  beforeAll(fresh);
  const hour = 3_600_000;
  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    ["about another case", () => hand({ caseId: "SEC-2026-9999" }), "CASE_REFUSED", /its case/],
    ["about another message", () => hand({ messageId: "f".repeat(32) }), "CASE_REFUSED", /its message/],
    ["about other bytes", () => hand({ ciphertext: sha256("other") }), "CASE_REFUSED", /its ciphertext/],
    ["for another desk", () => hand({ desk: "https://other.example" }), "CASE_REFUSED", /its desk/],
    ["in another's name", () => hand({ person: "dan" }), "CASE_REFUSED", /its person/],
    ["signed by a colleague", () => hand({}, { key: sealed.keys.dan }), "SIGNER_UNKNOWN", /pia/],
    ["signed by a stranger", () => hand({}, { key: sealed.keys.eve }), "SIGNER_UNKNOWN", /pia/],
    ["of a colleague, handed in as one's own", () => hand({}, { as: "dan" }), "SIGNER_UNKNOWN", /dan/],
    [
      "changed after it was signed",
      () => hand({}, { clear: (text) => text.replace("Attachments: 1", "Attachments: 7") }),
      "SIGNATURE_BAD",
      /does not hold/,
    ],
    ["without a signature", () => hand({}, { clear: () => "Opened: yes" }), "SIGNATURE_BAD", /clear-signed/],
    ["older than 48 hours", () => hand({ made: new Date(Date.now() - 49 * hour) }), "CASE_REFUSED", /48 hours/],
    ["from the future", () => hand({ made: new Date(Date.now() + hour) }), "CASE_REFUSED", /48 hours/],
    ["with another key beside it", () => hand({}, { replyKey: new Uint8Array(9) }), "INPUT_INVALID", /hash/],
    [
      "with a key that is somebody else's",
      async () => {
        const key = Buffer.from(sealed.pgp.publicKey(sealed.keys.eve));
        return hand({ replyKey: sealed.keys.eve, replyKeyHash: sha256(key) }, { replyKey: key });
      },
      "INPUT_INVALID",
      /sender/,
    ],
    [
      "of a lead without the role key, that no key of theirs opens it",
      () => hand(NO_KEY, { as: "leo", key: sealed.keys.leo, replyKey: new Uint8Array(), by: "leo" }),
      "CASE_REFUSED",
      /The role key is with pia, dan, paul/,
    ],
    ["by somebody who may not read the case", () => hand({}, { as: "mo" }), "NOT_FOUND", /./],
  ])("%s", async (_name, handed, code, says) => {
    await expect(handed()).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
    expect(sealedView((await shown()).kept)?.statements).toEqual([]);
  });

  test("when it comes again, or an older one does", async () => {
    const { statement, replyKey } = await sealed.statement("pia", caseId, messageId);
    const signed = sealed.pgp.clearSign(formatStatement(statement), sealed.keys.pia);
    await sealed.desk.state("pia", caseId, messageId, { signed, replyKey });
    const again = sealed.desk.state("pia", caseId, messageId, { signed, replyKey });
    await expect(again).rejects.toMatchObject({ code: "CASE_REFUSED", message: expect.stringContaining("not newer") });
  });

  test("about a message that the desk reads by itself", async () => {
    await cases().comment("pia", caseId, "a note");
    const note = (await cases().show("pia", caseId)).messages.find(({ kept }) => kept.direction === "note");
    await expect(sealed.state("pia", caseId, note?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a second statement", () => {
  beforeEach(fresh);

  test("that says the same is no contradiction", async () => {
    await sealed.state("pia", caseId, messageId);
    expect((await sealed.state("dan", caseId, messageId)).contradictions).toEqual([]);
  });

  test("that differs is shown beside the first, whose facts stay", async () => {
    await sealed.state("pia", caseId, messageId);
    const { crypto } = (await sealed.statement("dan", caseId, messageId)).statement;
    const view = await sealed.state("dan", caseId, messageId, {
      crypto: { ...crypto, signature: "bad", signer: null, signerMatchesFrom: null },
    });
    expect(view.contradictions).toMatchObject([
      { first: "pia", other: "dan", differs: expect.arrayContaining(["signature: good, bad"]) },
    ]);
    expect((await shown()).kept.judgement?.crypto.signature).toBe("good");
  });

  test("after somebody who had no key makes the facts", async () => {
    await hand(NO_KEY, { replyKey: new Uint8Array() });
    expect((await shown()).kept.judgement).toMatchObject({ reply: "ask_resend", flags: ["no_matching_key"] });
    const view = await sealed.state("dan", caseId, messageId);
    expect([view.leading?.person, view.contradictions]).toEqual(["dan", []]);
    expect((await shown()).kept.judgement?.crypto.decrypted).toBe(true);
  });
});

test("a signed command inside runs nothing, and its line is told", async () => {
  await fresh();
  const settled = async () => {
    const { case: it } = await sealed.house.read(caseId);
    return [it.state, it.team, it.assignee];
  };
  const before = await settled();
  const view = await hand({ command: `claim ${caseId}` });
  expect(view.leading?.command).toBe(`claim ${caseId}`);
  expect((await shown()).kept.judgement?.command).toMatch(/^claim SEC-\d+-\d+, signed inside, as pia says: not done/);
  expect(await settled()).toEqual(before);
});

test("an acknowledgement says the same to everybody, in clear", async () => {
  const from = "bob@reporter.example.net";
  ({ caseId, messageId } = await sealed.report("to be acknowledged", { from, unsigned: true, bare: true }));
  const [mail] = (await listCaseMails(sealed.context)).filter(
    (one) => one.key.startsWith("ack") && one.caseId === caseId,
  );
  const letter = await readCaseMail(sealed.context, mail?.id ?? "", "tester");
  expect(letter).toMatchObject({
    subject: `[${caseId}] Your message has arrived`,
    text: expect.stringContaining("a person will read it"),
  });
});

describe("an answer that somebody made", () => {
  let draft: SealedDraft;
  const sealer = createMessageSealer(() => new Date());
  afterAll(() => sealer.close());
  beforeAll(async () => {
    await fresh();
    await sealed.state("pia", caseId, messageId);
  });
  beforeEach(async () => {
    sealed.house.at(new Date());
    draft = await sealed.desk.draft("pia", caseId);
  });

  async function compose(changes: Record<string, unknown> = {}, to?: readonly string[]): Promise<Buffer> {
    const { reporterKey, roleKey } = draft;
    const certificate = async () => (to ? Buffer.from(await armorless(to[1] ?? "")) : roleKey.certificate);
    const first = to ? { ...reporterKey.certificate, bytes: await armorless(to[0] ?? "") } : reporterKey.certificate;
    const sign = async (data: Uint8Array) => sealed.pgp.sign(Buffer.from(data).toString("latin1"), sealed.keys.pia);
    const letter = {
      ...{ caseId, from: draft.from, replyTo: draft.replyTo, to: draft.to, cc: draft.cc, subject: draft.subject },
      ...{ date: new Date(), messageId: draft.messageId, inReplyTo: draft.inReplyTo, references: draft.references },
      ...{
        text: `Thanks: ${MARKER}`,
        automatic: false,
        ours: draft.cc,
        attachKey: false,
        encryptTo: [first],
        ...changes,
      },
    };
    return Buffer.from(
      await composeReply({ signer: { certificate, sign }, sealer, random: sealed.context.random }, letter),
    );
  }

  async function armorless(fingerprint: string): Promise<Uint8Array> {
    const { certificates } = await sealed.context.opener.readCertificates(
      Buffer.from(sealed.pgp.publicKey(fingerprint)),
    );
    return certificates[0]?.bytes ?? new Uint8Array();
  }

  const send = (
    raw: Uint8Array,
    key = sealed.keys.pia,
    changes: Partial<Parameters<typeof formatAnswerWord>[0]> = {},
  ) => {
    const about = {
      desk: draft.desk,
      caseId,
      messageId: draft.messageId,
      mail: sha256(raw),
      person: "pia",
      made: new Date(),
    };
    const signed = sealed.pgp.clearSign(formatAnswerWord({ ...about, ...changes }), key);
    return sealed.desk.send("pia", caseId, { raw, signed });
  };
  const edited = async (edit: (text: string) => string): Promise<Buffer> =>
    Buffer.from(edit((await compose()).toString("latin1")), "latin1");

  test("leaves as it is, and is kept as ciphertext", async () => {
    const raw = await compose();
    const sent = await send(raw);
    expect(sent).toMatchObject({ how: "encrypted", fingerprint: sealed.keys.alice });
    const [mail] = (await listCaseMails(sealed.context)).filter(
      ({ key, caseId: of }) => key.startsWith("reply") && of === caseId,
    );
    const waiting = await readCaseMail(sealed.context, mail?.id ?? "", "tester");
    expect("raw" in waiting && Buffer.compare(waiting.raw, raw)).toBe(0);
    const { messages } = await cases().show("dan", caseId);
    expect(messages.at(-1)?.kept).toMatchObject({
      direction: "out",
      encryptedTo: [sealed.keys.alice, sealed.keys.role],
    });
    await expect(send(raw)).rejects.toMatchObject({
      code: "CASE_REFUSED",
      message: expect.stringMatching(/left before/),
    });
  });

  test.each<[string, () => Promise<Buffer>, RegExp]>([
    [
      "to somebody else's key instead",
      () => compose({}, [sealed.keys.eve, sealed.keys.role]),
      /not encrypted to the reporter's/,
    ],
    ["without the role key", () => compose({}, [sealed.keys.alice, sealed.keys.pia]), /not encrypted to the role key/],
    [
      "with a third key",
      async () =>
        compose({
          encryptTo: [
            draft.reporterKey.certificate,
            { ...draft.reporterKey.certificate, bytes: await armorless(sealed.keys.eve) },
          ],
        }),
      /somebody else, too/,
    ],
    ["in clear", () => compose({ encryptTo: [] }), /not PGP\/MIME/],
    [
      "with a telling subject",
      () => edited((text) => text.replace(/^Subject: .*$/m, "Subject: hole in the parser")),
      /subject/,
    ],
    ["to another address", () => compose({ to: "eve@evil.example" }), /reporter alone/],
    ["without its copy", () => compose({ cc: undefined }), /copy/],
    [
      "from another's address",
      () => compose({ from: { name: "Leo", address: "leo@acme.example" } }),
      /address that you write from/,
    ],
    ["with a header more", () => edited((text) => `X-Note: it crashes\r\n${text}`), /x-note/],
    ["with Bcc", () => edited((text) => `Bcc: eve@evil.example\r\n${text}`), /bcc/],
    ["with a header twice", () => edited((text) => `Subject: [${caseId}] ...\r\n${text}`), /twice|differently/],
    [
      "with text before its parts",
      () => edited((text) => text.replace(/\r\n\r\n--/, "\r\n\r\nit crashes in the parser of names\r\n--")),
      /beside/,
    ],
    ["with text behind its parts", () => edited((text) => `${text}\r\nit crashes in the parser of names`), /beside/],
    [
      "with text before its ciphertext",
      () => edited((text) => text.replace("-----BEGIN PGP MESSAGE", "it crashes\r\n-----BEGIN PGP MESSAGE")),
      /beside/,
    ],
    [
      "with a part more",
      () =>
        edited((text) =>
          text.replace(/\r\n(--[^\r\n]+)--\r\n$/, "\r\n$1\r\nContent-Type: text/plain\r\n\r\nit crashes\r\n$1--\r\n"),
        ),
      /two parts/,
    ],
    ["in another's thread", () => compose({ references: ["<other@else.example>"] }), /none of its exchange/],
    ["with a Message-ID of one's own", () => compose({ messageId: "<it-crashes@acme.example>" }), /Message-ID/],
    ["of another day", () => compose({ date: new Date(Date.now() - 3 * 86_400_000) }), /date/],
  ])("does not leave %s", async (_name, made, says) => {
    const ours = async () => {
      const { messages } = await cases().show("pia", caseId);
      return messages.filter(({ kept }) => kept.direction === "out" && kept.by === "pia").length;
    };
    const before = await ours();
    await expect(made().then((raw) => send(raw))).rejects.toMatchObject({
      code: "CASE_REFUSED",
      message: expect.stringMatching(says),
    });
    expect(await ours()).toBe(before);
  });

  test.each<[string, (raw: Buffer) => Promise<unknown>, string]>([
    ["for other bytes", (raw) => send(raw, sealed.keys.pia, { mail: sha256("other") }), "CASE_REFUSED"],
    ["for another case", (raw) => send(raw, sealed.keys.pia, { caseId: "SEC-2026-9999" }), "CASE_REFUSED"],
    [
      "that is old",
      (raw) => send(raw, sealed.keys.pia, { made: new Date(Date.now() - 50 * 3_600_000) }),
      "CASE_REFUSED",
    ],
    ["by another's key", (raw) => send(raw, sealed.keys.dan), "SIGNER_UNKNOWN"],
  ])("does not leave with a word %s", async (_name, sent, code) => {
    await expect(sent(await compose())).rejects.toMatchObject({ code });
  });
});

test("without a key of the reporter's nothing is drafted but the question for one, which the desk sends", async () => {
  ({ caseId, messageId } = await sealed.report("no key", {
    from: "nobody@reporter.example.net",
    unsigned: true,
    bare: true,
  }));
  await sealed.state("pia", caseId, messageId);
  await expect(sealed.desk.draft("pia", caseId)).rejects.toMatchObject({ code: "CASE_REFUSED" });
  const draft = await cases().draftReply("pia", caseId);
  expect([draft.how, draft.body]).toEqual([
    "ask-for-key",
    expect.stringContaining("compare it with where we publish it"),
  ]);
  await expect(cases().reply("pia", caseId, { body: "it crashes", overrideReason: "no key" })).rejects.toMatchObject({
    code: "CASE_REFUSED",
  });
  expect(await cases().reply("pia", caseId, { body: draft.body })).toMatchObject({ how: "ask-for-key" });
});
