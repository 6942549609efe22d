import type { Certificate } from "../../../openpgp/index.ts";
import type { SignatureVerdict } from "../content/signature.ts";
import type { Flag } from "../flags.ts";
import { type IntakeState, keysOf, type StateChange } from "../state.ts";
import type { CameKey } from "./came-keys.ts";

/** What is to be judged about the keys of one message. */
export interface KeyQuestion {
  readonly state: IntakeState;
  /** The sender's address; undefined where nobody is named. */
  readonly from: string | undefined;
  readonly came: readonly CameKey[];
  readonly signature: SignatureVerdict;
  /** Whether the report was encrypted. */
  readonly encrypted: boolean;
}

export interface KeyAnswer {
  readonly flags: readonly Flag[];
  /** The key to answer with. */
  readonly reply: Certificate | undefined;
  /** Another key than the one on file came, and not under a signature by that one. */
  readonly conflict: boolean;
  /** To be applied when the message is taken at its word; see `judge`. */
  readonly pin: readonly StateChange[];
}

/**
 * A key on file stays on file: another one never replaces it by itself.
 * A key that came along is used for the answer when it names the sender and came under at least the protection of the
 * report; it is put on file when the message's whole signature proves that its sender holds it.
 */
export function judgeKeys(question: KeyQuestion): KeyAnswer {
  const { state, from, signature } = question;
  const came = question.came.filter(({ certificate }) => !state.roleFingerprints.includes(certificate.fingerprint));
  const ofStaff = state.staff.filter(({ address }) => address === from).map(({ certificate }) => certificate);
  const onFile = [...keysOf(state, from), ...ofStaff];
  const named = came.filter(({ certificate }) => from !== undefined && certificate.addresses.includes(from));
  const others = named.filter(({ certificate }) => !onFile.some((one) => isSame(one, certificate)));
  const differs = onFile.length > 0 && others.length > 0;
  const signedByFile = signature.word === "good" && onFile.some(({ fingerprint }) => fingerprint === signature.signer);
  const refreshed = refreshes(question, named);
  const pinned = onFile.map((certificate) => newest(certificate, refreshed));
  const reply = pinned.find((one) => isUsable(one, state.now));
  const proven = named.find(({ certificate }) => isProven(question, certificate));
  return {
    flags: flagsOf(question, came, differs),
    reply: onFile.length > 0 ? reply : named.find((key) => isGoodEnough(question, key))?.certificate,
    conflict: differs && !signedByFile,
    pin: [...refreshed, ...(onFile.length === 0 && from && proven ? [pinnedAs(from, proven.certificate)] : [])],
  };
}

export function isUsable(certificate: Certificate, now: Date): boolean {
  return !certificate.revoked && !isExpired(certificate, now) && certificate.canEncrypt;
}

function isExpired({ expires }: Certificate, now: Date): boolean {
  return expires !== undefined && expires <= now;
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a.fingerprint === b.fingerprint;
}

function isProven({ state, signature }: KeyQuestion, certificate: Certificate): boolean {
  return signature.word === "good" && signature.signer === certificate.fingerprint && isUsable(certificate, state.now);
}

/** An unsigned message may bring its own key, but a key in clear is no answer to an encrypted one: a mail system on the way can put it there. */
function isGoodEnough(question: KeyQuestion, { certificate, encrypted }: CameKey): boolean {
  if (isProven(question, certificate)) return true;
  const isUnsigned = question.signature.word === "none";
  return isUnsigned && (encrypted || !question.encrypted) && isUsable(certificate, question.state.now);
}

/** A revocation counts whoever brings it, since the key itself made it; a newer copy counts under the key's own signature. */
function refreshes({ state, from, signature }: KeyQuestion, named: readonly CameKey[]): readonly StateChange[] {
  if (from === undefined) return [];
  return keysOf(state, from).flatMap((key): StateChange[] => {
    if (key.revoked) return [];
    const copy = named.find(({ certificate }) => isSame(certificate, key))?.certificate;
    if (!copy) return [];
    const isSigned = signature.word === "good" && signature.signer === copy.fingerprint;
    const isLonger = (copy.expires?.getTime() ?? Infinity) > (key.expires?.getTime() ?? Infinity);
    if (!copy.revoked && !(isSigned && isLonger)) return [];
    return [{ kind: "key-refreshed", key: { address: from, certificate: copy } }];
  });
}

function newest(certificate: Certificate, refreshed: readonly StateChange[]): Certificate {
  const found = refreshed.find((one) => one.kind === "key-refreshed" && isSame(one.key.certificate, certificate));
  return found?.kind === "key-refreshed" ? found.key.certificate : certificate;
}

function pinnedAs(address: string, certificate: Certificate): StateChange {
  return { kind: "key-pinned", key: { address, certificate } };
}

function flagsOf({ state, from }: KeyQuestion, came: readonly CameKey[], differs: boolean): readonly Flag[] {
  const rows: readonly (readonly [Flag, boolean])[] = [
    ["key_from_autocrypt", came.some(({ source }) => source === "autocrypt")],
    ["attached_key_uid_mismatch", from !== undefined && came.some((key) => isForeign(key, from))],
    ["key_conflict", differs],
    ["revoked_key", came.some(({ certificate }) => certificate.revoked)],
    ["key_expired", came.some(({ certificate }) => isExpired(certificate, state.now))],
  ];
  return rows.flatMap(([flag, applies]) => (applies ? [flag] : []));
}

/** A revoked key has no valid user id left to compare; its revocation is told instead. */
function isForeign({ certificate, source }: CameKey, from: string): boolean {
  return source === "attached" && !certificate.revoked && !certificate.addresses.includes(from);
}
