import { spawnSync } from "node:child_process";

/** What sq is told for each act: Debian 12 has 0.27, and options were named anew before the first stable release, which Debian 13 has. */
export interface SequoiaWords {
  decrypt(secretFile: string): readonly string[];
  verify(certificateFile: string): readonly string[];
  verifyBeside(certificateFile: string, signatureFile: string): readonly string[];
  generate(userId: string, target: string): readonly string[];
  certificateOf(keyFile: string): readonly string[];
  sign(keyFile: string): readonly string[];
  signBeside(keyFile: string): readonly string[];
  encrypt(certificateFiles: readonly string[], signerFile?: string): readonly string[];
}

const SQ_0: SequoiaWords = {
  decrypt: (secret) => ["decrypt", "--recipient-key", secret],
  verify: (certificate) => ["verify", "--signer-cert", certificate],
  verifyBeside: (certificate, signature) => ["verify", "--signer-cert", certificate, "--detached", signature],
  generate: (userId, target) => ["key", "generate", "--userid", userId, "--export", target],
  certificateOf: (key) => ["key", "extract-cert", key],
  sign: (key) => ["sign", "--signer-key", key, "--cleartext-signature"],
  signBeside: (key) => ["sign", "--signer-key", key, "--detached"],
  encrypt: (certificates, signer) => [
    ...["encrypt", ...certificates.flatMap((file) => ["--recipient-cert", file])],
    ...(signer === undefined ? [] : ["--signer-key", signer]),
  ],
};

/** Without sq's own stores of keys and certificates. */
const ALONE = ["--home", "none"] as const;
const SQ_1: SequoiaWords = {
  decrypt: (secret) => [...ALONE, "decrypt", "--recipient-file", secret],
  verify: (certificate) => [...ALONE, "verify", "--cleartext", "--signer-file", certificate],
  verifyBeside: (certificate, signature) => [
    ...[...ALONE, "verify", "--signature-file", signature, "--signer-file", certificate],
  ],
  generate: (userId, target) => [
    ...[...ALONE, "key", "generate", "--own-key", "--userid", userId, "--without-password"],
    ...["--output", target, "--rev-cert", `${target}.revocation`],
  ],
  certificateOf: (key) => [...ALONE, "key", "delete", `--cert-file=${key}`, "--output=-"],
  sign: (key) => [...ALONE, "sign", "--cleartext", "--signer-file", key],
  signBeside: (key) => [...ALONE, "sign", "--signature-file=-", "--signer-file", key],
  encrypt: (certificates, signer) => [
    ...[...ALONE, "encrypt", ...certificates.flatMap((file) => ["--for-file", file])],
    ...(signer === undefined ? ["--without-signature"] : ["--signer-file", signer]),
  ],
};

/** The words of the sq that is installed. Debian 12 has 0.27, which knows `--version`; Debian 13 has 1.3, which refuses it. */
export function installedSequoia(): SequoiaWords {
  return isOldSequoia() ? SQ_0 : SQ_1;
}

/** Whether it is an edition from before the first stable one. */
export function isOldSequoia(): boolean {
  return spawnSync("sq", ["--version"], { encoding: "utf8" }).stdout.startsWith("sq 0.");
}
