import { Secret, TOTP } from "otpauth";
import type { Random } from "../kernel/index.ts";

const PERIOD_S = 30;

/** RFC 6238 with the parameters that every authenticator program takes: SHA-1, six digits, 30 seconds. */
function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: "Sameday",
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  });
}

/** 160 bits, base32, as RFC 4226 wants them. */
export function newTotpSecret(random: Random): string {
  const bytes = random.bytes(20);
  return new Secret({ buffer: new Uint8Array(bytes).buffer }).base32;
}

/** `otpauth://totp/…`, to be typed or scanned into an authenticator program. */
export function totpAddress(secret: string, person: string): string {
  return totp(secret, person).toString();
}

/**
 * The time step of a right code, at most one step early or late; null for a wrong one.
 * A step that is not after `lastStep` was used before and counts as wrong.
 */
export function totpStep(secret: string, code: string, now: Date, lastStep: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totp(secret, "").validate({ token: code, timestamp: now.getTime(), window: 1 });
  if (delta === null) return null;
  const step = Math.floor(now.getTime() / 1000 / PERIOD_S) + delta;
  return step > lastStep ? step : null;
}
