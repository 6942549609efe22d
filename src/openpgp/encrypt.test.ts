import { expect, test } from "vitest";
import { whyRefused } from "./encrypt.ts";
import type { KeyParts } from "./encryption-parts.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const PAST = new Date("2026-11-01T08:00:00Z");
const PART = { fingerprint: "B".repeat(40), created: PAST, expires: undefined, revoked: false };
const KEY: KeyParts = { fingerprint: "A".repeat(40), userIds: [], revoked: false, expires: undefined, parts: [PART] };

test.each<[string, Partial<KeyParts>]>([
  ["it is not among the keys that were given", { fingerprint: "C".repeat(40) }],
  ["it is revoked", { revoked: true, expires: PAST }],
  ["it expired Sun 1 Nov 2026 08:00 UTC", { expires: PAST }],
  ["it has no encryption part", { parts: [] }],
  ["its encryption part is revoked", { parts: [{ ...PART, revoked: true }] }],
  ["its encryption part expired Sun 1 Nov 2026 08:00 UTC", { parts: [{ ...PART, expires: PAST }] }],
  ["gpg does not serve the algorithm of its encryption part", {}],
])("a key that gpg refuses: %s", (why, changes) => {
  expect(whyRefused([{ ...KEY, ...changes }], KEY.fingerprint, NOW)).toBe(why);
});
