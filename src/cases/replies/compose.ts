import { type Random, SamedayError } from "../../kernel/index.ts";
import { hashOfSignature, type MessageSealer } from "../../openpgp/index.ts";
import type { RoleSigner } from "../role-key/index.ts";
import { mailAddress, mailbox, mailDate, ownMessageId, references, unstructured } from "./fields.ts";
import type { Letter } from "./letter.ts";
import { textBody } from "./text-body.ts";

/** What composing needs; `HandlingContext` has all of it. */
export interface ComposeMeans {
  readonly signer: Pick<RoleSigner, "certificate" | "sign">;
  readonly sealer: Pick<MessageSealer, "seal">;
  readonly random: Random;
}

/** Name and value, which may be folded. */
type Field = readonly [name: string, value: string];

/**
 * The bytes of a mail, signed by the role key: PGP/MIME (RFC 3156), signed and encrypted in one message where there are keys
 * to encrypt to, else signed in clear. Its headers stand inside too (RFC 9788, and the older form beside it); outside, the
 * subject of an encrypted one is the case's name alone. All of it is ASCII with CR LF.
 * Throws INPUT_INVALID for addresses and ids that cannot stand in a header, an empty text, and keys that cannot be encrypted
 * to; ROLE_KEY_UNAVAILABLE.
 */
export async function composeReply(means: ComposeMeans, letter: Letter): Promise<Uint8Array> {
  if (letter.text.trim() === "") throw new SamedayError("INPUT_INVALID", "The mail has no text.");
  const inner = fieldsOf(letter, letter.subject);
  const { encryptTo } = letter;
  const ours = await means.signer.certificate();
  const [first, ...more] = encryptTo.map(({ bytes }) => bytes);
  const outer = first === undefined ? inner : fieldsOf(letter, outerSubject(letter.caseId));
  const head = first === undefined ? protection("clear", inner, []) : protection("cipher", inner, outer);
  const payload = Buffer.from(payloadOf(means, letter, head, ours), "latin1");
  const signature = await means.signer.sign(payload);
  const body =
    first === undefined
      ? signedBody(means, payload, signature)
      : encryptedBody(means, await means.sealer.seal(payload, signature, [first, ...more, ours]));
  return Buffer.from(`${written([...outer, ["MIME-Version", "1.0"]])}${body}`, "latin1");
}

/** The same in clear and without a signature, where nobody is there who could sign. Throws INPUT_INVALID. */
export async function composeUnsigned(
  means: Pick<ComposeMeans, "random"> & { readonly signer: Pick<RoleSigner, "certificate"> },
  letter: Letter,
): Promise<Uint8Array> {
  if (letter.text.trim() === "" || letter.encryptTo.length > 0) {
    throw new SamedayError("INPUT_INVALID", "Only a text in clear leaves unsigned.");
  }
  const fields: readonly Field[] = [...fieldsOf(letter, letter.subject), ["MIME-Version", "1.0"]];
  const key = letter.attachKey ? await means.signer.certificate() : new Uint8Array();
  return Buffer.from(payloadOf(means, letter, { marks: "", fields }, key), "latin1");
}

/** What everybody on the way may read as the subject. */
export function outerSubject(caseId: string): string {
  return `[${caseId}] ...`;
}

function fieldsOf(letter: Letter, subject: string): readonly Field[] {
  const { replyTo, cc, inReplyTo } = letter;
  const thread = references([...letter.references, ...(inReplyTo === undefined ? [] : [inReplyTo])]);
  const optional = (name: string, value: string | undefined): readonly Field[] =>
    value === undefined || value === "" ? [] : [[name, value]];
  return [
    ["From", mailbox(letter.from.name, letter.from.address)],
    ["To", mailAddress(letter.to)],
    ...optional("Cc", cc === undefined ? undefined : mailAddress(cc)),
    ...optional("Reply-To", replyTo === undefined ? undefined : mailAddress(replyTo)),
    ["Subject", unstructured(subject)],
    ["Date", mailDate(letter.date)],
    ["Message-ID", ownMessageId(letter.messageId)],
    ...optional("In-Reply-To", inReplyTo === undefined ? undefined : references([inReplyTo])),
    ...optional("References", thread),
    ["Auto-Submitted", letter.automatic ? "auto-replied" : "no"],
    ["X-Loop", mailAddress(letter.ours)],
  ];
}

interface Protection {
  /** Added to the payload's Content-Type. */
  readonly marks: string;
  readonly fields: readonly Field[];
}

/** RFC 9788, 2.1 and 2.2; `protected-headers` is what readers before it look for. */
function protection(kind: "clear" | "cipher", inner: readonly Field[], outer: readonly Field[]): Protection {
  const seen = outer.map(([name, value]): Field => ["HP-Outer", `${name}: ${value}`]);
  return { marks: `;\r\n hp="${kind}"; protected-headers="v1"`, fields: [...inner, ...seen] };
}

/** What is signed: the text, and our key beside it where it goes along. */
function payloadOf(
  { random }: Pick<ComposeMeans, "random">,
  letter: Letter,
  { marks, fields }: Protection,
  key: Uint8Array,
): string {
  const { mediaType, encoding, body } = textBody(letter.text);
  const encoded: Field = ["Content-Transfer-Encoding", encoding];
  if (!letter.attachKey) return part([...fields, ["Content-Type", `${mediaType}${marks}`], encoded], body);
  const boundary = newBoundary(random);
  const parts = [part([["Content-Type", mediaType], encoded], body), keyPart(key)];
  const type: Field = ["Content-Type", `multipart/mixed; boundary="${boundary}"${marks}`];
  return part([...fields, type], multipart(boundary, parts));
}

function keyPart(key: Uint8Array): string {
  const fields: readonly Field[] = [
    ["Content-Type", 'application/pgp-keys; name="security-key.pgp"'],
    ["Content-Disposition", 'attachment; filename="security-key.pgp"'],
    ["Content-Description", "OpenPGP public key"],
    ["Content-Transfer-Encoding", "base64"],
  ];
  const lines =
    Buffer.from(key)
      .toString("base64")
      .match(/.{1,76}/g) ?? [];
  return part(fields, lines.map((line) => `${line}\r\n`).join(""));
}

/** RFC 3156, 5. */
function signedBody({ random }: ComposeMeans, payload: Buffer, signature: string): string {
  const boundary = newBoundary(random);
  const micalg = hashOfSignature(signature);
  const type = `multipart/signed; micalg=${micalg};\r\n protocol="application/pgp-signature"; boundary="${boundary}"`;
  const signaturePart = part(
    [
      ["Content-Type", 'application/pgp-signature; name="signature.asc"'],
      ["Content-Description", "OpenPGP digital signature"],
    ],
    withLineEnds(signature),
  );
  return part([["Content-Type", type]], multipart(boundary, [payload.toString("latin1"), signaturePart]));
}

/** RFC 3156, 4. */
function encryptedBody({ random }: ComposeMeans, armored: string): string {
  const boundary = newBoundary(random);
  const type = `multipart/encrypted;\r\n protocol="application/pgp-encrypted"; boundary="${boundary}"`;
  const version = part([["Content-Type", "application/pgp-encrypted"]], "Version: 1\r\n");
  const data = part(
    [
      ["Content-Type", 'application/octet-stream; name="encrypted.asc"'],
      ["Content-Disposition", 'inline; filename="encrypted.asc"'],
    ],
    withLineEnds(armored),
  );
  return part([["Content-Type", type]], multipart(boundary, [version, data]));
}

function part(fields: readonly Field[], body: string): string {
  return `${written(fields)}\r\n${body}`;
}

function written(fields: readonly Field[]): string {
  return fields.map(([name, value]) => `${name}: ${value}\r\n`).join("");
}

/** The line end before a boundary belongs to the boundary (RFC 2046, 5.1.1). */
function multipart(boundary: string, parts: readonly string[]): string {
  return `${parts.map((each) => `--${boundary}\r\n${each}\r\n`).join("")}--${boundary}--\r\n`;
}

function newBoundary(random: Random): string {
  return `=_${Buffer.from(random.bytes(16)).toString("hex")}`;
}

function withLineEnds(armored: string): string {
  return `${armored.trimEnd().replace(/\r?\n/g, "\r\n")}\r\n`;
}
