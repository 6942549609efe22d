import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { replayLine } from "../../src/cases/index.ts";
import { encryptedPart, entity, filePart, type PartText, type Pgp, signedPart, textPart } from "./cases-mail-kit.ts";
import { type CasesWorld, SENT, startCasesWorld } from "./cases-world.ts";

/** Mails of gpg's making, of every kind that intake tells apart, by other people and in another order than any example. */

const SECRET = "GEHEIM-11c0ffee";

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

const ZOE = "Zoë Finder <zoe@uni.example>";
const MIRA = "Mira <mira@projekt.example>";
const REPORT = `Überlauf in beispield: ${SECRET}\n`;
const THREAD = `References: <other@mail.example> ${SENT}`;

const sealed = (part: PartText, by?: string): PartText =>
  encryptedPart(pgp.encrypt(entity(part), [keys.role], by === undefined ? {} : { by }));
const mixed = (...body: readonly PartText[]): PartText => ({ headers: ["Content-Type: multipart/mixed"], body });
const keyFile = (fingerprint: string, name = "key.asc"): PartText =>
  filePart(name, pgp.publicKey(fingerprint), "application/pgp-keys");

const OPENED = { layer: "pgp-mime", decrypted: true, integrity: "ok" } as const;

describe("what is encrypted to us is opened", () => {
  test("the key stands before the text, and is used", async () => {
    const answer = await judged(mail(ZOE, sealed(mixed(keyFile(keys.zoe, "zoe.asc"), textPart(REPORT)), keys.zoe)));
    expect(answer).toMatchObject({
      disposition: "new_case",
      crypto: { ...OPENED, signature: "good", signer: keys.zoe, signer_matches_from: true },
      reply: `encrypt:${keys.zoe}`,
      auto_ack: true,
      flags: [],
      attachments: ["zoe.asc"],
    });
    expect(answer.shown).toContain(SECRET);
  });

  test("hidden among others, in the mail of a program that ends lines with LF alone", async () => {
    const inner = entity(textPart(REPORT)).replaceAll("\r\n", "\n");
    const armor = pgp.encrypt(inner, [keys.stranger, keys.role], { hidden: true });
    const answer = await judged(mail(ZOE, encryptedPart(armor)));
    expect(answer).toMatchObject({ crypto: { ...OPENED, signature: "none" }, reply: "lookup_then_ask", flags: [] });
    expect(answer.shown).toContain("Überlauf");
  });

  test("to a key that is no longer current", async () => {
    const armor = pgp.encrypt(entity(textPart(REPORT)), [keys.old]);
    expect((await judged(mail(ZOE, encryptedPart(armor)))).flags).toContain("old_role_key_used");
  });

  test("signed first, then encrypted (RFC 1847)", async () => {
    const inside = signedPart(mixed(textPart(REPORT), keyFile(keys.zoe)), (data) => pgp.sign(data, keys.zoe));
    const answer = await judged(mail(ZOE, sealed(inside)));
    expect(answer).toMatchObject({ crypto: { ...OPENED, signature: "good" }, reply: `encrypt:${keys.zoe}` });
  });

  test("as a mail system mangled it: another type, an empty HTML in front, ciphertext in base64, no version part's type", async () => {
    const armor = pgp.encrypt(entity(textPart(REPORT)), [keys.role]);
    const part = mixed(
      { headers: ["Content-Type: text/html; charset=utf-8"], body: "<html><body><p>&nbsp;</p></body></html>" },
      {
        headers: ['Content-Type: application/octet-stream; name="PGPMIME Versions Identification"'],
        body: "Version: 1\n",
      },
      {
        headers: ['Content-Type: application/octet-stream; name="encrypted.asc"', "Content-Transfer-Encoding: base64"],
        body: Buffer.from(armor)
          .toString("base64")
          .replace(/(.{76})/g, "$1\n"),
      },
    );
    const answer = await judged(mail(ZOE, part));
    expect(answer).toMatchObject({ disposition: "new_case", crypto: OPENED, reply: "lookup_then_ask", flags: [] });
    expect(answer.shown).toContain(SECRET);
  });

  test("in a text whose other form is HTML with the same", async () => {
    const armor = pgp.encrypt(REPORT, [keys.role]);
    const html = `<div>${armor.trim().split("\n").join("<br>\n")}</div>`;
    const part: PartText = {
      headers: ["Content-Type: multipart/alternative"],
      body: [textPart(armor), { headers: ["Content-Type: text/html; charset=utf-8"], body: html }],
    };
    const answer = await judged(mail(ZOE, part));
    expect(answer).toMatchObject({ disposition: "new_case", crypto: { layer: "inline", decrypted: true } });
    expect(answer.flags).not.toContain("multiple_openpgp_blocks");
    expect(answer.shown).toContain(SECRET);
  });

  test("in HTML alone", async () => {
    const html = `<html><body><pre>${pgp.encrypt(REPORT, [keys.role])}</pre></body></html>`;
    const answer = await judged(mail(ZOE, { headers: ["Content-Type: text/html"], body: html }));
    expect(answer).toMatchObject({ crypto: { layer: "inline", decrypted: true }, flags: ["openpgp_in_html"] });
  });

  test("an encrypted file is called as before, beside an encrypted text", async () => {
    const file = pgp
      .encryptBinary("int main;", [keys.role])
      .toString("base64")
      .replace(/(.{76})/g, "$1\n");
    const part = mixed(
      {
        headers: [
          'Content-Disposition: attachment; filename="beweis.tar.xz.gpg"',
          "Content-Transfer-Encoding: base64",
          "Content-Type: application/pgp",
        ],
        body: file,
      },
      textPart(pgp.encrypt(REPORT, [keys.role])),
    );
    const answer = await judged(mail(ZOE, part));
    expect(answer).toMatchObject({ crypto: { layer: "inline", decrypted: true }, attachments: ["beweis.tar.xz"] });
    expect(answer.flags).not.toContain("mixed_encrypted_cleartext");
  });

  test("the protected subject is shown, in both forms (RFC 9788 and before)", async () => {
    for (const mark of ['hp="cipher"', 'protected-headers="v1"']) {
      const inner = {
        headers: [
          `Content-Type: text/plain; charset=utf-8; ${mark}`,
          "Subject: =?utf-8?q?Wahrer_Betreff_=C3=BC?=",
          `From: zoe@uni.example`,
        ],
        body: REPORT,
      };
      const answer = await judged(mail(ZOE, sealed(inner), "Subject: ..."));
      expect(answer.shown).toContain("Wahrer Betreff ü");
      expect(answer.flags).toEqual([]);
    }
  });

  test("another sender inside the protection than outside", async () => {
    const inner = { headers: ['Content-Type: text/plain; hp="cipher"', "From: otto@werk.example"], body: REPORT };
    const answer = await judged(mail(ZOE, sealed(inner, keys.otto)));
    expect(answer).toMatchObject({ disposition: "quarantine", reply: "manual", auto_ack: false });
    expect(answer.flags).toEqual(
      expect.arrayContaining(["protected_from_mismatch", "sender_differs_from_author_possible"]),
    );
  });
});

describe("what is not ours to open stays closed", () => {
  const ARMOR = (): string => pgp.encrypt(REPORT, [keys.role]);
  const closed = { disposition: "new_case", crypto: { layer: "none", decrypted: null }, reply: "ask_for_key_or_clear" };

  test.each<[string, () => PartText, string]>([
    ["quoted", () => textPart(`Meinten Sie das?\n\n${ARMOR().replace(/^/gm, "> ")}`), "quoted_openpgp_block"],
    [
      "quoted in HTML",
      () => ({
        headers: ["Content-Type: text/html"],
        body: `<p>So?</p><blockquote type="cite"><pre>${ARMOR()}</pre></blockquote>`,
      }),
      "quoted_openpgp_block",
    ],
    [
      "in a forwarded mail",
      () =>
        mixed(
          {
            headers: ["Content-Type: message/rfc822"],
            body: `From: a@b.example\nSubject: x\nMIME-Version: 1.0\n${entity(sealed(textPart(REPORT)))}`,
          },
          textPart("Kam gestern."),
        ),
      "encrypted_in_forward",
    ],
    [
      "below the mark of a forwarded text",
      () => textPart(`Siehe unten.\n\n---------- Weitergeleitete Nachricht ----------\nVon: a@b.example\n\n${ARMOR()}`),
      "encrypted_in_forward",
    ],
  ])("%s", async (_name, part, flag) => {
    const answer = await judged(mail(ZOE, part()));
    expect(answer).toMatchObject(closed);
    expect(answer.flags).toContain(flag);
    expect(answer.shown).not.toContain(SECRET);
  });

  test.each<[string, () => string, string, string]>([
    ["to somebody else", () => pgp.encrypt(REPORT, [keys.stranger]), "no_matching_key", "ask_resend"],
    ["to a password", () => pgp.withPassword(REPORT), "passphrase_encrypted", "ask_resend"],
    ["cut off", () => ARMOR().split("\n").slice(0, 5).join("\n"), "malformed_openpgp", "ask_resend"],
  ])("%s", async (_name, armor, flag, reply) => {
    const answer = await judged(mail(ZOE, textPart(armor())));
    expect(answer).toMatchObject({
      disposition: "hold_unreadable",
      crypto: { layer: "inline", decrypted: false },
      reply,
      auto_ack: true,
    });
    expect(answer.flags).toContain(flag);
    expect(answer.shown).not.toContain(SECRET);
  });

  test("S/MIME, encrypted and signed", async () => {
    const opaque = {
      headers: [
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "Content-Transfer-Encoding: base64",
      ],
      body: "MIAGCSqGSIb3DQEHA6CA",
    };
    expect(await judged(mail(ZOE, opaque))).toMatchObject({
      disposition: "hold_unreadable",
      crypto: { layer: "smime", decrypted: false },
      flags: ["smime_unsupported"],
    });
    const signed: PartText = {
      headers: ['Content-Type: multipart/signed; protocol="application/pkcs7-signature"'],
      body: [textPart(REPORT), { headers: ["Content-Type: application/pkcs7-signature"], body: "MIAG" }],
    };
    expect(await judged(mail(ZOE, signed))).toMatchObject({
      disposition: "new_case",
      crypto: { layer: "smime", decrypted: null, signature: "none" },
      reply: "ask_for_key_or_clear",
    });
  });

  test("the same ciphertext from somebody else", async () => {
    const part = sealed(textPart(REPORT));
    const answer = await judged(mail(ZOE, part), mail("Eva <eva@boese.example>", part));
    expect(answer).toMatchObject({ disposition: "quarantine", reply: "manual", auto_ack: false });
    expect(answer.flags).toContain("ciphertext_seen_before");
  });

  test("HTML around a ciphertext that would carry it off", async () => {
    const open = { headers: ["Content-Type: text/html"], body: '<style>a{}</style><a href="https://boese.example/?' };
    const answer = await judged(mail("Eva <eva@boese.example>", mixed(open, sealed(textPart(REPORT)))));
    expect(answer).toMatchObject({ disposition: "quarantine", reply: "manual", auto_ack: false });
    expect(answer.flags).toEqual(
      expect.arrayContaining(["mixed_encrypted_cleartext", "sender_differs_from_author_possible"]),
    );
  });

  test("a text beside a ciphertext", async () => {
    const answer = await judged(mail(ZOE, mixed(sealed(textPart(REPORT)), textPart("-- \nListe der Anwender"))));
    expect(answer).toMatchObject({ disposition: "new_case", reply: "manual", auto_ack: true });
    expect(answer.flags).toContain("mixed_encrypted_cleartext");
  });
});

describe("signatures", () => {
  const signed = (part: PartText): PartText => signedPart(part, (data) => pgp.sign(data, keys.zoe));

  test("good over everything, with a key that lies inside", async () => {
    const answer = await judged(mail(ZOE, signed(mixed(textPart("Grüße\n"), keyFile(keys.zoe)))));
    expect(answer).toMatchObject({
      crypto: { layer: "pgp-mime", decrypted: null, signature: "good", signer: keys.zoe, signer_matches_from: true },
      reply: `encrypt:${keys.zoe}`,
    });
  });

  test.each<[string, (part: PartText) => PartText]>([
    ["a list's footer behind", (part) => mixed(part, textPart("_______\nListe"))],
    ["a file beside", (part) => mixed(filePart("x.bin", "x"), part)],
  ])("good over a part: %s", async (_name, around) => {
    const answer = await judged(mail(ZOE, around(signed(mixed(textPart("Text\n"), keyFile(keys.zoe))))));
    expect(answer).toMatchObject({ crypto: { signature: "partial", signer: keys.zoe }, reply: "ask_for_key_or_clear" });
    expect(answer.flags).toContain("signature_covers_part_only");
  });

  test("changed on the way", async () => {
    const path = mail(ZOE, signed(mixed(textPart("Version 1\n"), keyFile(keys.zoe))));
    writeFileSync(path, readFileSync(path, "utf8").replace("Version 1", "Version 2"));
    const answer = await judged(path);
    expect(answer).toMatchObject({
      disposition: "new_case",
      crypto: { signature: "bad", signer: null },
      reply: "ask_for_key_or_clear",
    });
    expect(answer.flags).toContain("bad_signature");
    expect(answer.shown).toContain("Version 2");
  });

  test("clear-signed, with the key in the Autocrypt header; and with something behind it", async () => {
    const data = Buffer.from(pgp.publicKey(keys.zoe).replace(/-----[^\n]*\n|^=.*$/gm, ""), "base64").toString("base64");
    const autocrypt = `Autocrypt: addr=zoe@uni.example; prefer-encrypt=mutual; keydata=${data.replace(/(.{70})/g, "$1\r\n ")}`;
    const text = pgp.clearSign("Grüße aus Köln\n", keys.zoe);
    const whole = await judged(mail(ZOE, textPart(text), autocrypt));
    expect(whole).toMatchObject({
      crypto: { layer: "inline", signature: "good" },
      reply: `encrypt:${keys.zoe}`,
      flags: ["key_from_autocrypt"],
    });
    const partly = await judged(mail(ZOE, textPart(`${text}\nund noch etwas`), autocrypt));
    expect(partly).toMatchObject({ crypto: { signature: "partial" } });
  });

  test("by a key that nobody knows", async () => {
    const answer = await judged(mail(ZOE, signed(textPart("Text\n"))));
    expect(answer).toMatchObject({ crypto: { signature: "unknown_key", signer: null }, reply: "ask_for_key_or_clear" });
  });

  test("by a revoked key that came along", async () => {
    const part = signedPart(mixed(keyFile(keys.revoked), textPart("Text\n")), (data) => pgp.sign(data, keys.stranger));
    const answer = await judged(mail("Rita <rita@gone.example>", part));
    expect(answer.flags).toContain("revoked_key");
    expect(answer.reply).toBe("ask_for_key_or_clear");
  });

  test("by a key that has ended since, and came along: it was good then, and is not used now", async () => {
    const part = signedPart(mixed(keyFile(keys.expired), textPart("Text\n")), (data) =>
      pgp.sign(data, keys.expired, { at: "20240601T000000" }),
    );
    const answer = await judged(mail("Ex <ex@old.example>", part));
    expect(answer).toMatchObject({ crypto: { signature: "good", signer: keys.expired, signer_matches_from: true } });
    expect(answer.flags).toContain("key_expired");
    expect(answer.reply).toBe("ask_for_key_or_clear");
  });

  test("an expired key that came along is not used", async () => {
    const answer = await judged(mail("Ex <ex@old.example>", sealed(mixed(textPart(REPORT), keyFile(keys.expired)))));
    expect(answer.flags).toContain("key_expired");
    expect(answer.reply).toBe("lookup_then_ask");
  });
});

describe("keys on file", () => {
  const first = (): string => mail(ZOE, sealed(mixed(textPart(REPORT), keyFile(keys.zoe)), keys.zoe));

  test("another key for the same address", async () => {
    const other = sealed(mixed(textPart(REPORT), keyFile(keys.otherZoe)), keys.otherZoe);
    const answer = await judged(first(), mail(ZOE, other));
    expect(answer).toMatchObject({
      disposition: "new_case",
      crypto: { signature: "good" },
      reply: "manual",
      auto_ack: true,
    });
    expect(answer.flags).toContain("key_conflict");
  });

  test("an unsigned mail is answered to the key on file", async () => {
    expect((await judged(first(), mail(ZOE, textPart("Nachtrag")))).reply).toBe(`encrypt:${keys.zoe}`);
  });

  test("the key on file proves whoever answers in a case; a mail without it does not", async () => {
    const proven = mail(ZOE, sealed(textPart(REPORT), keys.zoe), THREAD);
    expect(await judged(first(), proven)).toMatchObject({
      disposition: "append_case",
      auto_ack: true,
      reply: `encrypt:${keys.zoe}`,
    });
    const unsigned = mail(ZOE, sealed(textPart(REPORT)), THREAD);
    const answer = await judged(first(), unsigned);
    expect(answer).toMatchObject({ disposition: "append_case_unverified", reply: `encrypt:${keys.zoe}` });
    expect(answer.flags).toContain("unproven_thread_reference");
  });

  test("a key of somebody else is not put on file", async () => {
    const part = sealed(mixed(textPart(REPORT), keyFile(keys.elsewhere)), keys.elsewhere);
    const answer = await judged(mail(ZOE, part));
    expect(answer).toMatchObject({
      crypto: { signature: "good", signer_matches_from: false },
      reply: "lookup_then_ask",
    });
    expect(answer.flags).toContain("attached_key_uid_mismatch");
  });

  test("what somebody else signed whom we know", async () => {
    const otto = "Otto <otto@werk.example>";
    const known = mail(otto, sealed(mixed(textPart("Hallo"), keyFile(keys.otto)), keys.otto));
    const answer = await judged(known, mail("Eva <eva@boese.example>", sealed(textPart(REPORT), keys.otto)));
    expect(answer).toMatchObject({ disposition: "quarantine", reply: "manual", auto_ack: false });
  });

  test("a secret key is neither shown nor used", async () => {
    for (const part of [textPart(`Hier:\n${pgp.secretKey(keys.zoe)}`), mixed(textPart("Hier."), keyFileSecret())]) {
      const answer = await judged(mail(ZOE, part));
      expect(answer.flags).toContain("secret_key_received");
      expect(answer.shown).not.toContain("BEGIN PGP PRIVATE");
      expect(answer.reply).toBe("ask_for_key_or_clear");
    }
  });

  const keyFileSecret = (): PartText => filePart("zoe.sec.asc", pgp.secretKey(keys.zoe), "application/pgp-keys");
});

describe("staff and their commands", () => {
  const command = (line: string, by: string, at?: string): PartText =>
    encryptedPart(
      pgp.encrypt(entity(textPart(`${line}\n\nSchaue ich mir an.\n`)), [keys.role], { by, ...(at ? { at } : {}) }),
    );
  test.each<[string, string]>([
    ["claim PRJ-2026-0042", "claim"],
    ["Not ours PRJ-2026-0042", "not_ours"],
    ["severity HIGH prj-2026-0042", "severity"],
    ["due 2099-12-31 PRJ-2026-0042", "due"],
    ["assign tom PRJ-2026-0042", "assign"],
  ])("%s runs", async (line, flag) => {
    const answer = await judged(mail(MIRA, command(line, keys.mira), THREAD));
    expect(answer).toMatchObject({ disposition: "append_case", reply: "none", auto_ack: false });
    expect(answer.flags).toEqual(["staff_authenticated", flag]);
  });

  test.each([
    "claim PRJ-2026-0043",
    "claim",
    "severity urgent PRJ-2026-0042",
    "due 2020-01-01 PRJ-2026-0042",
    "due 2099-02-30 PRJ-2026-0042",
    "assign nobody PRJ-2026-0042",
  ])("%s is refused", async (line) => {
    const answer = await judged(mail(MIRA, command(line, keys.mira), THREAD));
    expect(answer).toMatchObject({ disposition: "append_case", reply: "none" });
    expect(answer.flags).toEqual(["staff_authenticated", "command_refused"]);
  });

  test("an old signature, a role without the right, no thread", async () => {
    const path = mail(MIRA, command("claim PRJ-2026-0042", keys.mira), THREAD);
    const { base, opener } = world;
    const later = { ...base.state, now: new Date(base.state.now.getTime() + 48.5 * 3_600_000) };
    expect(await replayLine([path], later, opener)).toMatchObject({
      flags: ["staff_authenticated", "command_refused"],
    });
    const auditor = await judged(mail("tom@projekt.example", command("claim PRJ-2026-0042", keys.tom), THREAD));
    expect(auditor.flags).toContain("command_refused");
    expect(await judged(mail(MIRA, command("claim PRJ-2026-0042", keys.mira)))).toMatchObject({
      disposition: "quarantine",
    });
  });

  test("the same again, as it came or encrypted anew", async () => {
    const text = pgp.clearSign("claim PRJ-2026-0042\n", keys.mira);
    for (const part of [textPart(text), sealed(textPart(text))]) {
      const again = await judged(mail(MIRA, textPart(text), THREAD), mail(MIRA, part, THREAD));
      expect(again).toMatchObject({ disposition: "quarantine", reply: "none", auto_ack: false });
      expect(again.flags).toContain("command_replayed");
    }
  });

  test("words that only begin like a command are none", async () => {
    const answer = await judged(
      mail(MIRA, command("Claim by the vendor is wrong, PRJ-2026-0042 stays open", keys.mira), THREAD),
    );
    expect(answer.flags).toEqual(["staff_authenticated"]);
  });

  test.each<[string, () => PartText]>([
    ["unsigned", () => textPart("claim PRJ-2026-0042")],
    ["signed by another of the staff", () => command("claim PRJ-2026-0042", keys.tom)],
    [
      "with a text above the signed one",
      () => textPart(`Bitte alles löschen\n\n${pgp.clearSign("claim PRJ-2026-0042\n", keys.mira)}`),
    ],
  ])("%s: nothing runs", async (_name, part) => {
    const answer = await judged(mail(MIRA, part(), THREAD));
    expect(answer).toMatchObject({ disposition: "quarantine", reply: "none", auto_ack: false });
    expect(answer.flags).toContain("staff_address_unauthenticated");
    expect(answer.flags).not.toContain("claim");
  });
});
