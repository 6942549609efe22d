import type { Check, Finding, Patient } from "./finding.ts";
import { idRanges, namespaces, users } from "./isolation.ts";
import { signingKeys } from "./signing-keys.ts";
import { node, packages, postgres, system } from "./software.ts";
import { disk, mirrorAndClock } from "./surroundings.ts";

/** In the order of the answer. */
const CHECKS: readonly Check[] = [
  node,
  system,
  packages,
  postgres,
  namespaces,
  idRanges,
  users,
  disk,
  mirrorAndClock,
  signingKeys,
];

/** Every check of the machine; they look at different things and run at the same time. */
export async function examine(patient: Patient): Promise<readonly Finding[]> {
  return (await Promise.all(CHECKS.map((check) => check(patient)))).flat();
}
