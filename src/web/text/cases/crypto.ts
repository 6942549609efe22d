import { type CaseView, type CryptoFacts, type Flag, type KeptMessage, LEFT_CLOSED } from "../../../cases/index.ts";
import { formatShort } from "../times.ts";

/** What protects a message, in words: never a picture of a lock. */
export interface CryptoLine {
  /** Whether it was secret on its way. */
  readonly secrecy: string;
  /** Who wrote it, as far as something proves it, and what of it that covers. */
  readonly proof: string;
  /** Something of both is not as it should be. */
  readonly doubt: boolean;
}

/** Who is known by their keys in a case. */
export type KnownKeys = Pick<CaseView, "reporterKey"> & { readonly reporter: string };

const UNOPENED: readonly (readonly [Flag, string])[] = [
  ["no_matching_key", "to none of our keys"],
  ["passphrase_encrypted", "to a password alone"],
  ["integrity_failure", "and altered on its way"],
  ["unsupported_algorithm", "in a way that our key does not offer or this desk does not know"],
  ["no_integrity_protection", "in the old form that anybody can alter"],
  ["malformed_openpgp", "and damaged"],
  ["decompression_limit", "and larger than the limit once unpacked"],
  ["pkesk_limit", "to more keys than the limit"],
  ["deadline", "and took longer to open than the limit"],
];

export function cryptoLine(
  { kept, at }: { readonly kept: KeptMessage; readonly at: Date },
  keys: KnownKeys,
  now: Date,
): CryptoLine {
  const { judgement } = kept;
  if (!judgement) return ours(kept);
  const { crypto, flags } = judgement;
  const has = (flag: Flag): boolean => flags.includes(flag);
  if (has("sealed_for_people")) return UNKNOWN_YET;
  const open = crypto.decrypted !== false && crypto.integrity !== "fail" && crypto.integrity !== "none";
  const fine = crypto.signature === "none" || (crypto.signature === "good" && crypto.signerMatchesFrom !== false);
  return {
    secrecy: secrecy(crypto, has),
    proof: proof(crypto, has, keys, at, now),
    doubt: !open || !fine || has("mixed_encrypted_cleartext") || has("openpgp_not_recognised"),
  };
}

/** Where people hold the role key and nobody has opened the message: nothing is known, and nothing is doubted. */
const UNKNOWN_YET: CryptoLine = {
  secrecy: "Encrypted; the desk has no key for it.",
  proof: "Whether it is signed is not known before somebody opens it.",
  doubt: false,
};

function ours({ direction, encryptedTo }: KeptMessage): CryptoLine {
  if (direction === "note") return { secrecy: "A note among us; it went nowhere.", proof: "", doubt: false };
  const to = encryptedTo.map(shortKey).join(" and ");
  return {
    secrecy: encryptedTo.length > 0 ? `Sent encrypted to ${to}.` : "Sent in clear: anybody on its way could read it.",
    proof: "",
    doubt: false,
  };
}

function secrecy(crypto: CryptoFacts, has: (flag: Flag) => boolean): string {
  if (crypto.layer === "smime") return "S/MIME, which is neither opened nor verified here.";
  if (crypto.decrypted === false) {
    const why = UNOPENED.filter(([flag]) => has(flag)).map(([, words]) => words);
    return `Encrypted ${why.length > 0 ? why.join(", ") : "in a way that could not be opened"}: it was not opened.`;
  }
  if (crypto.decrypted === null) {
    if (LEFT_CLOSED.some(has)) return "In clear, but for something in it that looks encrypted and was not opened.";
    return "Not encrypted: anybody on its way could read it.";
  }
  const key = has("old_role_key_used") ? "an old key of ours" : "our key";
  if (has("mixed_encrypted_cleartext")) return `Encrypted to ${key} in part: what is not marked so may be anybody's.`;
  return `Encrypted to ${key}, and whole.`;
}

function proof(
  { signature, signer, signerMatchesFrom }: CryptoFacts,
  has: (flag: Flag) => boolean,
  { reporterKey, reporter }: KnownKeys,
  at: Date,
  now: Date,
): string {
  switch (signature) {
    case "none":
      return "Not signed: nothing proves who wrote it.";
    case "bad":
      return "A signature does not hold for what stands here.";
    case "unknown_key":
      return "Signed by a key that we do not have: that proves nothing yet.";
    case "revoked_key":
      return `Signed by a revoked key, ${shortKey(signer ?? "")}: that proves nothing.`;
  }
  const covers = signature === "good" ? "the whole message is covered" : "it covers only the parts that say so below";
  const other = signerMatchesFrom === false ? ", which is not the sender's" : "";
  const whose = (): string => {
    if (signer === null) return "a key on file";
    if (has("staff_authenticated")) return `the sender's enrolled key ${shortKey(signer)}`;
    if (reporterKey === undefined || reporterKey.fingerprint !== signer) return `key ${shortKey(signer)}${other}`;
    const since =
      reporterKey.since >= at ? "first seen with this message" : `pinned ${formatShort(reporterKey.since, now)}`;
    return `the key of ${reporter === "" ? "the reporter" : reporter}, ${since}${other}`;
  };
  return `Signed by ${whose()}; ${covers}.`;
}

/** The whole fingerprint in groups of four. */
export function longKey(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
}

/** Enough of a fingerprint to tell two keys at a desk apart; the whole one stands where something is sent. */
export function shortKey(fingerprint: string): string {
  return fingerprint.length <= 16 ? fingerprint : `…${longKey(fingerprint.slice(-16))}`;
}
