import { DEFAULT_LIMITS } from "../../mail/index.ts";
import type { SignatureVerdict } from "./content/signature.ts";
import type { Facts } from "./facts.ts";
import type { Flag } from "./flags.ts";
import type { CryptoFacts } from "./judgement.ts";
import { knownCertificates } from "./key-source.ts";
import { judgeKeys } from "./keys/judge-keys.ts";
import type { Material } from "./material.ts";
import { type CommandAnswer, runCommand } from "./people/run-command.ts";
import { readThread, type Thread } from "./people/thread.ts";
import { wasSeen } from "./sender/duplicate.ts";
import { type IntakeState, keysOf, type ReporterKey, type StaffMember } from "./state.ts";

/** What all that was read comes to over what is known: the facts by which the tables decide. */
export function weigh(material: Material, state: IntakeState): Facts {
  const { envelope, sender, inner, signature, opening, automatic, came, secret, beyond, wrapped } = material;
  const from = sender.address;
  const encrypted = opening.decrypted !== null || material.flags.has("openpgp_not_recognised");
  const keys = judgeKeys({ state, from, came, signature, encrypted });
  const thread = readThread(material.answers, `${material.subject} ${inner?.subject ?? ""}`, state);
  const atAddress = state.staff.filter(({ address }) => address === from);
  const signing = signature.word === "good" ? signature.signer : undefined;
  // A person may have several keys, and an address several people: the key says who it is.
  const proof = atAddress.find(({ certificate }) => certificate.fingerprint === signing);
  const member = proof ?? atAddress[0];
  const isStaff = proof !== undefined;
  const seenBefore = material.ciphertexts.some((hash) => state.seenCiphertexts.has(hash));
  const command = proof ? commandOf(proof, material, state, thread, seenBefore) : undefined;
  const signer = signerOf(material, state);
  const isOurs = signer?.ours === true && signer.matches && signature.word === "good";
  const proven = isStaff || isReporter(state, thread, from, signature);
  const foreignAuthor = isForeignAuthor(state, from, signature);
  const innerDiffers = inner?.fromAddress !== undefined && from !== undefined && inner.fromAddress !== from;
  const differsFromAuthor = opening.decrypted === true && (wrapped || innerDiffers || signer?.matches === false);
  const refers = thread.answered !== undefined || thread.namedInSubject;
  const duplicate = wasSeen(material.identity, state);
  // Without a key nobody can tell what was not meant for us from what was.
  const isSealed = state.peopleHoldKey === true && material.flags.has("no_matching_key");

  const rows: readonly (readonly [Flag, boolean])[] = [
    ["header_limit", beyond && material.bytes <= DEFAULT_LIMITS.bytes],
    ["message_limit", material.bytes > DEFAULT_LIMITS.bytes],
    ["secret_key_received", secret],
    ["sealed_for_people", isSealed],
    ["mixed_encrypted_cleartext", material.mixed || wrapped],
    ["signature_covers_part_only", signature.word === "partial"],
    ["ciphertext_seen_before", seenBefore && !duplicate],
    ["sender_differs_from_author_possible", differsFromAuthor || foreignAuthor],
    ["protected_from_mismatch", innerDiffers],
    ["staff_authenticated", isStaff],
    ["staff_address_unauthenticated", member !== undefined && !isStaff && automatic.kinds.size === 0],
    ["command_refused", command !== undefined && !command.outcome.ran && !command.replayed],
    ["command_replayed", command?.replayed === true],
    ["unproven_thread_reference", refers && !isOurs && !(thread.answered && proven)],
  ];
  const flags = new Set<Flag>([
    ...material.flags,
    ...sender.flags,
    ...automatic.flags,
    ...keys.flags,
    ...rows.flatMap(([flag, applies]) => (applies ? [flag] : [])),
    ...(command?.outcome.ran ? [FLAG_OF_VERB[command.outcome.verb]] : []),
    ...material.routes,
  ]);
  if (isSealed) flags.delete("no_matching_key");
  // Our answers ask for answers to the role, and nobody has to tell us of our new key.
  if (isOurs) for (const flag of ["reply_to_differs", "old_role_key_used"] as const) flags.delete(flag);
  const crypto: CryptoFacts = {
    ...opening,
    signature: signature.word,
    signer: signature.signer ?? null,
    signerMatchesFrom: signer?.matches ?? null,
  };
  return {
    flags,
    from,
    envelopeFrom: envelope.from,
    wantsNoAnswer: material.wantsNoAnswer,
    automatic: automatic.kinds,
    beyondDelivery: beyond,
    duplicate,
    staff: member === undefined ? "none" : isStaff ? "proven" : "unproven",
    thread,
    proven,
    crypto,
    signature,
    wrapped,
    namesUs: from === state.address,
    ours: signer?.ours === true || state.sentMessages.has(material.identity.messageId),
    foreignAuthor,
    keys,
    command,
  };
}

const FLAG_OF_VERB = {
  claim: "claim",
  "not ours": "not_ours",
  severity: "severity",
  due: "due",
  assign: "assign",
} as const;

/** The first text under the staff member's signature begins with the command, or there is none. */
function commandOf(
  staff: StaffMember,
  { signedTexts, signature: { made } }: Material,
  state: IntakeState,
  { answered }: Thread,
  cameBefore: boolean,
): CommandAnswer | undefined {
  const signed = signedTexts.get(staff.certificate.fingerprint);
  if (signed === undefined) return undefined;
  const { text: signedText, fromHtml } = signed;
  return runCommand({ state, staff, signedText, fromHtml, made, cameBefore, thread: answered });
}

/** The reporter of the answered case, by a key that was on file before this message. */
function isReporter(
  state: IntakeState,
  { answered }: Thread,
  from: string | undefined,
  { word, signer }: SignatureVerdict,
): boolean {
  if (word !== "good" || answered === undefined || answered.reporter !== from) return false;
  return keysOf(state, from).some(({ fingerprint }) => fingerprint === signer);
}

/** Whether the signer's key names the sender, and whether it is one of ours. */
function signerOf(
  { sender, came, identity, signature: { signer } }: Material,
  state: IntakeState,
): { readonly matches: boolean; readonly ours: boolean } | undefined {
  const { address } = sender;
  if (signer === undefined || address === undefined) return undefined;
  // Our key signs for the role, and for whoever answers from an address of their own.
  if (state.roleCertificates?.some(({ fingerprint }) => fingerprint === signer)) {
    return { matches: address === state.address || state.sentMessages.has(identity.messageId), ours: true };
  }
  const certificates = [...knownCertificates(state), ...came.map(({ certificate }) => certificate)];
  const named = certificates.filter(({ fingerprint }) => fingerprint === signer).flatMap(({ addresses }) => addresses);
  return { matches: named.includes(address), ours: false };
}

function isForeignAuthor(state: IntakeState, from: string | undefined, { signer }: SignatureVerdict): boolean {
  if (signer === undefined) return false;
  const owners = ownersOf(state, signer);
  return (
    owners.length > 0 &&
    owners.every(({ address, certificate }) => address !== from && !certificate.addresses.includes(from ?? ""))
  );
}

/** Under which addresses a key is on file. */
function ownersOf({ staff, reporterKeys }: IntakeState, signer: string): readonly ReporterKey[] {
  const owners: ReporterKey[] = staff.filter(({ certificate }) => certificate.fingerprint === signer);
  for (const [address, certificates] of reporterKeys) {
    const certificate = certificates.find(({ fingerprint }) => fingerprint === signer);
    if (certificate) owners.push({ address, certificate });
  }
  return owners;
}
