import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HandlingContext, readMessages, readRawMessage } from "../../src/cases/index.ts";
import { prepareReply, sendReply } from "../../src/cases/replies/answer/index.ts";
import { type AnswersWorld, createAnswersWorld, REPORT } from "./cases-answers-world.ts";
import { entity, filePart, type PartText, textPart } from "./cases-mail-kit.ts";

/** Mails that others write in a reporter's name, into a case that came encrypted or in clear: what an answer goes to. */

let desk: AnswersWorld;
let context: HandlingContext;
let arrives: AnswersWorld["arrives"];
let encrypted: AnswersWorld["encrypted"];

beforeAll(async () => {
  desk = await createAnswersWorld();
  ({ context, arrives, encrypted } = desk);
});

afterAll(() => desk?.close());

const freshKey = async (address: string) => {
  const { key } = await desk.peers.revocable(`Somebody <${address}>`);
  const [certificate] = (await context.opener.readCertificates(key)).certificates;
  return { key, fingerprint: certificate?.fingerprint ?? "" };
};

const withKey = (key: Uint8Array): PartText => {
  const { headers, body } = filePart("key.gpg", Buffer.from(key).toString("base64"), "application/pgp-keys");
  const file: PartText = { headers: [...headers, "Content-Transfer-Encoding: base64"], body };
  return { headers: ["Content-Type: multipart/mixed"], body: [textPart("My key."), file] };
};

/** A mail of ours that the reporter has, so that whoever reads their mail can answer it. */
async function ourId(id: string, wish: { body: string; overrideReason?: string }): Promise<string> {
  const { messageId } = await sendReply(context, "pia", id, wish);
  const raw = Buffer.from(await readRawMessage(context.vault, { caseId: id, id: messageId }, "pia")).toString("latin1");
  return /^Message-ID: (<.+>)\r?$/im.exec(raw)?.[1] ?? "";
}

const ASKED = { body: "Please call us.", overrideReason: "They asked for it." };

describe("in a case that came encrypted", () => {
  test("a key that a mail in clear brings is named, and no answer goes to it", async () => {
    const id = await arrives("nora@home.example", encrypted(textPart(REPORT)));
    const inReplyTo = `In-Reply-To: ${await ourId(id, ASKED)}`;
    const { key, fingerprint } = await freshKey("nora@home.example");
    expect(await arrives("nora@home.example", withKey(key), [inReplyTo])).toBe(id);
    const draft = await prepareReply(context, "pia", id);
    expect(draft).toMatchObject({ how: "ask-for-key", fingerprint: undefined });
    expect(draft.because).toMatch(new RegExp(`${fingerprint} \\(a mail of 20.*\\) is not used: it came in clear`));
    // Who knows that it is theirs names it.
    const sent = await sendReply(context, "pia", id, { body: "Thank you.", fingerprint });
    expect(sent).toMatchObject({ how: "encrypted", fingerprint });
  });

  test("the first key stays, also where an encrypted mail brings another", async () => {
    const first = await freshKey("olga@home.example");
    const id = await arrives("olga@home.example", encrypted(withKey(first.key)));
    const inReplyTo = `In-Reply-To: ${await ourId(id, { body: "Thank you." })}`;
    const second = await freshKey("olga@home.example");
    expect(await arrives("olga@home.example", encrypted(withKey(second.key)), [inReplyTo])).toBe(id);
    const draft = await prepareReply(context, "pia", id);
    expect(draft).toMatchObject({ how: "encrypted", fingerprint: first.fingerprint });
    expect(draft.because).toContain(`${second.fingerprint} (a mail of`);
  });

  test("one that came later than the report is used with a warning", async () => {
    const id = await arrives("rosa@home.example", encrypted(textPart(REPORT)));
    const inReplyTo = `In-Reply-To: ${await ourId(id, ASKED)}`;
    const { key, fingerprint } = await freshKey("rosa@home.example");
    expect(await arrives("rosa@home.example", encrypted(withKey(key)), [inReplyTo])).toBe(id);
    const draft = await prepareReply(context, "pia", id);
    expect(draft).toMatchObject({ how: "encrypted", fingerprint });
    expect(draft.because).toMatch(/came with a mail of 20.* and not with the report.*make sure that it is theirs/);
  });

  test("one that came in clear, and that an answer went to before anything came encrypted, stays theirs", async () => {
    const { key, fingerprint } = await freshKey("petra@home.example");
    const id = await arrives("petra@home.example", withKey(key));
    const inReplyTo = `In-Reply-To: ${await ourId(id, { body: "Thank you." })}`;
    expect(await arrives("petra@home.example", encrypted(textPart(REPORT)), [inReplyTo])).toBe(id);
    expect(await prepareReply(context, "pia", id)).toMatchObject({ how: "encrypted", fingerprint });
  });
});

describe("a case that came in clear takes no answer in clear any more", () => {
  const closed = (): string => desk.peers.encryptToRole(entity(textPart(REPORT)));

  test.each<[string, () => PartText]>([
    ["ciphertext behind quote marks", () => textPart(closed().replace(/^/gm, "> "))],
    ["ciphertext below a forwarded mail's mark", () => textPart(`---- Forwarded message ----\n\n${closed()}`)],
    ["ciphertext behind bars", () => textPart(closed().replace(/^/gm, "| "))],
  ])("after %s", async (name, part) => {
    const from = `${name.replace(/[^a-z]/g, "")}@home.example`;
    const id = await arrives(from, textPart(REPORT));
    expect(await prepareReply(context, "pia", id)).toMatchObject({ how: "clear" });
    const inReplyTo = `In-Reply-To: ${await ourId(id, { body: "Thank you." })}`;
    await arrives(from, part(), [inReplyTo]);
    expect((await readMessages(context.vault, id, "pia")).length).toBeGreaterThan(2);
    expect((await desk.kept(id)).cameEncrypted).toBe(true);
    const another = sendReply(context, "pia", id, { body: "The overflow is known." });
    await expect(another).rejects.toMatchObject({ code: "CASE_REFUSED" });
  });
});

test("an answer is to what the reporter wrote last", async () => {
  const id = await arrives("quirin@home.example", textPart(REPORT));
  const inReplyTo = `In-Reply-To: ${await ourId(id, { body: "Thank you." })}`;
  expect(await arrives("quirin@home.example", textPart("More."), [inReplyTo])).toBe(id);
  const theirs = desk.lastId();
  const { messageId } = await sendReply(context, "pia", id, { body: "Thank you again." });
  const raw = Buffer.from(await readRawMessage(context.vault, { caseId: id, id: messageId }, "pia")).toString("latin1");
  expect(raw).toContain(`In-Reply-To: ${theirs}`);
});
