import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEntry } from "../../src/cases/handling/journal/entries.ts";
import { loadIntakeState } from "../../src/cases/handling/journal/index.ts";
import { openParcel } from "../../src/cases/handling/outbox/parcel.ts";
import {
  type HandlingContext,
  judge,
  type KeptMessage,
  readActs,
  readMessages,
  readRawMessage,
} from "../../src/cases/index.ts";
import { prepareReply, sendReply } from "../../src/cases/replies/answer/index.ts";
import { toBinaryKeys } from "../../src/openpgp/armor.ts";
import { readAudit, type Store } from "../../src/store/index.ts";
import { type HeldKeys, OURS, signerWithKeys, wordRuns } from "./cases-answers-kit.ts";
import { type AnswersWorld, createAnswersWorld, MARKER, REPORT } from "./cases-answers-world.ts";
import type { KeyWorld } from "./cases-keys-kit.ts";
import { encryptedPart, entity, filePart, type PartText, textPart } from "./cases-mail-kit.ts";
import { headerOf, type Peers, readWithPython } from "./cases-replies-kit.ts";

/** Answers to reporters, from the mail that came to the mail that waits to leave, over a real database and real keys. */

let desk: AnswersWorld;
let store: Store;
let peers: Peers;
let world: KeyWorld;
let context: HandlingContext;
let arrives: AnswersWorld["arrives"];
let kept: AnswersWorld["kept"];
let encrypted: AnswersWorld["encrypted"];

beforeAll(async () => {
  desk = await createAnswersWorld();
  ({ store, peers, world, context, arrives, kept, encrypted } = desk);
});

afterAll(() => desk?.close());

const withKey = (text: string, of: "cv25519" | "rsa3072"): PartText => ({
  headers: ["Content-Type: multipart/mixed"],
  body: [textPart(text), filePart("key.asc", peers.publicKey(of), "application/pgp-keys")],
});

/** The mail that waits to leave for a message, and its bytes as they are kept. */
async function sentOf(id: string, messageId: string) {
  const row = await store.db
    .selectFrom("case_mail")
    .selectAll()
    .where("message_id", "=", messageId)
    .executeTakeFirstOrThrow();
  const parcel = openParcel(context.vault, row.id, row.sealed);
  if (parcel.kind !== "whole") throw new Error("A person's answer leaves as they saw it.");
  const raw = Buffer.from(parcel.raw).toString("latin1");
  expect(
    Buffer.from(await readRawMessage(context.vault, { caseId: id, id: messageId }, "pia")).toString("latin1"),
  ).toBe(raw);
  const armored = /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(raw)?.[0] ?? "";
  return { raw, armored, to: parcel.to, from: parcel.from, waitsFor: [row.case_id, row.message_id] };
}

/** Outside is asked, as by the button that says so. */
const LOOK = { look: true } as const;

describe("the report came encrypted and no key is known", () => {
  test("the key is asked for, and nothing of the report stands in that", async () => {
    const inside = textPart(REPORT, "Subject: Overflow in libexample", 'X-Test: "protected"');
    const id = await arrives("Nora Nobody <nora@nokey.example>", encrypted(inside), [
      "Subject: Very secret words of hers",
      "Thread-Topic: More of them",
    ]);
    const draft = await prepareReply(context, "pia", id);
    expect(draft).toMatchObject({ how: "ask-for-key", fingerprint: undefined, to: "nora@nokey.example", cc: OURS });
    const another = sendReply(context, "pia", id, { body: "Thank you, we know this overflow." });
    await expect(another).rejects.toMatchObject({ code: "CASE_REFUSED" });
    expect(
      (await readMessages<KeptMessage>(context.vault, id, "pia")).map(({ contents }) => contents.by),
    ).not.toContain("pia");
    const canned = await prepareReply(context, "pia", id, { text: "We are working on it." });
    expect(canned).toMatchObject({ how: "refused", because: expect.stringContaining("reason") });

    const { messageId, how } = await sendReply(context, "pia", id, { body: draft.body.replace(/\n/g, "\r\n") });
    expect(how).toBe("ask-for-key");
    const { raw, to, from } = await sentOf(id, messageId);
    expect([to, from]).toEqual([["nora@nokey.example", OURS], OURS]);
    const read = readWithPython(raw);
    expect([read.defects, read.type, headerOf(read, "from")]).toEqual([
      [],
      "multipart/signed",
      "pia Tëst <pia@example.org>",
    ]);
    expect(headerOf(read, "subject")).toBe(`[${id}] Your message to ${OURS}`);
    expect(headerOf(read, "in-reply-to")).toBe(desk.lastId());
    const text = JSON.stringify(read)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}-]+/gu, " ");
    for (const run of wordRuns(REPORT)) expect(text).not.toContain(run);
    for (const word of ["overflow", "libexample", "secret", "Nora", "topic", MARKER]) expect(raw).not.toContain(word);
  });

  test("another text leaves with a reason alone, which stands with the case and not in the log", async () => {
    const id = await arrives("otto@nokey.example", encrypted(textPart(REPORT)));
    const reason = `agreed by telephone ${MARKER}`;
    const sent = await sendReply(context, "pia", id, { body: "Please call us.", overrideReason: reason });
    expect(sent).toMatchObject({ how: "clear", fingerprint: undefined });
    const messages = await readMessages<KeptMessage>(context.vault, id, "pia");
    const note = messages.find(({ contents }) => contents.direction === "note" && contents.by === "pia");
    expect(note?.contents.shown.parts[0]?.text).toContain(reason);
    const log = await readAudit(store.db, { object: `case ${id}` });
    expect(log.map(({ action }) => action)).toContain("set aside: encrypted in, encrypted out");
    expect(JSON.stringify(log)).not.toContain(MARKER);
  });
});

test("what could not be read is asked for again, and why is told to nobody", async () => {
  const broken = peers.encryptToRole(entity(textPart(REPORT)));
  const lines = broken.split("\n");
  const id = await arrives("hans@nokey.example", encryptedPart([...lines.slice(0, 6), ...lines.slice(8)].join("\n")));
  const draft = await prepareReply(context, "pia", id);
  expect(draft).toMatchObject({ how: "ask-for-key", body: expect.stringContaining("send it again") });
  expect((await sendReply(context, "pia", id, { body: draft.body })).how).toBe("ask-for-key");
});

describe("a key is known", () => {
  const opens = async (
    id: string,
    messageId: string,
    by: (armored: string) => { plain: string; signers: readonly string[] },
  ) => {
    const { raw, armored } = await sentOf(id, messageId);
    const { plain, signers } = by(armored);
    expect(signers).toEqual([peers.roleFingerprint]);
    return { raw, inside: readWithPython(plain), outside: readWithPython(raw) };
  };

  test("one that came along in an encrypted mail is used for its answer", async () => {
    const id = await arrives("Alice <alice@reporter.example.net>", encrypted(withKey(REPORT, "cv25519")), [
      "Subject: Re: Überlauf",
    ]);
    const draft = await prepareReply(context, "pia", id);
    const { fingerprint } = peers.byGpg.cv25519;
    expect(draft).toMatchObject({
      how: "encrypted",
      fingerprint,
      keyFrom: "came with the mail",
      subject: `[${id}] Re: Überlauf`,
    });
    const sent = await sendReply(context, "pia", id, { body: `Wir sind dran.\n${MARKER}` });
    expect(sent).toMatchObject({ how: "encrypted", fingerprint });
    const { raw, inside, outside } = await opens(id, sent.messageId, (armored) => peers.gpgOpens(armored));
    expect(raw).not.toMatch(/MARKER|berlauf/);
    expect(headerOf(outside, "subject")).toBe(`[${id}] ...`);
    expect(headerOf(outside, "reply-to")).toBe(OURS);
    expect(headerOf(inside, "subject")).toBe(`[${id}] Re: Überlauf`);
    expect(inside.text).toBe(`Wir sind dran.\r\n${MARKER}\r\n`);

    const theCase = (await kept(id)).case;
    expect(theCase.lastWordToReporter).toBeInstanceOf(Date);
    expect((await readActs(context.vault, id, "pia")).map(({ contents }) => contents)).toContainEqual(
      expect.objectContaining({ by: "pia", act: { act: "wrote" } }),
    );
    const mail = (await readMessages<KeptMessage>(context.vault, id, "pia")).find(
      ({ id: each }) => each === sent.messageId,
    );
    expect(mail?.contents).toMatchObject({
      direction: "out",
      by: "pia",
      encryptedTo: [fingerprint, peers.roleFingerprint],
    });
  });

  test("one on file is used; whoever has no project address writes as the role", async () => {
    const id = await arrives("bob@lab.example.com", encrypted(withKey(REPORT, "rsa3072"), "rsa3072"));
    const draft = await prepareReply(context, "vic", id);
    const { fingerprint } = peers.byGpg.rsa3072;
    expect(draft).toMatchObject({ how: "encrypted", fingerprint, keyFrom: "on file" });
    expect(draft.from).toBe(`vic Tëst, Example Linux <${OURS}>`);
    const sent = await sendReply(context, "vic", id, { body: "Thank you." });
    const { outside } = await opens(id, sent.messageId, (armored) => peers.gpgOpens(armored));
    expect(headerOf(outside, "reply-to")).toBeUndefined();
  });

  test("one that the reporter's domain publishes is looked up, remembered with where it is from, and then on file", async () => {
    const id = await arrives("sam@sequoia.example.org", encrypted(textPart(REPORT)));
    const before = await prepareReply(context, "pia", id, LOOK);
    expect(before.how).toBe("ask-for-key");
    const page = world.asked.find((asked) => asked.startsWith("openpgpkey.sequoia.example.org/")) ?? "";
    world.pages.set(page, (to) => void to.writeHead(200).end(Buffer.from(peers.bySq.bytes)));
    const draft = await prepareReply(context, "pia", id, LOOK);
    expect(draft).toMatchObject({ how: "encrypted", fingerprint: peers.bySq.fingerprint, keyFrom: "WKD" });
    const rows = await store.db.selectFrom("intake_entry").selectAll().orderBy("number", "desc").limit(5).execute();
    const pinned = rows
      .map(({ at, sealed }) => openEntry(context.vault, at, sealed))
      .find(({ kind }) => kind === "key-pinned");
    expect(pinned).toMatchObject({ from: "WKD", key: { address: "sam@sequoia.example.org" } });
    expect(await prepareReply(context, "pia", id)).toMatchObject({ keyFrom: "on file", unasked: [] });
    const shown = sendReply(context, "pia", id, { body: "Thank you.", fingerprint: "0".repeat(40) });
    await expect(shown).rejects.toMatchObject({ code: "CASE_REFUSED" });
    const sent = await sendReply(context, "pia", id, { body: "Thank you." });
    await opens(id, sent.messageId, (armored) => peers.sqOpens(armored));
  });

  test("one that was revoked since is found out before sending, and nothing leaves", async () => {
    const id = await arrives("rita@sequoia.example.org", encrypted(textPart(REPORT)));
    await prepareReply(context, "pia", id, LOOK);
    const page = world.asked.findLast((asked) => asked.startsWith("openpgpkey.sequoia.example.org/")) ?? "";
    const { key, revoked } = await peers.revocable("Rita <rita@sequoia.example.org>");
    world.pages.set(page, (to) => void to.writeHead(200).end(key));
    const { how, fingerprint = "" } = await prepareReply(context, "pia", id, LOOK);
    expect(how).toBe("encrypted");
    world.pages.set(page, (to) => void to.writeHead(200).end(revoked));
    const sent = sendReply(context, "pia", id, { body: "Thank you." });
    await expect(sent).rejects.toMatchObject({ code: "CASE_REFUSED", message: expect.stringContaining("revoked") });
    const after = await prepareReply(context, "pia", id, LOOK);
    expect([after.how, after.because]).toEqual([
      "ask-for-key",
      expect.stringContaining(`${fingerprint} (on file) is not used`),
    ]);
  });

  test("an answer to ours is of its case, and our own copy is nobody's mail", async () => {
    const id = await arrives("carol@clear.example", textPart(REPORT), ["Subject: overflow"]);
    const draft = await prepareReply(context, "pia", id);
    expect(draft).toMatchObject({ how: "clear", subject: `[${id}] Your message to ${OURS}` });
    const { messageId } = await sendReply(context, "pia", id, { body: "Thank you." });
    const { raw } = await sentOf(id, messageId);
    const ownId = headerOf(readWithPython(raw), "message-id") ?? "";
    const state = await loadIntakeState(context);
    const back = await judge(Buffer.from(raw, "latin1"), { from: OURS }, state, context.opener);
    expect([back.disposition, back.flags]).toEqual(["log_only", expect.arrayContaining(["own_mail_loop"])]);
    const role = await context.signer.fingerprint();
    expect(back.crypto).toMatchObject({ signature: "good", signer: role, signerMatchesFrom: true });
    expect(back.flags).not.toContain("sender_differs_from_author_possible");
    const answer = await arrives("carol@clear.example", textPart("Here you are."), [`In-Reply-To: ${ownId}`]);
    expect(answer).toBe(id);
  });

  test("our own copy is known by a key of ours that is no longer current, and by one that was installed just now", async () => {
    // An encrypted answer does not carry our key along, by which it would be known in any case.
    const id = await arrives("bob@lab.example.com", encrypted(withKey(REPORT, "rsa3072"), "rsa3072"));
    const { messageId, how } = await sendReply(context, "pia", id, { body: "Thank you." });
    expect(how).toBe("encrypted");
    const { raw } = await sentOf(id, messageId);
    const { signer, opener } = context;
    const [role, former] = [await signer.fingerprint(), peers.byGpg.cv25519.fingerprint];
    const other = toBinaryKeys(Buffer.from(peers.publicKey("cv25519")));
    const ours = await signer.certificate();
    const held: HeldKeys = { keys: [[former, other]], isAway: false };
    const desk: HandlingContext = { ...context, signer: signerWithKeys(signer, held) };
    const back = async () => judge(Buffer.from(raw, "latin1"), { from: OURS }, await loadIntakeState(desk), opener);
    expect((await back()).crypto.signature).toBe("unknown_key");
    const orders = [
      [
        [role, ours],
        [former, other],
      ],
      [
        [former, other],
        [role, ours],
      ],
    ] as const;
    for (const order of orders) {
      held.keys = order;
      const { crypto, flags, disposition } = await back();
      expect(disposition).toBe("log_only");
      expect(crypto).toMatchObject({ signature: "good", signer: role, signerMatchesFrom: true });
      expect(flags).toEqual(["own_mail_loop"]);
    }
    const before = await loadIntakeState(desk);
    expect((await loadIntakeState(desk)).roleCertificates?.[0]).toBe(before.roleCertificates?.[0]);
    held.isAway = true;
    expect((await back()).crypto.signature).toBe("good");
  });
});

describe("looking at an answer asks nobody outside", () => {
  test("until somebody says so: then what is found is on file", async () => {
    const id = await arrives("lena@sequoia.example.org", encrypted(textPart(REPORT)));
    const before = world.started.length;
    for (let count = 0; count < 3; count += 1) {
      const draft = await prepareReply(context, "pia", id);
      expect(draft).toMatchObject({ how: "ask-for-key", fingerprint: undefined, unasked: ["WKD"] });
    }
    expect(world.started.length).toBe(before);
    expect(await prepareReply(context, "pia", id, LOOK)).toMatchObject({ how: "ask-for-key", unasked: [] });
    expect(world.started.length).toBeGreaterThan(before);
    const page = world.asked.findLast((asked) => asked.startsWith("openpgpkey.sequoia.example.org/")) ?? "";
    const { key } = await peers.revocable("Lena <lena@sequoia.example.org>");
    world.pages.set(page, (to) => void to.writeHead(200).end(key));
    const asked = await prepareReply(context, "pia", id);
    expect([asked.how, asked.unasked]).toEqual(["ask-for-key", ["WKD"]]);

    // Somebody who was shown no key writes in clear: the key that is found when it is sent is shown first.
    const sent = sendReply(context, "pia", id, { body: asked.body, fingerprint: "" });
    await expect(sent).rejects.toMatchObject({ code: "CASE_REFUSED" });
    const ended = world.started.length;
    const after = await prepareReply(context, "pia", id);
    expect(after).toMatchObject({ how: "encrypted", keyFrom: "on file", unasked: [] });
    expect(world.started.length).toBe(ended);
  });

  test("a report in clear gives nobody a reason to ask", async () => {
    const id = await arrives("carl@sequoia.example.org", textPart(REPORT));
    expect(await prepareReply(context, "pia", id)).toMatchObject({ how: "clear", unasked: [] });
  });
});

describe("what must not happen", () => {
  test("who may not read a case answers nobody, and learns nothing", async () => {
    const id = await arrives("dave@clear.example", textPart(REPORT));
    await expect(prepareReply(context, "audra", id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(sendReply(context, "audra", id, { body: "Hello." })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(prepareReply(context, "mallory", id)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(prepareReply(context, "pia", id, { messageId: "0".repeat(32) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(sendReply(context, "pia", id, { body: " \n" })).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });

  test("what cannot be done leaves nothing on its way", async () => {
    const id = await arrives("erin@clear.example", textPart(REPORT));
    const mailsBefore = await store.db.selectFrom("case_mail").select("id").execute();
    const refused = sendReply(context, "pia", id, { body: "Hello." }, [{ act: "publish" }]);
    await expect(refused).rejects.toMatchObject({ code: "CASE_REFUSED" });
    expect(await store.db.selectFrom("case_mail").select("id").execute()).toEqual(mailsBefore);
    expect((await readMessages(context.vault, id, "pia")).length).toBeLessThan(3);
  });

  test("no word of a report and no reporter stands in the clear in the database", async () => {
    for (const table of ["case_mail", "case_message", "case_record", "case_act", "intake_entry", "audit_entry"]) {
      const { rows } = await sql<{ text: string }>`SELECT t::text AS text FROM ${sql.table(table)} AS t`.execute(
        store.db,
      );
      expect(rows.length).toBeGreaterThan(0);
      const all = rows.map(({ text }) => text).join("\n");
      expect(all).not.toMatch(/MARKER-PLAINTEXT|nokey\.example|alice@|libexample/);
      for (const word of [MARKER, "nokey.example", "alice@"]) {
        expect(all).not.toContain(Buffer.from(word).toString("hex"));
      }
    }
  });

  test("no address stands in an argument of a process", () => {
    expect(world.started.length).toBeGreaterThan(0);
    expect(world.started.flat().join(" ")).not.toMatch(/@|example/);
  });
});
