import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** People with keys of their own, and mails as their programs make them: with gpg, in CR LF, in parts of any order. */

export interface PartText {
  readonly headers: readonly string[];
  readonly body: string | readonly PartText[];
}

export interface Pgp {
  /** A key that signs and encrypts; its primary fingerprint. */
  key(userId: string, options?: { readonly expires?: string; readonly at?: string }): string;
  publicKey(fingerprint: string): string;
  secretKey(fingerprint: string): string;
  revoke(fingerprint: string): void;
  encrypt(plain: string | Uint8Array, to: readonly string[], options?: CryptOptions): string;
  encryptBinary(plain: string, to: readonly string[]): Buffer;
  sign(data: string, by: string, options?: { readonly at?: string }): string;
  /** Of bytes, the answer is their characters one by one, since they may be no UTF-8. */
  clearSign(text: string | Uint8Array, by: string, options?: { readonly at?: string }): string;
  withPassword(plain: string): string;
  close(): void;
}

export interface CryptOptions {
  readonly by?: string;
  readonly hidden?: boolean;
  /** Not compressed, so that the mail is as large as what it holds. */
  readonly stored?: boolean;
  /** `20261101T120000`, for gpg's `--faked-system-time`. */
  readonly at?: string;
}

const TRUSTING = ["--batch", "--yes", "--no-tty", "--pinentry-mode", "loopback", "--trust-model", "always", "--armor"];

export function createPgp(root: string): Pgp {
  const home = join(root, "gpg");
  mkdirSync(home, { mode: 0o700 });
  const gpg = (args: readonly string[], input: string | Uint8Array = "", at?: string): Buffer =>
    execFileSync("gpg", ["--homedir", home, ...TRUSTING, ...(at ? ["--faked-system-time", at] : []), ...args], {
      input,
      stdio: ["pipe", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    });
  const recipients = (to: readonly string[]): string[] => to.flatMap((one) => ["--recipient", one]);
  return {
    key(userId, { expires = "never", at } = {}) {
      gpg(["--passphrase", "", "--quick-generate-key", userId, "ed25519", "sign", expires], "", at);
      const listing = gpg(["--with-colons", "--list-keys", `=${userId}`]).toString();
      const fingerprint =
        listing
          .split("\n")
          .filter((line) => line.startsWith("fpr:"))
          .at(-1)
          ?.split(":")[9] ?? "";
      gpg(["--passphrase", "", "--quick-add-key", fingerprint, "cv25519", "encr", expires], "", at);
      return fingerprint;
    },
    publicKey: (fingerprint) => gpg(["--export", fingerprint]).toString(),
    secretKey: (fingerprint) => gpg(["--passphrase", "", "--export-secret-keys", fingerprint]).toString(),
    revoke(fingerprint) {
      const file = join(home, "openpgp-revocs.d", `${fingerprint}.rev`);
      const certificate = execFileSync("sed", ["s/^:---/---/", file]).toString();
      gpg(["--import"], certificate);
    },
    encrypt(plain, to, { by, hidden, stored, at } = {}) {
      const how = [
        ...(by ? ["--sign", "--local-user", by] : []),
        ...(hidden ? ["--throw-keyids"] : []),
        ...(stored ? ["--compress-algo", "none"] : []),
      ];
      return gpg(["--passphrase", "", "--encrypt", ...how, ...recipients(to)], plain, at).toString();
    },
    encryptBinary: (plain, to) => gpg(["--no-armor", "--encrypt", ...recipients(to)], plain),
    sign: (data, by, { at } = {}) =>
      gpg(["--passphrase", "", "--detach-sign", "--local-user", by], data, at).toString(),
    clearSign: (text, by, { at } = {}) =>
      gpg(["--passphrase", "", "--clearsign", "--local-user", by], text, at).toString(
        typeof text === "string" ? "utf8" : "latin1",
      ),
    withPassword: (plain) => gpg(["--passphrase", "secret", "--s2k-count", "1024", "--symmetric"], plain).toString(),
    close: () => void execFileSync("gpgconf", ["--homedir", home, "--kill", "all"]),
  };
}

let boundaries = 0;

/** A part as text with CR LF; several bodies become a multipart whose boundary is added to its type. */
export function entity({ headers, body }: PartText): string {
  if (typeof body === "string") return `${headers.join("\r\n")}\r\n\r\n${body.replace(/\r?\n/g, "\r\n")}`;
  boundaries += 1;
  const boundary = `----part-${boundaries}`;
  const typed = headers.map((line) => (/^content-type:/i.test(line) ? `${line}; boundary="${boundary}"` : line));
  const parts = body.map((part) => `--${boundary}\r\n${entity(part)}\r\n`).join("");
  return `${typed.join("\r\n")}\r\n\r\n${parts}--${boundary}--\r\n`;
}

export function textPart(body: string, ...headers: readonly string[]): PartText {
  return { headers: ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ...headers], body };
}

export function filePart(name: string, body: string, type = "application/octet-stream"): PartText {
  return { headers: [`Content-Type: ${type}`, `Content-Disposition: attachment; filename="${name}"`], body };
}

export function encryptedPart(armor: string): PartText {
  return {
    headers: ['Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"'],
    body: [
      { headers: ["Content-Type: application/pgp-encrypted"], body: "Version: 1\n" },
      { headers: ["Content-Type: application/octet-stream"], body: armor },
    ],
  };
}

/** multipart/signed over a part as it stands in the mail. */
export function signedPart(part: PartText, sign: (data: string) => string): PartText {
  const data = entity(part);
  const [head = "", ...rest] = data.split("\r\n\r\n");
  return {
    headers: ['Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"'],
    body: [
      { headers: head.split("\r\n"), body: rest.join("\r\n\r\n") },
      { headers: ["Content-Type: application/pgp-signature"], body: sign(data) },
    ],
  };
}
