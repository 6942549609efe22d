import type { HandlingContext } from "../../handling/context.ts";
import { type EndingRoleKey, endingRoleKey } from "../../role-key/index.ts";
import { loadRoleKeys } from "./records.ts";

const NEXT =
  "Make a new decryption subkey, hand it out with `sameday cases key distribute`, and publish it wherever the old one stands.";

/** Whether the end of the part that people encrypt to is nearer than a threshold (days), where people hold the key. */
export async function endingSealedKey(
  { vault, clock }: Pick<HandlingContext, "vault" | "clock">,
  thresholds: readonly number[],
): Promise<EndingRoleKey | undefined> {
  const current = (await loadRoleKeys(vault.store.db)).at(-1);
  if (!current) return undefined;
  const { fingerprint, ends } = current;
  const until = ends && ends <= clock.now() ? null : ends;
  const facts = {
    fingerprint,
    isCurrent: true,
    expires: ends ?? undefined,
    encryptableUntil: until,
    signsUntil: undefined,
  };
  const ending = endingRoleKey(facts, thresholds, clock.now());
  return ending && { ...ending, next: NEXT };
}
