import type { Check } from "./finding.ts";

/** The keys that sign for machines, where this machine has a signer that answers; nothing is said elsewhere. */
export const signingKeys: Check = async (patient) => {
  const asked = await patient.signingKeys();
  if (!asked) return [];
  const { expiringKeys } = await import("../../signer/index.ts");
  const warnings = expiringKeys(asked.keys, asked.warningDays, patient.clock.now());
  if (warnings.length === 0) return [{ what: "signing keys", state: "good", found: "none expires soon" }];
  return warnings.map(({ threshold, sentence, next }) => ({
    what: "signing keys",
    state: threshold === 0 ? "missing" : "weak",
    found: sentence,
    next,
  }));
};
