import type { SignatureFact } from "../contract.ts";
import { dearmor, isBinary } from "../packets/dearmor.ts";
import { PacketFault, packetsOf, TAG } from "../packets/walk.ts";
import type { Calls } from "../protocol.ts";
import { knownKeys } from "./known-keys.ts";
import { readSignature } from "./library.ts";
import { judgeSignatures, onlySignatures } from "./signatures.ts";

/** Signatures beside data. What is not exactly signatures, one block of armor or binary, gives none. */
export async function verifyDetached(job: Calls["verifyDetached"]["job"]): Promise<readonly SignatureFact[]> {
  const bytes = isBinary(job.signature) ? job.signature : onlySignature(job.signature);
  if (!bytes || !holdsOnlySignatures(bytes)) return [];
  const read = await readSignature({ binarySignature: bytes }).catch(() => undefined);
  return judgeSignatures(onlySignatures(read?.packets ?? []), job.data, knownKeys(job.known), job.now);
}

function onlySignature(armored: Uint8Array): Uint8Array | undefined {
  const blocks = dearmor(armored) ?? [];
  const [first] = blocks;
  return blocks.length === 1 && first?.type === "SIGNATURE" ? first.bytes : undefined;
}

/** A signed message in place of a signature would bring its own text. */
function holdsOnlySignatures(bytes: Uint8Array): boolean {
  try {
    return [...packetsOf(bytes)].every(({ tag }) => tag === TAG.signature || tag === TAG.marker || tag === TAG.padding);
  } catch (thrown) {
    if (thrown instanceof PacketFault) return false;
    throw thrown;
  }
}
