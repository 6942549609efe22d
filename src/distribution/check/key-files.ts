import { readFile } from "node:fs/promises";
import { type Place, type Problem, type ProcessRunner, toSamedayError } from "../../kernel/index.ts";
import type { Person } from "../types.ts";

/** Every fingerprint of a person must be a living key in the person's key file. */
export async function checkKeyFiles(
  people: readonly Person[],
  places: ReadonlyMap<string, Place>,
  processes: ProcessRunner,
): Promise<readonly Problem[]> {
  // Only here: whoever asks a definition for its releases alone needs nothing of keys.
  const { readKeys } = await import("../../openpgp/index.ts");
  const problems: Problem[] = [];
  for (const person of people) {
    const place = places.get(person.id) ?? { line: 1, column: 1 };
    const say = (code: string, message: string): void =>
      void problems.push({ code, severity: "error", message, place });
    try {
      const keys = await readKeys(processes, await readFile(person.keyFile));
      for (const fingerprint of person.fingerprints) {
        const key = keys.find((each) => each.fingerprint === fingerprint);
        if (!key) say("distribution-key-not-in-file", `${person.keyFile} does not hold the key ${fingerprint}.`);
        else if (key.revoked) say("distribution-key-revoked", `The key ${fingerprint} of ${person.id} is revoked.`);
      }
    } catch (thrown) {
      const error = toSamedayError(thrown);
      if (error.code === "INTERNAL" || error.code === "TOOL_MISSING") throw error;
      say("distribution-key-file-unreadable", `The key file ${person.keyFile} cannot be read: ${error.message}`);
    }
  }
  return problems;
}
