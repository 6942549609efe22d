import { readFile } from "node:fs/promises";
import type { Person } from "../../distribution/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import {
  clearSign,
  decryptAll,
  encryptableKeys,
  encryptTo,
  type OwnKeyring,
  toBinaryKeys,
  usableKeyFiles,
  verifyClearsigned,
} from "../../openpgp/index.ts";
import type { SealedCrypto } from "../../tracker/index.ts";

/** Whose secret keys are used: those of one keyring, and one of them to sign. */
export interface OwnKeys extends OwnKeyring {
  /** Primary fingerprint; only signing needs it. */
  readonly signing?: string;
}

/** The sealed layer's OpenPGP: secret keys from the user's own keyring, public ones from the definition alone. */
export async function createSealedCrypto(
  runner: ProcessRunner,
  people: readonly Person[],
  own: OwnKeys,
): Promise<SealedCrypto> {
  const keyringFile = await usableKeyFiles(people.map(({ keyFile }) => keyFile));
  const keys = Buffer.concat(await Promise.all(keyringFile.map(async (file) => toBinaryKeys(await readFile(file)))));
  let known: Promise<ReadonlySet<string>> | undefined;
  return {
    sign(text) {
      if (own.signing === undefined) throw new SamedayError("USAGE", "Name your key with --key.");
      return clearSign(runner, { ...own, fingerprints: [own.signing] }, text);
    },
    async verify(message) {
      const { signedText, fingerprints, signedAt } = await verifyClearsigned(runner, { message, keyringFile });
      return { text: signedText, fingerprints, signedAt };
    },
    seal: (data, fingerprints) => encryptTo(runner, { keys, fingerprints }, data),
    open: (messages) => decryptAll(runner, own, messages),
    async encryptable(fingerprints) {
      known ??= encryptableKeys(runner, keys);
      const usable = await known;
      return fingerprints.filter((one) => usable.has(one));
    },
  };
}
