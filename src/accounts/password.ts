import { scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Random } from "../kernel/index.ts";

const derive = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** OWASP's recommendation for scrypt with 32 MiB: N 2^15, r 8, p 3. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const MEMORY = 128 * 1024 * 1024;
const BYTES = 32;

/** `scrypt$N$r$p$salt$hash`: the parameters travel with the hash, so that they can be raised later. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = Buffer.from(random.bytes(16));
  const hash = await derive(password, salt, BYTES, { ...COST, maxmem: MEMORY });
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** Whether the password fits. A text that is no hash of ours fits nothing. */
export async function passwordFits(password: string, stored: string): Promise<boolean> {
  const match = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (!match) return false;
  const [, N, r, p, salt = "", hash = ""] = match;
  const expected = Buffer.from(hash, "base64url");
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: MEMORY };
  const given = await derive(password, Buffer.from(salt, "base64url"), expected.length, cost);
  return timingSafeEqual(given, expected);
}
