import { gitUploaders, sourceSigners } from "../../../signer/index.ts";
import type { LineContext } from "../../context.ts";
import { filesOf } from "../../records/files.ts";
import type { UpdateRecord } from "../../records/updates.ts";

/**
 * Everybody who uploaded an update, by id: those who were known when it came, and those whose signature on its files is
 * known by now, since the signer will count these too when it is published.
 */
export async function uploadersNow(context: LineContext, update: UpdateRecord): Promise<ReadonlySet<string>> {
  const files = await filesOf(context.store.db, update.id);
  const read = async ({ name, sha256 }: { readonly name: string; readonly sha256: string }) => ({
    name,
    sha256,
    content: await context.blobs.read(sha256),
  });
  const dsc = files.find((file) => file.role === "source" && file.name.endsWith(".dsc"));
  const changes = files.filter((file) => file.role !== "report" && file.name.endsWith(".changes"));
  const signers = dsc
    ? await sourceSigners(context.runner, context.definition, await read(dsc), await Promise.all(changes.map(read)))
    : [];
  const proof = files.find((file) => file.role === "upload" && file.name.endsWith(".git"));
  const byGit = proof ? await gitUploaders(context.runner, context.definition, await read(proof)) : [];
  return new Set([update.uploader, ...update.uploaders, ...[...signers, ...byGit].map(({ person }) => person.id)]);
}
