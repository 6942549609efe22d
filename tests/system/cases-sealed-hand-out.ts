import { execFileSync } from "node:child_process";
import { formatCopiesWord, formatReceiptWord, type RoleKeyProcedure } from "../../src/cases/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { readKeyParts, toBinaryKeys } from "../../src/openpgp/index.ts";
import type { SealedHouse } from "./cases-sealed-kit.ts";
import { runner } from "./store-support.ts";

type Name = "pia" | "dan" | "paul";

export interface HandOut {
  readonly by?: Name;
  /** Another certificate than gpg has now. */
  readonly certificate?: Uint8Array;
  /** For whom the copy of somebody is really encrypted. */
  readonly to?: (person: string) => string;
}

/** Hands out the role key as `cases key distribute` does, with gpg alone. */
export async function handOut(
  { desk, pgp, keys, context, keyring }: SealedHouse,
  by: Name,
  people: readonly string[],
  { certificate: given, to = (person) => keys[person as Name] }: HandOut = {},
): Promise<RoleKeyProcedure> {
  const certificate = given ?? toBinaryKeys(Buffer.from(pgp.publicKey(keys.role)));
  const { parts } = await readKeyParts(runner, certificate);
  const subkey = parts[0]?.fingerprint ?? "";
  const gpg = ["--homedir", keyring, "--batch", "--pinentry-mode", "loopback", "--passphrase", ""];
  const secret = execFileSync("gpg", [...gpg, "--armor", "--export-secret-subkeys", `${subkey}!`], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const copies = people.map((person) => {
    return { person, sealed: Buffer.from(pgp.encrypt(secret.toString(), [to(person)], { by: keys[by] })) };
  });
  const word = formatCopiesWord({
    ...{ desk: context.publicUrl, roleKey: keys.role, subkey, certificate: sha256(certificate) },
    copies: copies.map(({ person, sealed }) => ({ person, hash: sha256(sealed) })),
    ...{ person: by, made: context.clock.now() },
  });
  return desk.handIn(by, { signed: pgp.clearSign(word, keys[by]), certificate, copies });
}

/** Signs a receipt for a copy. */
export async function receipt(
  { desk, pgp, keys, context }: SealedHouse,
  by: Name,
  changes: Partial<Parameters<typeof formatReceiptWord>[0]> = {},
): Promise<RoleKeyProcedure> {
  const { roleKey, subkey, hash } = await desk.ownCopy(by);
  const about = { desk: context.publicUrl, roleKey, subkey, copy: hash, person: by, made: context.clock.now() };
  return desk.receive(by, pgp.clearSign(formatReceiptWord({ ...about, ...changes }), keys[by]));
}
