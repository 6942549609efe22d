import type { Certificate, CertificatesRead } from "../contract.ts";
import { dearmor, isBinary } from "../packets/dearmor.ts";
import { type Packet, PacketFault, packetsOf, TAG } from "../packets/walk.ts";
import type { Calls } from "../protocol.ts";
import { type Key, readKey } from "./library.ts";
import { fingerprintOf } from "./signatures.ts";
import { whyUnfit } from "./unfit.ts";

/** Larger than keys with thousands of certifications by others. */
const LARGEST = 4 * 1024 * 1024;
const MOST_KEYS = 20;

const PRIMARY: ReadonlySet<number> = new Set([TAG.publicKey, TAG.secretKey]);
const SECRET: ReadonlySet<number> = new Set([TAG.secretKey, TAG.secretSubkey]);
const KEY_BLOCKS: ReadonlySet<string> = new Set(["PUBLIC KEY BLOCK", "PRIVATE KEY BLOCK"]);

interface Found {
  readonly packets: Packet[];
}

/** The keys among what was sent, as they stand at `now`; what is none is said so and passed over. */
export async function readCertificates(job: Calls["readCertificates"]["job"]): Promise<CertificatesRead> {
  const faults: string[] = [];
  const certificates: Certificate[] = [];
  const found = split(job.bytes, faults);
  for (const [index, { packets }] of found.slice(0, MOST_KEYS).entries()) {
    const read = await readOne(packets, job.now);
    if (typeof read === "string") faults.push(`Key ${index + 1} ${read}.`);
    else certificates.push(read);
  }
  if (found.length > MOST_KEYS) faults.push(`Only the first ${MOST_KEYS} keys were read.`);
  const secret = found.some(({ packets }) => packets.some(({ tag }) => SECRET.has(tag)));
  return { certificates, secret, faults };
}

function split(bytes: Uint8Array, faults: string[]): readonly Found[] {
  if (bytes.length > LARGEST) {
    faults.push("The key file is larger than 4 MiB.");
    return [];
  }
  const blocks = isBinary(bytes) ? [{ type: "PUBLIC KEY BLOCK", bytes }] : dearmor(bytes);
  if (!blocks) faults.push("The armor is damaged or cut off.");
  else if (blocks.length === 0) faults.push("There is no key.");
  return (blocks ?? []).flatMap((block) => {
    if (KEY_BLOCKS.has(block.type)) return splitPackets(block.bytes, faults);
    faults.push("A block of armor is no key.");
    return [];
  });
}

/** Each primary key packet begins a key (RFC 9580, 10.1). */
function splitPackets(bytes: Uint8Array, faults: string[]): readonly Found[] {
  const found: Found[] = [];
  try {
    for (const packet of packetsOf(bytes)) {
      if (PRIMARY.has(packet.tag)) found.push({ packets: [packet] });
      else if (found.length > 0) found.at(-1)?.packets.push(packet);
      else {
        faults.push("The file does not begin with a key.");
        return [];
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof PacketFault)) throw thrown;
    faults.push("The key file is damaged or cut off.");
    // The key in which it broke may lack its revocation.
    found.pop();
  }
  return found;
}

function readOne(packets: readonly Packet[], now: Date): Promise<Certificate | string> {
  return readCertificate(Buffer.concat(packets.map(({ whole }) => whole)), now);
}

/** One key, binary; what is wrong with it when it is none. */
export async function readCertificate(came: Uint8Array, now: Date): Promise<Certificate | string> {
  const key = await readKey({ binaryKey: came }).catch(() => undefined);
  if (!key) return "cannot be read";
  const userIds = await validUserIds(key, now);
  const expires = await key.getExpirationTime();
  const revoked = await key.isRevoked(undefined, undefined, now);
  if (expires === null && !revoked) return "has no valid signature by itself";
  const cannotEncrypt = await whyUnfit({ key, bytes: came }, "encrypt", now);
  return {
    fingerprint: fingerprintOf(key),
    addresses: [...new Set(userIds.flatMap(({ email }) => (email === "" ? [] : [email.toLowerCase()])))],
    userIds: userIds.map(({ userID }) => userID),
    created: key.getCreationTime(),
    expires: expires instanceof Date ? expires : undefined,
    revoked,
    canEncrypt: cannotEncrypt === undefined,
    ...(cannotEncrypt === undefined ? {} : { cannotEncrypt }),
    bytes: Uint8Array.from(key.isPrivate() ? key.toPublic().write() : came),
  };
}

/** User ids that the key itself certified and did not revoke. */
async function validUserIds(
  key: Key,
  now: Date,
): Promise<readonly { readonly email: string; readonly userID: string }[]> {
  const checked = await Promise.all(
    key.users.map(async (user) => {
      const isValid = await user.verify(now).catch(() => false);
      return isValid && user.userID ? [user.userID] : [];
    }),
  );
  return checked.flat();
}
