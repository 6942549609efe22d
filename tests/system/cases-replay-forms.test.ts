import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encryptedPart, entity, filePart, type PartText, type Pgp, signedPart, textPart } from "./cases-mail-kit.ts";
import { type CasesWorld, startCasesWorld } from "./cases-world.ts";

/** The same kinds of mails in the forms that mail programs and mail systems give them, with gpg's OpenPGP inside. */

const SECRET = "GEHEIM-5d0c77aa";
const REPORT = `Überlauf in beispield: ${SECRET}\n`;
const ZOE = "Zoë Finder <zoe@uni.example>";
const EVA = "Eva <eva@boese.example>";

let world: CasesWorld;
let pgp: Pgp;
let keys: CasesWorld["keys"];
beforeAll(async () => {
  world = await startCasesWorld();
  ({ pgp, keys } = world);
});
afterAll(() => world.close());

const judged = (from: string, part: PartText, ...headers: readonly string[]) =>
  world.judged(world.mail(from, part, ...headers));
const lines = (text: string): readonly string[] => text.trimEnd().split("\n");
const base64 = (data: string | Uint8Array): string =>
  Buffer.from(data)
    .toString("base64")
    .replace(/(.{76})/g, "$1\n");
const html = (body: string): PartText => ({ headers: ["Content-Type: text/html; charset=utf-8"], body });
const mixed = (...body: readonly PartText[]): PartText => ({ headers: ["Content-Type: multipart/mixed"], body });
const inBase64 = (type: string, data: string | Uint8Array): PartText => ({
  headers: [`Content-Type: ${type}`, "Content-Transfer-Encoding: base64"],
  body: base64(data),
});
const autocrypt = (fingerprint: string, name = "Autocrypt", address = "zoe@uni.example"): string => {
  const data = pgp.publicKey(fingerprint).replace(/-----[^\n]*\n|^=.*$|\s/gm, "");
  return `${name}: addr=${address}; keydata=${data.replace(/(.{70})/g, "$1\r\n ")}`;
};
const key = (): PartText => filePart("key.asc", pgp.publicKey(keys.zoe), "application/pgp-keys");

describe("a message in a text is opened", () => {
  test.each<[string, (armor: readonly string[]) => PartText]>([
    [
      "each line a paragraph of Outlook's",
      (armor) => html(armor.map((line) => `<p class=MsoNormal>${line || "&nbsp;"}<o:p></o:p></p>`).join("\n")),
    ],
    ["each line a block of Gmail's", (armor) => html(armor.map((line) => `<div>${line || "<br>"}</div>`).join(""))],
    ["blanks that do not break behind each line", (armor) => html(`<pre>${armor.join("&nbsp;\n")}</pre>`)],
    ["a mark of UTF-8 before it", (armor) => textPart(`\uFEFF${armor.join("\n")}`)],
    ["indented by an editor", (armor) => textPart(armor.map((line) => `    ${line}`).join("\n"))],
    [
      "a text that says Base64 and is none",
      (armor) => ({
        headers: ["Content-Type: text/plain", "Content-Transfer-Encoding: base64"],
        body: armor.join("\n"),
      }),
    ],
    ["the whole text in Base64", (armor) => inBase64("text/plain; charset=utf-8", armor.join("\n"))],
    [
      "a multipart that names no boundary",
      (armor) => ({ headers: ["Content-Type: multipart/mixed"], body: armor.join("\n") }),
    ],
    [
      "a type of its own, as mutt had it",
      (armor) => ({ headers: ["Content-Type: application/pgp"], body: armor.join("\n") }),
    ],
  ])("%s", async (_name, part) => {
    const answer = await judged(ZOE, part(lines(pgp.encrypt(REPORT, [keys.role]))));
    expect(answer).toMatchObject({
      disposition: "new_case",
      crypto: { layer: "inline", decrypted: true, integrity: "ok" },
      reply: "lookup_then_ask",
      auto_ack: true,
    });
    expect(answer.shown).toContain(SECRET);
  });

  test.each(["application/octet-stream", "image/png", "text/plain; charset=utf-8"])(
    "its packets as %s, without a name",
    async (type) => {
      const answer = await judged(ZOE, inBase64(type, pgp.encryptBinary(REPORT, [keys.role])));
      expect(answer).toMatchObject({ crypto: { layer: "inline", decrypted: true }, reply: "lookup_then_ask" });
      expect(answer.shown).toContain(SECRET);
    },
  );

  test("what only looks like one counts as encrypted, and is told", async () => {
    const armor = lines(pgp.encrypt(REPORT, [keys.role]));
    const answer = await judged(ZOE, textPart(armor.map((line) => `| ${line}`).join("\n")), autocrypt(keys.zoe));
    expect(answer).toMatchObject({ disposition: "new_case", crypto: { layer: "none" }, reply: "lookup_then_ask" });
    expect(answer.flags).toContain("openpgp_not_recognised");
  });

  test.each<[string, string, readonly number[], string]>([
    ["charset=koi8-r", "", [0xce, 0xc5, 0xd4], "нет"],
    ["charset=utf-8", "Charset: ISO-8859-15", [0xa4], "€"],
    ["charset=us-ascii", "Charset: ISO-2022-JP", [0x1b, 0x24, 0x42, 0x40, 0x48, 0x1b, 0x28, 0x42], "脆"],
  ])("a text in another charset: %s, %s", async (charset, header, bytes, text) => {
    const armor = lines(pgp.encrypt(Buffer.from(bytes), [keys.role]));
    const body = [armor[0], header, ...armor.slice(1)].filter((line, at) => at !== 1 || line !== "").join("\n");
    const answer = await judged(ZOE, { headers: [`Content-Type: text/plain; ${charset}`], body });
    expect(answer.crypto).toMatchObject({ layer: "inline", decrypted: true });
    expect(answer.shown).toContain(text);
  });
});

describe("a message below somebody else's headers stays closed", () => {
  test.each([
    [
      "Outlook's",
      "________________________________\nFrom: X <x@x.example>\nSent: Friday\nTo: y@y.example\nSubject: hi\n",
    ],
    ["GMX's", 'Gesendet: Freitag um 09:00 Uhr\nVon: "X" <x@x.example>\nAn: y@y.example\nBetreff: hi\n'],
    ["in French", "De : X\nEnvoyé : vendredi\nÀ : y@y.example\nObjet : hi\n"],
  ])("%s", async (_name, mark) => {
    const armor = pgp.encrypt(REPORT, [keys.role]);
    const answer = await judged(ZOE, textPart(`Schauen Sie bitte.\n\n${mark}\n${armor}`));
    expect(answer).toMatchObject({ crypto: { layer: "none", decrypted: null }, reply: "ask_for_key_or_clear" });
    expect(answer.flags).toContain("encrypted_in_forward");
    expect(answer.shown).not.toContain(SECRET);
  });
});

describe("a signature", () => {
  const good = () => ({ signature: "good", signer: keys.zoe, signer_matches_from: true });

  test("is good over a text in the charset that it was signed in", async () => {
    const signed = pgp.clearSign(Buffer.from("Gr\xfc\xdfe aus K\xf6ln\n", "latin1"), keys.zoe);
    const part = inBase64("text/plain; charset=iso-8859-1", Buffer.from(signed, "latin1"));
    const answer = await judged(ZOE, part, autocrypt(keys.zoe));
    expect(answer).toMatchObject({ crypto: { layer: "inline", ...good() }, reply: `encrypt:${keys.zoe}` });
    expect(answer.shown).toContain("Grüße aus Köln");
  });

  test("is good in the oldest form, as mutt had it", async () => {
    const part = {
      headers: ["Content-Type: application/pgp; format=text; x-action=sign", "Content-Disposition: inline"],
      body: pgp.clearSign("signed the old way\n", keys.zoe),
    };
    const answer = await judged(ZOE, part, autocrypt(keys.zoe));
    expect(answer).toMatchObject({ crypto: { layer: "inline", ...good() } });
    expect(answer.shown).toContain("signed the old way");
  });

  test("is good when its part is encoded", async () => {
    const part = signedPart(mixed(textPart(REPORT), key()), (data) => pgp.sign(data, keys.zoe));
    const [content, signature] = part.body as readonly PartText[];
    if (!content || !signature) throw new Error("a signed part has two");
    const body = [content, inBase64("application/pgp-signature", String(signature.body))];
    expect(await judged(ZOE, { ...part, body })).toMatchObject({ crypto: { layer: "pgp-mime", ...good() } });
  });

  test("beside a file is the file's, not the mail's", async () => {
    const part = mixed(
      textPart("Siehe Datei."),
      filePart("report.pdf", "%PDF"),
      filePart("report.pdf.sig", pgp.sign("%PDF", keys.zoe), "application/pgp-signature"),
    );
    expect(await judged(ZOE, part)).toMatchObject({
      crypto: { layer: "none", signature: "none" },
      attachments: ["report.pdf", "report.pdf.sig"],
    });
  });

  test("below a letter that only looks like another in the sender's address is somebody else's", async () => {
    const part = encryptedPart(pgp.encrypt(entity(mixed(textPart(REPORT), key())), [keys.role], { by: keys.zoe }));
    const answer = await judged("Zoë <z\u043Ee@uni.example>", part);
    expect(answer).toMatchObject({ crypto: { signature: "good", signer_matches_from: false } });
    expect(answer.flags).toContain("attached_key_uid_mismatch");
    expect(answer.reply).not.toContain(keys.zoe);
  });
});

describe("nobody is answered to a key that is not theirs", () => {
  test.each<[string, () => readonly string[], () => readonly string[]]>([
    ["a key of Autocrypt's gossip", () => [autocrypt(keys.stranger, "Autocrypt-Gossip")], () => []],
    ["an Autocrypt header beside an encrypted report", () => [], () => [autocrypt(keys.zoe)]],
    [
      "an Autocrypt header of another address",
      () => [],
      () => [autocrypt(keys.otto, "Autocrypt", "otto@werk.example")],
    ],
  ])("%s", async (_name, inner, outer) => {
    const armor = pgp.encrypt(entity(textPart(REPORT, ...inner())), [keys.role]);
    const answer = await judged(ZOE, encryptedPart(armor), ...outer());
    expect(answer).toMatchObject({ disposition: "new_case", reply: "lookup_then_ask" });
  });
});

test.each<[string, (cipher: Buffer) => PartText]>([
  [
    "as a file",
    (cipher) => mixed(textPart("Bitte öffnen."), inBase64('application/octet-stream; name="x.pgp"', cipher)),
  ],
  ["in a text", (cipher) => textPart(`-----BEGIN PGP MESSAGE-----\n\n${base64(cipher)}\n-----END PGP MESSAGE-----\n`)],
])("a ciphertext that somebody else sends again %s is known", async (_name, part) => {
  const cipher = pgp.encryptBinary(entity(textPart(REPORT)), [keys.role]);
  const first = world.mail(
    ZOE,
    encryptedPart(`-----BEGIN PGP MESSAGE-----\n\n${base64(cipher)}\n-----END PGP MESSAGE-----\n`),
  );
  const answer = await world.judged(first, world.mail(EVA, part(cipher)));
  expect(answer).toMatchObject({ disposition: "quarantine", reply: "manual", auto_ack: false });
  expect(answer.flags).toContain("ciphertext_seen_before");
});
