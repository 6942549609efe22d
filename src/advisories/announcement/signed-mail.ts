import { SamedayError } from "../../kernel/index.ts";
import { isSevenBit, quotedPrintable } from "../../mail/index.ts";
import { type MailHead, mailHeaders } from "./mail-headers.ts";

/*
 * PGP/MIME (RFC 3156, section 5): what is signed is one MIME part with its headers, in the very bytes that travel: lines end
 * in CR LF, nothing but ASCII, no blank at a line's end. Whoever holds the key makes a detached signature over these bytes;
 * the mail is put around both.
 */

/** The bytes to sign for PGP/MIME: the text as a MIME part. The line end before the boundary is not part of them. */
export function partToSign(text: string): Uint8Array {
  const sevenBit = isSevenBit(text);
  const head = [
    `Content-Type: text/plain; charset=${sevenBit ? "us-ascii" : "utf-8"}`,
    `Content-Transfer-Encoding: ${sevenBit ? "7bit" : "quoted-printable"}`,
  ];
  const body = sevenBit ? text.replaceAll("\n", "\r\n") : quotedPrintable(text);
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`, "latin1");
}

/**
 * The whole mail around a part and the armored detached signature over it, made with SHA-512. `boundary` is random; it must
 * not stand in the part. Throws INPUT_INVALID for what is no signature, and for a boundary that cannot be one.
 */
export function pgpMimeMail(head: MailHead, part: Uint8Array, signature: string, boundary: string): Uint8Array {
  const armored = signature.replaceAll("\r\n", "\n").trim();
  if (!/^-----BEGIN PGP SIGNATURE-----\n[A-Za-z0-9+/=:. \n-]+\n-----END PGP SIGNATURE-----$/.test(armored)) {
    throw new SamedayError("INPUT_INVALID", "This is no armored signature, as gpg --armor --detach-sign makes it.");
  }
  const signed = Buffer.from(part).toString("latin1");
  if (!/^[0-9A-Za-z'()+_,./:=?-]{10,70}$/.test(boundary) || signed.includes(boundary)) {
    throw new SamedayError("INPUT_INVALID", "The boundary of the parts is too short, too long or stands in the text.");
  }
  const type = `Content-Type: multipart/signed; micalg=pgp-sha512;\r\n protocol="application/pgp-signature";\r\n boundary="${boundary}"\r\n`;
  const lines = [
    "This is a signed message in the form of RFC 3156.",
    `--${boundary}`,
    signed,
    `--${boundary}`,
    'Content-Type: application/pgp-signature; name="signature.asc"',
    "Content-Description: OpenPGP digital signature",
    'Content-Disposition: attachment; filename="signature.asc"',
    "",
    ...armored.split("\n"),
    `--${boundary}--`,
    "",
  ];
  return Buffer.from(`${mailHeaders(head)}${type}\r\n${lines.join("\r\n")}`, "latin1");
}

/** A mail whose body is a clear-signed text, for lists that pass on nothing else. UTF-8 travels as it is (8bit). */
export function clearSignedMail(head: MailHead, signed: string): Uint8Array {
  const text = signed.replaceAll("\r\n", "\n");
  if (!text.startsWith("-----BEGIN PGP SIGNED MESSAGE-----\n")) {
    throw new SamedayError("INPUT_INVALID", "This is no clear-signed text, as gpg --clear-sign makes it.");
  }
  const ascii = /^[\n\t\x20-\x7e]*$/.test(text);
  const type =
    `Content-Type: text/plain; charset=${ascii ? "us-ascii" : "utf-8"}\r\n` +
    `Content-Transfer-Encoding: ${ascii ? "7bit" : "8bit"}\r\n`;
  return Buffer.from(`${mailHeaders(head)}${type}\r\n${text.replaceAll("\n", "\r\n")}`, "utf8");
}
