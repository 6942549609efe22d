import { SamedayError } from "../kernel/index.ts";
import { parseStatus, type StatusLine } from "./status.ts";

/** One good signature. */
export interface GoodSignature {
  /** Of the primary key, upper case, also when a subkey signed. */
  readonly fingerprint: string;
  readonly signedAt: Date;
}

/** A signature that is right, and that has expired since, or whose key has expired or was revoked. It gives no authority now. */
export interface LapsedSignature extends GoodSignature {
  /** Until when it counted; null for a revoked key, of which nobody can say since when it was in other hands. */
  readonly countedUntil: Date | null;
}

/** Everything that a status tells about signatures of known keys over the text. */
export interface Verdict {
  readonly good: readonly GoodSignature[];
  readonly lapsed: readonly LapsedSignature[];
  /** For people, when none is good. */
  readonly whyNone: string;
  /** There are signatures, and every one is by a key that is not there: nothing is known to be wrong with them. */
  readonly isUnknown: boolean;
}

/** Hash algorithm numbers (RFC 9580, section 9.5) that count: SHA-256, SHA-384, SHA-512, SHA-224, SHA3-256, SHA3-512. */
const STRONG_HASHES: ReadonlySet<string> = new Set(["8", "9", "10", "11", "12", "14"]);
/** Signature types (RFC 9580, section 5.2.1) over documents: binary and text. */
const DOCUMENT_CLASSES: ReadonlySet<string> = new Set(["00", "01"]);
const ERRSIG_NO_KEY = "9";
const ERRSIG_DIGEST = "5";

/** The good ones. Throws when there is none: SIGNER_UNKNOWN when only the keys are missing, else SIGNATURE_BAD. */
export function requireGood(verdict: Verdict): readonly [GoodSignature, ...GoodSignature[]] {
  const [first, ...rest] = verdict.good;
  if (first) return [first, ...rest];
  throw noneGood(verdict);
}

/** Why no signature counts. */
export function noneGood({ whyNone, isUnknown }: Verdict): SamedayError {
  return isUnknown ? new SamedayError("SIGNER_UNKNOWN", whyNone) : bad(whyNone);
}

/**
 * Reads gpgv's status lines as a judge: which signatures are good, which ones were, and if none is, why, for people.
 * A signature that contradicts the text refuses the whole; beside a good one, others by unknown or expired keys are passed over
 * (a Release file is signed by the keys of several years). Throws SIGNATURE_BAD for what is no sound text at all.
 */
export function weigh(statusText: string, expectedPlaintexts: 0 | 1): Verdict {
  const lines = parseStatus(statusText);
  const plaintexts = lines.filter((line) => line.keyword === "PLAINTEXT").length;
  const signatures = splitBySignature(lines);
  if (signatures.length > 0 && plaintexts !== expectedPlaintexts) {
    throw bad("The signature carries a text of its own beside the one it should cover.");
  }
  const good: GoodSignature[] = [];
  const lapsed: LapsedSignature[] = [];
  const reasons: string[] = [];
  for (const signature of signatures) {
    const ended = whyEnded(signature);
    const answer = ended ?? judgeOne(signature);
    if (typeof answer !== "string") good.push(answer);
    else reasons.push(answer);
    const once = ended === undefined ? "" : judgeOne(signature.map(asGood));
    if (typeof once !== "string") lapsed.push({ ...once, countedUntil: endOf(signature) });
  }
  const altered = signatures.some((signature) => find(signature, "BADSIG"));
  if (altered) throw bad("The text was altered after it was signed.");
  const others = signatures.filter((signature) => !isByUnknownKey(signature));
  return {
    good,
    lapsed,
    whyNone: reasons[0] ?? "There is no signature.",
    isUnknown: signatures.length > 0 && others.length === 0,
  };
}

function isByUnknownKey(lines: readonly StatusLine[]): boolean {
  return find(lines, "ERRSIG")?.args[5] === ERRSIG_NO_KEY;
}

function splitBySignature(lines: readonly StatusLine[]): readonly (readonly StatusLine[])[] {
  const signatures: StatusLine[][] = [];
  for (const line of lines) {
    if (line.keyword === "NEWSIG") signatures.push([]);
    else signatures.at(-1)?.push(line);
  }
  return signatures;
}

const ENDED: readonly string[] = ["REVKEYSIG", "EXPKEYSIG", "EXPSIG"];

/** Why a signature that was good once counts no more; undefined when that is not what is wrong with it. */
function whyEnded(lines: readonly StatusLine[]): string | undefined {
  const key = keyOf(lines);
  if (find(lines, "BADSIG")) return undefined;
  if (find(lines, "REVKEYSIG")) return `The key ${key} was revoked.`;
  if (find(lines, "EXPKEYSIG")) return `The key ${key} has expired.`;
  if (find(lines, "EXPSIG")) return `The signature by ${key} has expired.`;
  return undefined;
}

/** The earliest end that is told: of the key that signed (KEYEXPIRED), or of the signature itself (VALIDSIG's fourth). */
function endOf(lines: readonly StatusLine[]): Date | null {
  if (find(lines, "REVKEYSIG")) return null;
  const ofKeys = lines.filter((line) => line.keyword === "KEYEXPIRED").map(({ args: [time = ""] }) => time);
  const ofSignature = find(lines, "VALIDSIG")?.args[3] ?? "0";
  const ends = [...ofKeys, ofSignature].filter((time) => time !== "0" && time !== "").map((time) => statusTime(time));
  return ends.length === 0 ? null : new Date(Math.min(...ends.map((end) => end.getTime())));
}

/** gpgv says one of these words in place of GOODSIG, and the same VALIDSIG beside it. */
function asGood(line: StatusLine): StatusLine {
  return ENDED.includes(line.keyword) ? { ...line, keyword: "GOODSIG" } : line;
}

function keyOf(lines: readonly StatusLine[]): string {
  return find(lines, "VALIDSIG")?.args[9] ?? find(lines, "ERRSIG")?.args[0] ?? "";
}

/** The good signature, or the reason why it does not count. */
function judgeOne(lines: readonly StatusLine[]): GoodSignature | string {
  const key = keyOf(lines);
  if (find(lines, "BADSIG")) return "The text was altered after it was signed.";
  const failed = find(lines, "ERRSIG");
  if (failed) return whyNotChecked(key, failed.args[5] ?? "", failed.args[2] ?? "");
  const valid = find(lines, "VALIDSIG");
  if (!valid || !find(lines, "GOODSIG")) return "The signature could not be checked.";
  const [, , time = "", , , , , hash = "", signatureClass = "", primary = ""] = valid.args;
  if (!STRONG_HASHES.has(hash)) return weakDigest(key);
  if (!DOCUMENT_CLASSES.has(signatureClass)) return `The signature by ${key} is not one over a document.`;
  return { fingerprint: primary.toUpperCase(), signedAt: statusTime(time) };
}

function whyNotChecked(key: string, code: string, hash: string): string {
  if (code === ERRSIG_NO_KEY) return `The key ${key} is not in the keyring.`;
  if (code === ERRSIG_DIGEST || !STRONG_HASHES.has(hash)) return weakDigest(key);
  return `The signature by ${key} cannot be checked (GnuPG's error ${code}).`;
}

function weakDigest(key: string): string {
  return `The signature by ${key} uses a weak digest (MD5, SHA-1 or RIPEMD-160); sign with SHA-256 or better.`;
}

/** Seconds since 1970, or `20261121T140200` in later versions of GnuPG. */
function statusTime(text: string): Date {
  const iso = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!iso) return new Date(Number(text) * 1000);
  const [, year, month, day, hour, minute, second] = iso.map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}

function find(lines: readonly StatusLine[], keyword: string): StatusLine | undefined {
  return lines.find((line) => line.keyword === keyword);
}

function bad(message: string): SamedayError {
  return new SamedayError("SIGNATURE_BAD", message);
}
