import { expect, test } from "vitest";
import { MADE, makeKey, NOW, VERSION_6 } from "../../../../tests/system/openpgp-messages-kit.ts";
import { packetsOf, TAG } from "../packets/walk.ts";
import { enums, type Key, type PrivateKey, revokeKey, SecretKeyPacket } from "./library.ts";
import { type Purpose, whyUnfit } from "./unfit.ts";

const DAY = 86_400;
const WEAK = { minRSABits: 1024, rejectPublicKeyAlgorithms: new Set<enums.publicKey>() };

async function withoutSubkeys(): Promise<PrivateKey> {
  return makeKey("Signs", { subkeys: [] });
}

async function revoked(): Promise<PrivateKey> {
  const reasonForRevocation = { flag: enums.reasonForRevocation.keyCompromised };
  const ada = await makeKey("Ada");
  const { privateKey } = await revokeKey({ key: ada, reasonForRevocation, date: MADE, format: "object" });
  return privateKey;
}

async function subkeyRevoked(): Promise<PrivateKey> {
  const ada = await makeKey("Ada");
  const [subkey] = ada.subkeys;
  const primary = ada.keyPacket;
  if (subkey && primary instanceof SecretKeyPacket)
    ada.subkeys[0] = await subkey.revoke(primary, { flag: enums.reasonForRevocation.keySuperseded }, MADE);
  return ada;
}

/** As a program made it that knows an algorithm more: the subkey's number is one that nobody here reads. */
async function ofTomorrow(): Promise<{ key: Key; bytes: Uint8Array }> {
  const key = await makeKey("Ada");
  const packets = [...packetsOf(key.toPublic().write())].map(({ tag, whole, pieces }) => {
    const copy = Uint8Array.from(whole);
    if (tag === TAG.publicSubkey) copy[whole.length - (pieces[0]?.length ?? 0) + 5] = 35;
    return copy;
  });
  const bytes = Buffer.concat(packets);
  const { readKey } = await import("./library.ts");
  return { key: await readKey({ binaryKey: bytes }), bytes };
}

test.each<[string, () => Promise<PrivateKey>, Purpose, string | undefined]>([
  ["a whole key", () => makeKey("Ada"), "encrypt", undefined],
  ["a whole key", () => makeKey("Ada"), "sign", undefined],
  ["one of version 6", () => makeKey("Ada", VERSION_6), "encrypt", undefined],
  [
    "a key that ended",
    () => makeKey("Ada", { keyExpirationTime: DAY }),
    "encrypt",
    "it expired Sat 2 Mar 2024 00:00 UTC",
  ],
  ["a key that ended", () => makeKey("Ada", { keyExpirationTime: DAY }), "sign", "it expired Sat 2 Mar 2024 00:00 UTC"],
  ["a revoked key", revoked, "encrypt", "it is revoked"],
  [
    "a key of tomorrow",
    () => makeKey("Ada", { date: new Date(+NOW + 86_400_000) }),
    "encrypt",
    "it is dated ahead, Mon 23 Nov 2026 12:00 UTC",
  ],
  ["one that signs alone", withoutSubkeys, "encrypt", "it has no encryption part"],
  ["one that signs alone", withoutSubkeys, "sign", undefined],
  [
    "one of version 6 that signs alone",
    () => makeKey("Ada", { ...VERSION_6, subkeys: [] }),
    "encrypt",
    "it has no encryption part",
  ],
  [
    "one whose subkey ended",
    () => makeKey("Ada", { subkeys: [{ keyExpirationTime: DAY }] }),
    "encrypt",
    "its encryption part expired Sat 2 Mar 2024 00:00 UTC",
  ],
  ["one whose subkey is revoked", subkeyRevoked, "encrypt", "its encryption part is revoked"],
  [
    "a short RSA key",
    () => makeKey("Ada", { type: "rsa", rsaBits: 1024, config: WEAK }),
    "encrypt",
    "its encryption part has an algorithm that is not served here: rsaEncryptSign of 1024 bits",
  ],
])("%s, to %3$s", async (_name, make, purpose, why) => {
  const key = await make();
  expect(await whyUnfit({ key, bytes: key.toPublic().write() }, purpose, NOW)).toBe(why);
});

test("a subkey of an algorithm that nobody here reads is told by its number", async () => {
  const why = "it has no encryption part whose algorithm is served here; a subkey has the algorithm number 35";
  expect(await whyUnfit(await ofTomorrow(), "encrypt", NOW)).toBe(why);
});
