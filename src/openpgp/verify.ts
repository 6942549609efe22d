import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ProcessRunner, SamedayError } from "../kernel/index.ts";
import { isArmored, parseArmor, toBinaryKeys } from "./armor.ts";
import { requireSingleClearText } from "./clear-text-frame.ts";
import { withScratchDirectory } from "./scratch.ts";
import { type GoodSignature, type LapsedSignature, noneGood, requireGood, type Verdict, weigh } from "./verdict.ts";

const TIME_LIMIT_MS = 60_000;
const LARGEST_MESSAGE = 64 * 1024 * 1024;
/** Above this the runner may have cut the first status lines off. */
const LONGEST_STATUS = 60_000;
/** gpgv's exit codes: 0 all good, 1 a bad signature, 2 anything else. The status lines tell more than they do. */
const ANSWERS = [0, 1, 2];
const SIGNATURE_TAG = 2;

/** Absolute paths of public keys, armored or binary; a signature by a key of any of them counts. */
export type Keyrings = string | readonly string[];

export interface Verified {
  /** Primary key fingerprints of the good signatures, upper case, each once. */
  readonly fingerprints: readonly string[];
  /** When the first good signature says it was made. */
  readonly signedAt: Date;
}

export interface VerifiedText extends Verified {
  /**
   * What was signed, as gpgv wrote it: no dash escapes, no white space at line ends, LF; and exactly one line end at the
   * end. Whether the one before the signature belongs to the text, tools see differently (RFC 9580, 7.1): sq 1 adds one.
   */
  readonly signedText: Uint8Array;
}

/** Whose signature a text carries, whether or not it still counts. */
export interface EverSigned {
  /** Primary key fingerprints of the good signatures, upper case, each once; may be empty. */
  readonly fingerprints: readonly string[];
  readonly lapsed: readonly LapsedSignature[];
}

export interface EverSignedText extends EverSigned {
  readonly signedText: Uint8Array;
}

export interface ClearsignedInput {
  readonly message: Uint8Array;
  readonly keyringFile: Keyrings;
}

export interface DetachedInput extends ClearsignedInput {
  readonly signature: Uint8Array;
}

/**
 * The text of one clear-signed message and who signed it.
 * Throws SIGNATURE_BAD with the reason, SIGNER_UNKNOWN when the keyring lacks the key, INPUT_INVALID for an unusable keyring, TOOL_MISSING without gpgv.
 */
export async function verifyClearsigned(runner: ProcessRunner, input: ClearsignedInput): Promise<VerifiedText> {
  const { verdict, signedText } = await weighClearsigned(runner, input);
  return { ...summary(verdict), signedText };
}

/** Everybody who ever signed the message, for whoever must not pass them over. Throws like `verifyClearsigned`. */
export async function everSignedClear(runner: ProcessRunner, input: ClearsignedInput): Promise<EverSignedText> {
  const { verdict, signedText } = await weighClearsigned(runner, input);
  return { ...everSigned(verdict), signedText };
}

/** Who signed a file with a signature beside it (`Release.gpg`), armored or binary. Throws like `verifyClearsigned`. */
export async function verifyDetached(runner: ProcessRunner, input: DetachedInput): Promise<Verified> {
  return summary(await weighDetached(runner, input));
}

/** Everybody who ever signed a file beside it. Throws like `verifyDetached`. */
export async function everSignedDetached(runner: ProcessRunner, input: DetachedInput): Promise<EverSigned> {
  return everSigned(await weighDetached(runner, input));
}

async function weighClearsigned(
  runner: ProcessRunner,
  input: ClearsignedInput,
): Promise<{ readonly verdict: Verdict; readonly signedText: Uint8Array }> {
  if (input.message.length > LARGEST_MESSAGE) throw bad("The signed text is larger than 64 MiB.");
  const message = requireSingleClearText(input.message);
  return withScratchDirectory(async (scratch) => {
    const keyrings = await keyringArguments(input.keyringFile, scratch);
    const finished = await runner.run({
      argv: ["gpgv", "--homedir", scratch, ...keyrings, "--status-fd", "2", "--output", "-", "-"],
      input: message,
      timeLimitMs: TIME_LIMIT_MS,
      maxOutputBytes: LARGEST_MESSAGE,
      okExitCodes: ANSWERS,
    });
    return { verdict: weigh(requireWhole(finished.stderr), 1), signedText: withOneLineEnd(finished.stdout) };
  });
}

function withOneLineEnd(text: Uint8Array): Uint8Array {
  const length = text.findLastIndex((byte) => byte !== 0x0a) + 1;
  return length === 0 ? text.subarray(0, 0) : Buffer.concat([text.subarray(0, length), Buffer.from("\n")]);
}

async function weighDetached(runner: ProcessRunner, input: DetachedInput): Promise<Verdict> {
  const signature = requireSignatures(input.signature);
  return withScratchDirectory(async (scratch) => {
    const keyrings = await keyringArguments(input.keyringFile, scratch);
    const signatureFile = join(scratch, "signature");
    await writeFile(signatureFile, signature);
    const finished = await runner.run({
      argv: ["gpgv", "--homedir", scratch, ...keyrings, "--status-fd", "2", signatureFile, "-"],
      input: input.message,
      timeLimitMs: TIME_LIMIT_MS,
      okExitCodes: ANSWERS,
    });
    return weigh(requireWhole(finished.stderr), 0);
  });
}

async function keyringArguments(keyrings: Keyrings, scratch: string): Promise<string[]> {
  const files = typeof keyrings === "string" ? [keyrings] : keyrings;
  const prepared = await Promise.all(files.map((file, index) => binaryKeyring(file, join(scratch, `ring-${index}`))));
  return prepared.flatMap((file) => ["--keyring", file]);
}

/** The keyring itself when gpgv can read it, else a binary copy beside the scratch files. */
async function binaryKeyring(file: string, copy: string): Promise<string> {
  const data = await readFile(file).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `The keyring ${file} cannot be read.`, cause);
  });
  if (!isArmored(data)) return file;
  await writeFile(copy, toBinaryKeys(data));
  return copy;
}

/** Only signature packets: a signed message in place of a detached signature would bring its own text. */
function requireSignatures(signature: Uint8Array): Uint8Array {
  let bytes = signature;
  if (isArmored(signature)) {
    const { value, problems } = parseArmor(Buffer.from(signature).toString("latin1"));
    if (problems.length > 0 || value.some((block) => block.type !== "SIGNATURE"))
      throw bad("The signature is damaged.");
    bytes = Buffer.concat(value.map((block) => block.bytes));
  }
  const head = bytes[0];
  if (head === undefined) throw bad("There is no signature.");
  const tag = head & 0x40 ? head & 0x3f : (head & 0x3c) >> 2;
  if (!(head & 0x80) || tag !== SIGNATURE_TAG) throw bad("The signature file does not hold a detached signature.");
  return bytes;
}

function requireWhole(status: string): string {
  if (status.length > LONGEST_STATUS) throw bad("The text carries too many signatures.");
  return status;
}

function summary(verdict: Verdict): Verified {
  const good = requireGood(verdict);
  return { fingerprints: fingerprintsOf(good), signedAt: good[0].signedAt };
}

function everSigned(verdict: Verdict): EverSigned {
  const { good, lapsed } = verdict;
  if (good.length + lapsed.length === 0) throw noneGood(verdict);
  return { fingerprints: fingerprintsOf(good), lapsed };
}

function fingerprintsOf(good: readonly GoodSignature[]): readonly string[] {
  return [...new Set(good.map((signature) => signature.fingerprint))];
}

function bad(message: string): SamedayError {
  return new SamedayError("SIGNATURE_BAD", message);
}
