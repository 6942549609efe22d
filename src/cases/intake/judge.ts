import { DEFAULT_LIMITS, type Mail, readMail } from "../../mail/index.ts";
import type { Certificate, MessageOpener } from "../../openpgp/index.ts";
import { ciphertextsOf, isMixed, isWrappedInHtml, openingOf } from "./content/crypto.ts";
import type { Found } from "./content/found.ts";
import { type ProtectedHeaders, protectedHeaders } from "./content/protected-headers.ts";
import { readContent } from "./content/read-part.ts";
import { type SignatureVerdict, signatureVerdict, signersOf } from "./content/signature.ts";
import type { Facts } from "./facts.ts";
import { FLAGS, type Flag } from "./flags.ts";
import type { CryptoFacts, Disposition, Judgement } from "./judgement.ts";
import { autocryptKey } from "./keys/autocrypt.ts";
import { type CameKey, readCameKeys } from "./keys/came-keys.ts";
import { judgeKeys } from "./keys/judge-keys.ts";
import { type CommandAnswer, runCommand } from "./people/run-command.ts";
import { readThread, type Thread } from "./people/thread.ts";
import { readAutomatic } from "./sender/automatic.ts";
import { identityOf, wasSeen } from "./sender/duplicate.ts";
import type { EnvelopeSender } from "./sender/envelope.ts";
import { readSender, type Sender } from "./sender/sender.ts";
import { undeliveredIn } from "./sender/undelivered.ts";
import { wantsNoAnswer } from "./sender/wants-no-answer.ts";
import { attachmentsOf, show } from "./show.ts";
import type { IntakeState, StaffMember, StateChange } from "./state.ts";
import { acknowledges } from "./tables/auto-ack.ts";
import { dispositionOf } from "./tables/disposition.ts";
import { replyTo } from "./tables/reply.ts";
import { suggestedRoutes } from "./tables/routes.ts";

/**
 * Judges one message over a state: what it is, what becomes of it, what a handler sees, and what it changes.
 * Nothing is done here, and nothing throws because of what a message holds.
 */
export async function judge(
  message: Uint8Array,
  envelope: EnvelopeSender,
  state: IntakeState,
  opener: MessageOpener,
): Promise<Judgement> {
  const mail = readMail(message);
  const sender = readSender(mail.root.headers);
  const beyond = isBeyondDelivery(mail);
  const { found, came, secret } = beyond
    ? { found: NOTHING_FOUND, came: [], secret: false }
    : await readTwice(mail, sender, state, opener);
  const facts = weigh({ mail, envelope, state, sender, found, came, secret, beyond });
  const { disposition, because } = dispositionOf(facts);
  const identity = identityOf(mail);
  return {
    disposition,
    because,
    caseId: disposition.startsWith("append") ? facts.thread.answered?.id : undefined,
    crypto: facts.crypto,
    reply: replyTo(facts, disposition),
    autoAck: acknowledges(facts, disposition),
    flags: (Object.keys(FLAGS) as Flag[]).filter((flag) => facts.flags.has(flag)),
    attachments: attachmentsOf(found),
    shown: show(mail, found, protectedHeaders(found)),
    command: facts.command?.outcome,
    changes: facts.duplicate || beyond ? [] : changesOf(mail, state, found, facts, disposition, identity),
  };
}

/** What was read, and what is known beside it. */
interface Material {
  readonly mail: Mail;
  readonly envelope: EnvelopeSender;
  readonly state: IntakeState;
  readonly sender: Sender;
  readonly found: Found;
  readonly came: readonly CameKey[];
  readonly secret: boolean;
  readonly beyond: boolean;
}

const NOTHING_FOUND: Found = {
  layers: [],
  pieces: [],
  keys: [],
  flags: new Set(),
  signatures: [],
  payload: undefined,
};

/** Limits at which a mail system in front answers 5xx: the message's own headers and its size. */
function isBeyondDelivery({ root, bytes }: Mail): boolean {
  return root.raw.length - root.body.length > DEFAULT_LIMITS.headerBytes || bytes.length > DEFAULT_LIMITS.bytes;
}

/** Keys may lie inside what they vouch for: where a signature's key was unknown and keys came along, the message is read again with them. */
async function readTwice(
  mail: Mail,
  { address }: Sender,
  state: IntakeState,
  opener: MessageOpener,
): Promise<{ found: Found; came: readonly CameKey[]; secret: boolean }> {
  const onFile = knownCertificates(state);
  const found = await readContent(mail, opener, onFile);
  const files = [...autocryptKey(mail.root.headers, address), ...found.keys];
  const { keys: came, secret } = await readCameKeys(opener, files);
  const helps = came.length > 0 && found.signatures.length > 0;
  if (!helps) return { found, came, secret };
  const known = new Map(onFile.map((one) => [one.fingerprint, one]));
  // A copy that came along may have a newer signing key, or say that the key is revoked.
  for (const { certificate } of came) {
    if (!known.has(certificate.fingerprint) || certificate.revoked) known.set(certificate.fingerprint, certificate);
  }
  return { found: await readContent(mail, opener, [...known.values()]), came, secret };
}

function knownCertificates({ staff, reporterKeys }: IntakeState): readonly Certificate[] {
  return [...staff, ...reporterKeys].map(({ certificate }) => certificate);
}

function weigh(material: Material): Facts {
  const { mail, envelope, state, sender, found, came, secret, beyond } = material;
  const { headers } = mail.root;
  const from = sender.address;
  const inner = protectedHeaders(found);
  const signature = signatureVerdict(found);
  const opening = openingOf(found);
  const keys = judgeKeys({ state, from, came, signature, encrypted: opening.decrypted !== null });
  const automatic = readAutomatic({ headers, root: mail.root, from, envelopeFrom: envelope.from, ours: state.address });
  const thread = readThread(headers, `${headers.get("subject")?.text ?? ""} ${inner?.subject ?? ""}`, state);
  const member = state.staff.find(({ address }) => address === from);
  const isStaff =
    member !== undefined && signature.word === "good" && signature.signer === member.certificate.fingerprint;
  const seenBefore = ciphertextsOf(found).some((hash) => state.seenCiphertexts.includes(hash));
  const command = member && isStaff ? commandOf(member, material, signature, thread, seenBefore) : undefined;
  const signer = signerOf(material, signature);
  const proven = isStaff || isReporter(state, thread, from, signature);
  const foreignAuthor = isForeignAuthor(state, from, signature);
  const wrapped = isWrappedInHtml(found);
  const innerDiffers = inner?.fromAddress !== undefined && from !== undefined && inner.fromAddress !== from;
  const differsFromAuthor = opening.decrypted === true && (wrapped || innerDiffers || signer?.matches === false);
  const refers = thread.answered !== undefined || thread.namedInSubject;
  const duplicate = wasSeen(identityOf(mail), state.seenMessages);

  const rows: readonly (readonly [Flag, boolean])[] = [
    ["header_limit", beyond && mail.bytes.length <= DEFAULT_LIMITS.bytes],
    ["message_limit", mail.bytes.length > DEFAULT_LIMITS.bytes],
    ["secret_key_received", secret],
    ["mixed_encrypted_cleartext", isMixed(found) || wrapped],
    ["signature_covers_part_only", signature.word === "partial"],
    ["ciphertext_seen_before", seenBefore && !duplicate],
    ["sender_differs_from_author_possible", differsFromAuthor || foreignAuthor],
    ["protected_from_mismatch", innerDiffers],
    ["staff_authenticated", isStaff],
    ["staff_address_unauthenticated", member !== undefined && !isStaff && automatic.kinds.size === 0],
    ["command_refused", command !== undefined && !command.outcome.ran && !command.replayed],
    ["command_replayed", command?.replayed === true],
    ["unproven_thread_reference", refers && !(thread.answered && proven)],
  ];
  const flags = new Set<Flag>([
    ...found.flags,
    ...sender.flags,
    ...automatic.flags,
    ...keys.flags,
    ...rows.flatMap(([flag, applies]) => (applies ? [flag] : [])),
    ...(command?.outcome.ran ? [FLAG_OF_VERB[command.outcome.verb]] : []),
    ...suggestedRoutes(readableText(mail, found, inner)),
  ]);
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
    wantsNoAnswer: wantsNoAnswer(headers),
    automatic: automatic.kinds,
    beyondDelivery: beyond,
    duplicate,
    staff: member === undefined ? "none" : isStaff ? "proven" : "unproven",
    thread,
    proven,
    crypto,
    signature,
    wrapped,
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
  { found, state }: Material,
  { made }: SignatureVerdict,
  { answered }: Thread,
  cameBefore: boolean,
): CommandAnswer | undefined {
  const { fingerprint } = staff.certificate;
  const signed = found.pieces.find(
    (piece) => piece.kind === "text" && piece.counts && signersOf(piece).includes(fingerprint),
  );
  return signed && runCommand({ state, staff, signedText: signed.text, made, cameBefore, thread: answered });
}

/** The reporter of the answered case, by a key that was on file before this message. */
function isReporter(
  state: IntakeState,
  { answered }: Thread,
  from: string | undefined,
  { word, signer }: SignatureVerdict,
): boolean {
  if (word !== "good" || answered === undefined || answered.reporter !== from) return false;
  return state.reporterKeys.some(({ address, certificate }) => address === from && certificate.fingerprint === signer);
}

/** Whether the signer's key names the sender. */
function signerOf(
  { state, sender, came }: Material,
  { signer }: SignatureVerdict,
): { readonly matches: boolean } | undefined {
  const { address } = sender;
  if (signer === undefined || address === undefined) return undefined;
  const certificates = [...knownCertificates(state), ...came.map(({ certificate }) => certificate)];
  const named = certificates.filter(({ fingerprint }) => fingerprint === signer).flatMap(({ addresses }) => addresses);
  return { matches: named.includes(address) };
}

function isForeignAuthor(state: IntakeState, from: string | undefined, { signer }: SignatureVerdict): boolean {
  const owners = [...state.staff, ...state.reporterKeys].filter(
    ({ certificate }) => certificate.fingerprint === signer,
  );
  return (
    owners.length > 0 &&
    owners.every(({ address, certificate }) => address !== from && !certificate.addresses.includes(from ?? ""))
  );
}

function readableText({ root }: Mail, { pieces }: Found, inner: ProtectedHeaders | undefined): string {
  const subjects = [root.headers.get("subject")?.text ?? "", inner?.subject ?? ""];
  return [...subjects, ...pieces.map(({ text }) => text)].join("\n").slice(0, 100_000);
}

/** Dispositions under which a message is taken at its word, so that the key that it proves goes on file. */
const TRUSTED: readonly Disposition[] = ["new_case", "append_case", "append_case_unverified"];

function changesOf(
  { root }: Mail,
  state: IntakeState,
  found: Found,
  facts: Facts,
  disposition: Disposition,
  message: ReturnType<typeof identityOf>,
): readonly StateChange[] {
  const fresh = ciphertextsOf(found).filter((hash) => !state.seenCiphertexts.includes(hash));
  return [
    { kind: "message-seen", message },
    ...fresh.map((hash): StateChange => ({ kind: "ciphertext-seen", hash })),
    ...(TRUSTED.includes(disposition) ? facts.keys.pin : []),
    ...(facts.command ? [{ kind: "command-used", command: facts.command.used } as const] : []),
    ...(disposition === "delivery_report" ? undeliveredIn(root, state) : []),
  ];
}
