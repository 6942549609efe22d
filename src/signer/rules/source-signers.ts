import type { Distribution } from "../../distribution/index.ts";
import type { ProcessRunner, Sha256 } from "../../kernel/index.ts";
import { controlFields, sha256Checksums } from "../control-fields.ts";
import { type EverSignedBy, everSignedByPeople } from "./people.ts";
import { isNobodys } from "./refusal.ts";

/** A control file of an upload, as it was sent. */
export interface ControlFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * Everybody of the definition who uploaded a source: who signed the .dsc, and who signed a .changes that names this .dsc
 * by its hash. Each signature counts, however many a file carries, and also when it has lapsed: nobody becomes able to
 * approve their own upload by the passing of time. The desk and the signer ask this same function, so
 * that whoever may approve at the one may at the other.
 */
export async function sourceSigners(
  runner: ProcessRunner,
  definition: Distribution,
  dsc: ControlFile & { readonly sha256: Sha256 },
  changes: readonly ControlFile[],
): Promise<readonly EverSignedBy[]> {
  const found = new Map<string, EverSignedBy>();
  for (const file of [dsc, ...changes]) {
    const signed = await signersOf(runner, definition, file.content);
    if (!signed) continue;
    const covers = file === dsc || sha256Checksums(controlFields(signed.text, file.name)).get(dsc.name) === dsc.sha256;
    if (!covers) continue;
    for (const signer of signed.signers) keep(found, signer);
  }
  return [...found.values()];
}

/** A signature that still holds stands before one of the same key that has lapsed. */
function keep(found: Map<string, EverSignedBy>, signer: EverSignedBy): void {
  const key = `${signer.person.id} ${signer.fingerprint}`;
  if (!signer.isLapsed || !found.has(key)) found.set(key, signer);
}

/** Undefined for an unsigned file and for a signature of somebody else's, such as the maintainer's in another archive. */
async function signersOf(runner: ProcessRunner, definition: Distribution, message: Uint8Array) {
  try {
    return await everSignedByPeople(runner, definition, message);
  } catch (error) {
    if (isNobodys(error)) return undefined;
    throw error;
  }
}
