import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateKey, revokeKey } from "openpgp";
import type { RoleSigner } from "../../src/cases/index.ts";
import { type Certificate, createMessageOpener, type MessageOpener, toBinaryKeys } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { isOldSequoia } from "./sequoia-words.ts";

/** Reporters with keys that gpg, Sequoia and OpenPGP.js made, and how each of their programs reads a mail of ours. */

export interface Peers {
  readonly root: string;
  readonly signer: RoleSigner;
  readonly roleFingerprint: string;
  /** Opens with the role's key, and with the one of version 6. */
  readonly opener: MessageOpener;
  /** What a reporter whose key gpg has encrypts to the role. */
  encryptToRole(plain: string, signedBy?: "cv25519" | "rsa3072"): string;
  /** A reporter's own key, armored. */
  publicKey(of: "cv25519" | "rsa3072"): string;
  /** Keys that gpg can use: Curve25519, RSA of 3,072 bits. */
  readonly byGpg: Readonly<Record<"cv25519" | "rsa3072", Certificate>>;
  /** Made by sq, opened by sq. */
  readonly bySq: Certificate;
  /** RFC 9580's own form, version 6. */
  readonly v6: Certificate;
  /** What gpg makes of a message: the plain text, and the primary fingerprints of good signatures. */
  gpgOpens(armored: string): Read;
  sqOpens(armored: string, whose?: "own" | "v6"): Read;
  /** OpenPGP.js, with the role's key and the one of version 6. */
  jsOpens(armored: string): Promise<Read>;
  /** A key of OpenPGP.js, binary, and the same with its own revocation. */
  revocable(userId: string): Promise<{ readonly key: Uint8Array; readonly revoked: Uint8Array }>;
  gpgVerifies(data: string, signature: string): readonly string[];
  close(): Promise<void>;
}

export interface Read {
  readonly plain: string;
  readonly signers: readonly string[];
}

const BATCH = ["--batch", "--no-tty", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""];
const TRUST = ["--trust-model", "always"];

export async function createPeers(): Promise<Peers> {
  const root = mkdtempSync("/tmp/sd-reply-");
  const roleHome = join(root, "r");
  const home = join(root, "g");
  for (const each of [roleHome, home]) mkdirSync(each, { mode: 0o700 });
  const gpg = (at: string, args: readonly string[], input = "", err: "ignore" | "pipe" = "ignore"): Buffer =>
    execFileSync("gpg", ["--homedir", at, ...BATCH, ...TRUST, ...args], { input, stdio: ["pipe", "pipe", err] });
  const make = (at: string, userId: string, primary: string, sub: string): string => {
    gpg(at, ["--quick-generate-key", userId, primary, "sign", "never"]);
    const listing = gpg(at, ["--with-colons", "--list-keys", `=${userId}`]).toString();
    const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1] ?? "";
    gpg(at, ["--quick-add-key", fingerprint, sub, "encr", "never"]);
    return fingerprint;
  };
  const role = make(roleHome, "Example Security <security@example.org>", "ed25519", "cv25519");
  const v6 = await generateKey({
    userIDs: [{ name: "Vera", email: "vera@six.example.org" }],
    type: "curve25519",
    config: { v6Keys: true, aeadProtect: true },
  });
  // One for all, because its threads take long to start on a machine that is busy.
  const opener = createMessageOpener({
    secretKeys: [gpg(roleHome, ["--armor", "--export-secret-keys", role]), Buffer.from(v6.privateKey)],
    runner: createProcessRunner("/nonexistent"),
    now: () => new Date(),
  });
  const read = async (key: string | Uint8Array): Promise<Certificate> => {
    const { certificates } = await opener.readCertificates(Buffer.from(key));
    const [found] = certificates;
    if (!found) throw new Error("The test's key could not be read.");
    return found;
  };
  const alice = make(home, "Alice <alice@reporter.example.net>", "ed25519", "cv25519");
  const bob = make(home, "Bob <bob@lab.example.com>", "rsa3072", "rsa3072");
  const people = { cv25519: alice, rsa3072: bob };
  const roleKey = gpg(roleHome, ["--armor", "--export", role]).toString();
  gpg(home, ["--import"], roleKey);
  const rolePublic = join(root, "role.asc");
  writeFileSync(rolePublic, roleKey);

  const sqIsOld = isOldSequoia();
  const sqKey = join(root, "sq.key");
  const v6Key = join(root, "v6.key");
  writeFileSync(v6Key, v6.privateKey, { mode: 0o600 });
  makeSqKey(sqIsOld, "Sam <sam@sequoia.example.org>", sqKey);
  const roleCertificate = await read(roleKey);

  return {
    root,
    roleFingerprint: role,
    opener,
    encryptToRole: (plain, signedBy) => {
      const by = signedBy === undefined ? [] : ["--sign", "--local-user", people[signedBy]];
      return gpg(home, ["--armor", "--encrypt", ...by, "--recipient", role], plain).toString();
    },
    publicKey: (of) => gpg(home, ["--armor", "--export", people[of]]).toString(),
    signer: {
      fingerprint: async () => role,
      fingerprints: async () => [role],
      certificate: async () => toBinaryKeys(Buffer.from(roleKey)),
      certificates: async () => [toBinaryKeys(Buffer.from(roleKey))],
      sign: async (text) =>
        execFileSync("gpg", ["--homedir", roleHome, ...BATCH, "--armor", "--detach-sign", "--digest-algo", "SHA512"], {
          input: text,
        }).toString("latin1"),
      clearSign: () => Promise.reject(new Error("Answers are not signed in clear text.")),
    },
    byGpg: {
      cv25519: await read(gpg(home, ["--export", alice])),
      rsa3072: await read(gpg(home, ["--export", bob])),
    },
    bySq: await read(sqCertificate(sqIsOld, sqKey)),
    v6: await read(v6.publicKey),
    jsOpens: async (armored) => {
      const opened = await opener.open(Buffer.from(armored), [roleCertificate]);
      const good = opened.signatures.filter(({ state }) => state === "good");
      return {
        plain: Buffer.from(opened.plain ?? "").toString("latin1"),
        signers: good.flatMap(({ signer }) => signer ?? []),
      };
    },
    gpgOpens: (armored) => {
      const target = join(root, "plain");
      const status = gpg(home, ["--yes", "--status-fd", "1", "--output", target, "--decrypt"], armored).toString();
      const plain = execFileSync("cat", [target]).toString("latin1");
      return { plain, signers: signersIn(status) };
    },
    sqOpens: (armored, whose = "own") => {
      return sqDecrypt(sqIsOld, whose === "own" ? sqKey : v6Key, rolePublic, role, armored);
    },
    revocable: async (userId) => {
      const [, name = "", email = ""] = /^(.*) <(.*)>$/.exec(userId) ?? [];
      const format = "object" as const;
      const made = await generateKey({ userIDs: [{ name, email }], type: "ecc", curve: "curve25519Legacy", format });
      const { revocationCertificate, publicKey: key } = made;
      const { publicKey } = await revokeKey({ key, revocationCertificate, format });
      return { key: key.write(), revoked: publicKey.write() };
    },
    gpgVerifies: (data, signature) => {
      writeFileSync(join(root, "data"), data, "latin1");
      const args = ["--status-fd", "1", "--verify", "-", join(root, "data")];
      return signersIn(gpg(home, args, signature).toString());
    },
    close: async () => {
      await opener.close();
      for (const each of [roleHome, home]) execFileSync("gpgconf", ["--homedir", each, "--kill", "all"]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function signersIn(status: string): readonly string[] {
  return [...status.matchAll(/^\[GNUPG:\] VALIDSIG .* ([0-9A-F]{40})$/gm)].map((match) => match[1] ?? "");
}

const ALONE = ["--home", "none"];

function makeSqKey(old: boolean, userId: string, target: string): void {
  const words = old
    ? ["key", "generate", "--userid", userId, "--export", target]
    : [
        ...[...ALONE, "key", "generate", "--own-key", "--userid", userId, "--without-password"],
        ...["--output", target, "--rev-cert", `${target}.rev`],
      ];
  execFileSync("sq", words, { stdio: "pipe" });
}

function sqCertificate(old: boolean, key: string): Buffer {
  const words = old ? ["key", "extract-cert", key] : [...ALONE, "key", "delete", `--cert-file=${key}`, "--output=-"];
  return execFileSync("sq", words, { stdio: "pipe" });
}

/** sq ends with an error where fewer signatures than asked for are good, and then nobody signed. */
function sqDecrypt(old: boolean, key: string, signerFile: string, role: string, armored: string): Read {
  const words = old
    ? ["decrypt", "--recipient-key", key, "--signer-cert", signerFile, "--signatures", "1"]
    : [...ALONE, "decrypt", "--recipient-file", key, "--signer-file", signerFile, "--signatures", "1"];
  const plain = execFileSync("sq", words, { input: armored, stdio: "pipe" }).toString("latin1");
  return { plain, signers: [role] };
}

/** What Python's own parser of mail finds, as a third opinion. */
export interface PythonMail {
  readonly headers: readonly (readonly [string, string])[];
  readonly defects: readonly string[];
  readonly type: string;
  readonly protection: string | null;
  readonly parts: readonly PythonMail[];
  /** Of a leaf, decoded. */
  readonly text: string;
}

const READ_WITH_PYTHON = `
import sys, json, email, email.policy
def tell(part):
    many = part.is_multipart()
    defects = [type(d).__name__ for d in part.defects]
    for name, value in part.items():
        defects += [name + ": " + type(d).__name__ for d in getattr(value, "defects", [])]
    return {
        "headers": [[name, str(value)] for name, value in part.items()],
        "defects": defects,
        "type": part.get_content_type(),
        "protection": part.get_param("hp"),
        "parts": [tell(child) for child in part.iter_parts()] if many else [],
        "text": "" if many else part.get_payload(decode=True).decode("utf-8", "replace"),
    }
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps(tell(message)))
`;

export function readWithPython(mail: string | Uint8Array): PythonMail {
  const input = typeof mail === "string" ? Buffer.from(mail, "latin1") : mail;
  return JSON.parse(execFileSync("python3", ["-c", READ_WITH_PYTHON], { input }).toString()) as PythonMail;
}

export function headerOf(mail: PythonMail, name: string): string | undefined {
  return mail.headers.find(([each]) => each.toLowerCase() === name.toLowerCase())?.[1];
}
