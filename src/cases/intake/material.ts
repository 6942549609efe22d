import { DEFAULT_LIMITS, type Mail } from "../../mail/index.ts";
import type { Certificate, MessageOpener } from "../../openpgp/index.ts";
import type { Found } from "./content/found.ts";
import { mailOf } from "./content/mail-of.ts";
import { readContent } from "./content/read-part.ts";
import { rememberOpened } from "./content/remember-opened.ts";
import { autocryptKey } from "./keys/autocrypt.ts";
import { type CameKey, readCameKeys } from "./keys/came-keys.ts";
import { identityOf } from "./sender/duplicate.ts";
import type { EnvelopeSender } from "./sender/envelope.ts";
import { readSender, type Sender } from "./sender/sender.ts";
import { type IntakeState, keysOf, type SeenMessage } from "./state.ts";

/** What was read, and what is known beside it. */
export interface Material {
  readonly mail: Mail;
  readonly identity: SeenMessage;
  readonly envelope: EnvelopeSender;
  readonly state: IntakeState;
  readonly sender: Sender;
  readonly found: Found;
  readonly came: readonly CameKey[];
  /** Whether a secret key came along. */
  readonly secret: boolean;
  /** Whether headers or size are beyond what is taken at delivery; then nothing was read. */
  readonly beyond: boolean;
}

/** Reads a message with all that it holds. */
export async function gather(
  message: Uint8Array,
  envelope: EnvelopeSender,
  state: IntakeState,
  opener: MessageOpener,
): Promise<Material> {
  const mail = mailOf(message);
  const sender = readSender(mail.root.headers);
  const beyond = isBeyondDelivery(mail);
  const read = beyond
    ? { found: NOTHING_FOUND, came: [], secret: false }
    : await readTwice(mail, sender, state, opener);
  return { mail, identity: identityOf(mail), envelope, state, sender, beyond, ...read };
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

/**
 * First with the keys of staff and of whoever says that they wrote it. Keys may lie inside what they vouch for, and somebody
 * else whom we know may have signed: where a signature's key is unknown, the message is read again with all that there are.
 */
async function readTwice(
  mail: Mail,
  { address }: Sender,
  state: IntakeState,
  opener: MessageOpener,
): Promise<{ found: Found; came: readonly CameKey[]; secret: boolean }> {
  const near = [...state.staff.map(({ certificate }) => certificate), ...keysOf(state, address)];
  const once = rememberOpened(opener);
  const found = await readContent(mail, once, near);
  const files = [...autocryptKey(mail.root.headers, address), ...found.keys];
  const { keys: came, secret } = await readCameKeys(opener, files);
  const isUnknown = found.signatures.some(({ state: worth }) => worth === "unknown-key");
  const onFile = isUnknown ? [...knownCertificates(state), ...(state.roleCertificates ?? [])] : near;
  const isMore = isUnknown && came.length + onFile.length > near.length;
  if (!isMore && !came.some(({ certificate }) => certificate.revoked)) return { found, came, secret };
  const known = new Map(onFile.map((one) => [one.fingerprint, one]));
  // A copy that came along may have a newer signing key, or say that the key is revoked.
  for (const { certificate } of came) {
    if (!known.has(certificate.fingerprint) || certificate.revoked) known.set(certificate.fingerprint, certificate);
  }
  return { found: await readContent(mail, once, [...known.values()]), came, secret };
}

/** Keys that are on file. */
export function knownCertificates({ staff, reporterKeys }: IntakeState): readonly Certificate[] {
  return [...staff.map(({ certificate }) => certificate), ...[...reporterKeys.values()].flat()];
}
