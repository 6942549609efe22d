import { readFile } from "node:fs/promises";
import type { Distribution, Person } from "../../distribution/index.ts";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { controlFields, sha256Checksums } from "../control-fields.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";
import { signedByPerson } from "./people.ts";
import { refusal } from "./refusal.ts";

/**
 * Who uploaded this update, from the signatures themselves: everybody of the definition who clear-signed a .changes that
 * names the .dsc by hash, or who signed the .dsc. None of them may approve it.
 * Throws SIGNER_NOT_ALLOWED when nobody did, when the desk names somebody else, or when none of them may upload this source.
 */
export async function requireUploaders(
  runner: ProcessRunner,
  definition: Distribution,
  update: PreparedUpdate,
  claimedFingerprint: string,
): Promise<readonly Person[]> {
  const found = new Map<string, Person>();
  for (const file of [update.dsc, ...update.changes]) {
    const signed = await signerOf(runner, definition, await readFile(file.path));
    if (!signed) continue;
    const covers =
      file === update.dsc ||
      sha256Checksums(controlFields(signed.text, file.name)).get(update.dsc.name) === update.dsc.sha256;
    if (covers) found.set(signed.fingerprint, signed.person);
  }
  const claimed = found.get(claimedFingerprint.toUpperCase());
  if (!claimed) {
    const who = [...found.values()].map((person) => person.id).join(" and ") || "nobody in the distribution definition";
    throw refusal(`The source was uploaded by ${who}, not with the key that the desk names.`, "SIGNER_NOT_ALLOWED");
  }
  if (!claimed.mayUpload.includes("*") && !claimed.mayUpload.includes(update.source)) {
    throw refusal(`${claimed.id} may not upload ${update.source}.`, "SIGNER_NOT_ALLOWED");
  }
  return [...new Set(found.values())];
}

/** Undefined for an unsigned file and for a signature of somebody else's, such as the maintainer's in another archive. */
async function signerOf(runner: ProcessRunner, definition: Distribution, message: Uint8Array) {
  try {
    return await signedByPerson(runner, definition, message);
  } catch (error) {
    const isNoPerson = error instanceof SamedayError && ["SIGNATURE_BAD", "SIGNER_NOT_ALLOWED"].includes(error.code);
    if (isNoPerson) return undefined;
    throw error;
  }
}
