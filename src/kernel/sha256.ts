import { createHash } from "node:crypto";

/** 64 lower-case hex digits. */
export type Sha256 = string;

export function sha256(data: string | Uint8Array): Sha256 {
  return createHash("sha256").update(data).digest("hex");
}

export function isSha256(text: string): text is Sha256 {
  return /^[0-9a-f]{64}$/.test(text);
}
