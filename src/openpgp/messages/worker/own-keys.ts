import { SamedayError } from "../../../kernel/index.ts";
import { dearmor, isBinary } from "../packets/dearmor.ts";
import { keyIdOf } from "../packets/session-key.ts";
import { type PrivateKey, readPrivateKey } from "./library.ts";

/** A secret key of ours. */
export interface OwnKey {
  /** Its place among those that were given; 0 is the current one. */
  readonly index: number;
  /** Primary, upper case. */
  readonly fingerprint: string;
  /** Of the primary key and all subkeys, lower-case hex. */
  readonly keyIds: ReadonlySet<string>;
  readonly key: PrivateKey;
  /** Binary, as it was read. */
  readonly bytes: Uint8Array;
}

/**
 * Our secret keys, in the order in which they were given. Throws INPUT_INVALID for one that cannot be read or that has a
 * passphrase: whoever holds it has to be able to use it while nobody is there.
 */
export async function readOwnKeys(files: readonly Uint8Array[]): Promise<readonly OwnKey[]> {
  return Promise.all(files.map(readOwnKey));
}

async function readOwnKey(file: Uint8Array, index: number): Promise<OwnKey> {
  const bytes = isBinary(file) ? file : onlyPrivateKey(file);
  const key = bytes && (await readPrivateKey({ binaryKey: bytes }).catch(() => undefined));
  if (!key) throw bad(index, "cannot be read");
  if (!key.getKeys().every(({ keyPacket }) => isUsable(keyPacket))) throw bad(index, "is protected by a passphrase");
  const packets = key.getKeys().map(({ keyPacket }) => keyPacket);
  const keyIds = packets.map((packet) => keyIdOf(packet.version, packet.getFingerprintBytes() ?? new Uint8Array()));
  return { index, fingerprint: key.getFingerprint().toUpperCase(), keyIds: new Set(keyIds), key, bytes };
}

/** A primary key whose secret part is kept elsewhere (GnuPG's dummy) is as good: it opens nothing. */
function isUsable(packet: { isDecrypted(): boolean } | { isDummy(): boolean; isDecrypted(): boolean }): boolean {
  return packet.isDecrypted() || ("isDummy" in packet && packet.isDummy());
}

function onlyPrivateKey(file: Uint8Array): Uint8Array | undefined {
  const blocks = dearmor(file)?.filter(({ type }) => type === "PRIVATE KEY BLOCK") ?? [];
  return blocks.length === 1 ? blocks[0]?.bytes : undefined;
}

function bad(index: number, why: string): SamedayError {
  return new SamedayError("INPUT_INVALID", `Secret key ${index + 1} of those that open messages ${why}.`);
}
