import { readFile } from "node:fs/promises";
import type { Distribution, Person } from "../../distribution/index.ts";
import type { ProcessRunner } from "../../kernel/index.ts";
import { gitSigners, requireSignedTree } from "../git/git-signers.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";
import type { EverSignedBy } from "./people.ts";
import { refusal } from "./refusal.ts";
import { sourceSigners } from "./source-signers.ts";

/**
 * Who uploaded this update, from the signatures themselves. None of them may approve it.
 * Throws SIGNER_NOT_ALLOWED when nobody did, when the desk names somebody else, or when the one it names may not upload this source.
 */
export async function requireUploaders(
  runner: ProcessRunner,
  definition: Distribution,
  update: PreparedUpdate,
  claimedFingerprint: string,
): Promise<readonly Person[]> {
  const read = async (file: { readonly name: string; readonly path: string }) => ({
    name: file.name,
    content: await readFile(file.path),
  });
  const dsc = { ...(await read(update.dsc)), sha256: update.dsc.sha256 };
  const byFile = await sourceSigners(runner, definition, dsc, await Promise.all(update.changes.map(read)));
  const byGit = update.gitProof ? await signersByGit(runner, definition, update, await read(update.gitProof)) : [];
  const found = [...byFile, ...byGit];
  const claimed = found.find(
    (signer) => !signer.isLapsed && signer.fingerprint === claimedFingerprint.toUpperCase(),
  )?.person;
  if (!claimed) {
    const ids = [...new Set(found.filter((one) => !one.isLapsed).map((one) => one.person.id))];
    const who = ids.join(" and ") || "nobody whose key is in the distribution definition and still good";
    throw refusal(`The source was uploaded by ${who}, not with the key that the desk names.`, "SIGNER_NOT_ALLOWED");
  }
  if (!claimed.mayUpload.includes("*") && !claimed.mayUpload.includes(update.source)) {
    throw refusal(`${claimed.id} may not upload ${update.source}.`, "SIGNER_NOT_ALLOWED");
  }
  return [...new Set(found.map((signer) => signer.person))];
}

/** Of a source that was made from git the signature is the tag's or commit's, and its tree has to be the source's own. */
async function signersByGit(
  runner: ProcessRunner,
  definition: Distribution,
  update: PreparedUpdate,
  proof: { readonly name: string; readonly content: Uint8Array },
): Promise<readonly EverSignedBy[]> {
  const signed = await gitSigners(runner, definition, proof);
  const source = update.files.filter((file) => /\.(?:tar\.[a-z0-9]+|diff\.gz)$/.test(file.name));
  await requireSignedTree(runner, signed, source);
  return signed.everybody;
}
