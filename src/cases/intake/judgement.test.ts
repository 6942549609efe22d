import { expect, test } from "vitest";
import type { Flag } from "./flags.ts";
import { type CryptoFacts, holdsCiphertext } from "./judgement.ts";

const crypto = (decrypted: boolean | null): CryptoFacts => ({
  layer: "none",
  decrypted,
  integrity: null,
  signature: "none",
  signer: null,
  signerMatchesFrom: null,
});

test.each<[string, boolean | null, readonly Flag[], boolean]>([
  ["a mail in clear", null, ["reply_to_differs"], false],
  ["one that was opened", true, [], true],
  ["one that could not be opened", false, ["integrity_failure"], true],
  ["one that waits for people who have the key", false, ["sealed_for_people"], true],
  ["quoted ciphertext", null, ["quoted_openpgp_block"], true],
  ["ciphertext in a forwarded mail", null, ["encrypted_in_forward"], true],
  ["what looks like ciphertext", null, ["openpgp_not_recognised"], true],
])("what is written about it may not leave in clear: %s", (_name, decrypted, flags, expected) => {
  expect(holdsCiphertext({ crypto: crypto(decrypted), flags })).toBe(expected);
});
