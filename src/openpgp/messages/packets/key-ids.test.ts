import { expect, it } from "vitest";
import { makeKey, VERSION_6, wrap } from "../../../../tests/system/openpgp-messages-kit.ts";
import { keyIdsOf } from "./key-ids.ts";
import { sessionKeyHead } from "./session-key.ts";

it.each([
  ["4", {}],
  ["6", VERSION_6],
])("the ids of a key of version %s are those that the library sees", async (_, options) => {
  const key = await makeKey("Ada", options);
  expect([...keyIdsOf(key.toPublic().write())]).toEqual(key.getKeyIDs().map((id) => id.toHex()));
});

it("a session key names its key, or nobody", async () => {
  const [key, newer] = await Promise.all([makeKey("Ada"), makeKey("Ben", VERSION_6)]);
  const secret = Buffer.alloc(32, 5);
  const [, subkey] = key.getKeyIDs();
  expect(sessionKeyHead(await wrap(secret, key))).toEqual({ version: 3, keyId: subkey?.toHex(), algorithm: 18 });
  expect(sessionKeyHead(await wrap(secret, key, true))).toEqual({ version: 3, keyId: undefined, algorithm: 18 });
  expect(sessionKeyHead(await wrap(secret, newer))).toMatchObject({ algorithm: 25 });
});

it("what is no key has no ids, and what is no session key no head", () => {
  expect(keyIdsOf(Buffer.from("hello")).size).toBe(0);
  for (const bytes of [[], [0xc1, 1, 3], [0xc1, 2, 6, 40], [0xc1, 9, 2], [1, 2, 3]]) {
    expect(sessionKeyHead(Uint8Array.from(bytes))).toBeUndefined();
  }
});
