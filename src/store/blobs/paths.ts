import path from "node:path";
import { isSha256, SamedayError, type Sha256 } from "../../kernel/index.ts";

/** `DIR/sha256/aa/aabb…`: two digits as directories keep each of them small. Throws INPUT_INVALID for no hash. */
export function blobPath(directory: string, hash: Sha256): string {
  if (!isSha256(hash)) throw new SamedayError("INPUT_INVALID", "A blob is named by 64 lower-case hexadecimal digits.");
  return path.join(directory, "sha256", hash.slice(0, 2), hash);
}

/** Where a blob is written before its hash is known; emptied at each opening. */
export function incomingDirectory(directory: string): string {
  return path.join(directory, "incoming");
}
