import { expect, test } from "vitest";
import { requireUnlockedForGpg, requireUnlockedForSq } from "./locked-key.ts";

const refusal = (check: () => void): unknown => {
  try {
    check();
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
};
const said = (line: string): string => `[GNUPG:] ENC_TO 8388E1150CB13ABE 18 0\n[GNUPG:] ${line}\n`;

test.each<[string, string, string | undefined]>([
  ["a wrong passphrase", "ERROR pkdecrypt_failed 67108875", "the passphrase was wrong"],
  ["a question that was called off", "ERROR pkdecrypt_failed 67108963", "was not answered"],
  ["no pinentry", "ERROR pkdecrypt_failed 67108949", "no pinentry"],
  ["no terminal", "ERROR pkdecrypt_failed 83918950", "no terminal"],
  ["a card that is not there", "ERROR pkdecrypt_failed 100663408", "not in the reader"],
  ["a session key that is damaged", "ERROR pkdecrypt_failed 67108874", undefined],
  ["another error", "ERROR check_hijacking 11", undefined],
  ["no key", "NO_SECKEY 8388E1150CB13ABE", undefined],
])("gpg: %s", (_name, line, why) => {
  const words = refusal(() => requireUnlockedForGpg(said(line)));
  expect(words).toEqual(why === undefined ? undefined : expect.stringContaining(why));
});

test.each<[string, string, string | undefined]>([
  ["a wrong password", "Could not unlock key: unexpected EOF\nError: Decryption failed\n", "has a password"],
  [
    "no terminal",
    "Error: Decryption failed\n\nCaused by:\n    No such device or address (os error 6)\n",
    "has a password",
  ],
  ["no key", "Error: Decryption failed\n\nCaused by:\n    No key to decrypt message\n", undefined],
])("sq: %s", (_name, words, why) => {
  const told = refusal(() => requireUnlockedForSq(words));
  expect(told).toEqual(why === undefined ? undefined : expect.stringContaining(why));
});
