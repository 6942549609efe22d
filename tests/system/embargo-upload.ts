import { createHash } from "node:crypto";
import type { Cast, Name } from "./embargo-definition.ts";
import { openSession, sha256 } from "./embargo-updates.ts";
import { type DeskWorld, tokenOf } from "./embargo-world.ts";

export interface Sent {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A signed source package of one tarball; nobody unpacks it before a builder does. */
export async function makeUpload(
  cast: Cast,
  signer: Name,
  source: string,
  version: string,
  content = "a tarball",
): Promise<readonly Sent[]> {
  const tarball = { name: `${source}_${version}.tar.xz`, bytes: Buffer.from(content) };
  const sum = (algorithm: string) => createHash(algorithm).update(tarball.bytes).digest("hex");
  const line = (algorithm: string) => ` ${sum(algorithm)} ${tarball.bytes.length} ${tarball.name}`;
  const dsc = [
    "Format: 3.0 (native)",
    `Source: ${source}`,
    `Binary: ${source}`,
    "Architecture: any",
    `Version: ${version}`,
    "Maintainer: T <t@desk.invalid>",
    `Checksums-Sha256:\n${line("sha256")}`,
    `Files:\n${line("md5")}`,
    "",
  ].join("\n");
  const signed = Buffer.from(await cast.sign(signer, dsc));
  return [{ name: `${source}_${version}.dsc`, bytes: signed }, tarball];
}

export async function putIncoming(world: DeskWorld, by: Name, bytes: Buffer): Promise<void> {
  await openSession(world, by);
  const answer = await world.app.inject({
    method: "PUT",
    url: `/api/v1/incoming/${sha256(bytes)}`,
    headers: { authorization: `Bearer ${tokenOf(by)}`, "content-type": "application/octet-stream" },
    payload: bytes,
  });
  if (answer.statusCode !== 204) throw new Error(`not taken: ${answer.body}`);
}

export async function submit(world: DeskWorld, by: Name, upload: readonly Sent[], more: object) {
  await openSession(world, by);
  world.seed(`submit ${by}`);
  const files = upload.map(({ name, bytes }) => ({ name, sha256: sha256(bytes), size: bytes.length }));
  const answer = await world.app.inject({
    method: "POST",
    url: "/api/v1/updates",
    headers: { authorization: `Bearer ${tokenOf(by)}` },
    payload: { files, release: "bookworm", issues: [], ...more },
  });
  await world.told();
  return { status: answer.statusCode, body: answer.body };
}

/** The outbox, oldest first. */
export function mails({ context }: DeskWorld) {
  return context.store.db.selectFrom("mail").select(["recipient", "subject", "body"]).orderBy("id").execute();
}
