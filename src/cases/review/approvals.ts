import { readFile } from "node:fs/promises";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { readKeys, verifyClearsigned, verifyDetached } from "../../openpgp/index.ts";
import { signedCommit } from "./signed-commit.ts";

/** The keys whose approval counts, with the mail addresses that they name. */
export interface Reviewers {
  readonly keyringFile: string;
  readonly mailsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Throws INPUT_INVALID for a file without public keys. */
export async function readReviewers(processes: ProcessRunner, keyringFile: string): Promise<Reviewers> {
  const bytes = await readFile(keyringFile).catch((cause: unknown) => {
    throw new SamedayError("INPUT_INVALID", `The keyring ${keyringFile} cannot be read.`, cause);
  });
  const keys = await readKeys(processes, bytes);
  const mailsOf = new Map(keys.map(({ fingerprint, userIds }) => [fingerprint, new Set(userIds.map(mailOf))] as const));
  return { keyringFile, mailsOf };
}

/** Who signed something, or why that cannot be told. */
export type Signers = { readonly fingerprints: readonly string[] } | { readonly whyNone: string };

/** Who of the reviewers signed a commit. */
export async function signersOfCommit(
  processes: ProcessRunner,
  { keyringFile }: Reviewers,
  commit: Uint8Array,
): Promise<Signers> {
  const signed = signedCommit(commit);
  if (!signed) return { whyNone: "The commit has no OpenPGP signature." };
  const { signature, payload } = signed;
  return whoSigned(verifyDetached(processes, { message: payload, signature, keyringFile }));
}

/** Who of the reviewers clear-signed a text, and whether it is exactly the one that is wanted. */
export async function signersOfText(
  processes: ProcessRunner,
  { keyringFile }: Reviewers,
  message: Uint8Array,
): Promise<(Signers & { readonly signedText?: string }) | { readonly whyNone: string }> {
  try {
    const { fingerprints, signedText } = await verifyClearsigned(processes, { message, keyringFile });
    return { fingerprints, signedText: Buffer.from(signedText).toString("utf8") };
  } catch (thrown) {
    return { whyNone: reasonOf(thrown) };
  }
}

async function whoSigned(verified: Promise<{ readonly fingerprints: readonly string[] }>): Promise<Signers> {
  try {
    return { fingerprints: (await verified).fingerprints };
  } catch (thrown) {
    return { whyNone: reasonOf(thrown) };
  }
}

/** A bad signature is an answer; a tool that is missing is not. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof SamedayError && (thrown.code === "SIGNATURE_BAD" || thrown.code === "SIGNER_UNKNOWN")) {
    return thrown.message;
  }
  throw thrown;
}

function mailOf(userId: string): string {
  return (/<([^<>]+)>\s*$/.exec(userId)?.[1] ?? userId).trim().toLowerCase();
}
