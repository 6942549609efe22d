import { chmod, chown, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Random } from "../kernel/index.ts";
import { signerLayout } from "../signer/index.ts";
import type { Layout } from "./layout.ts";
import type { ServiceUser, ServiceUsers } from "./service-users.ts";

/** Makes the directories of a desk with their owners and modes. Existing ones keep their content and get mode and owner again. */
export async function prepareDirectories(layout: Layout, users: ServiceUsers): Promise<void> {
  const { server, builder, signer } = users;
  await own(layout.root, server, 0o711, users.separate ? 0 : undefined);
  await own(layout.server, server, 0o700);
  for (const directory of [layout.blobs, layout.logs]) await own(directory, server, 0o700);
  await rm(layout.scratch, { recursive: true, force: true });
  await own(layout.scratch, server, 0o700);
  // Set-group-id, so that what the server puts here belongs to the signer's group.
  await own(layout.exchange, { ...server, gid: signer.gid }, users.separate ? 0o2750 : 0o700);
  // Web pages serve the published suites out of the signer's directory; its keys lie deeper, in a directory of mode 0700.
  await own(layout.signer, signer, 0o711);
  // The server may reach the signer's socket, and nobody else.
  await own(dirname(layout.signerSocket), { ...signer, gid: server.gid }, users.separate ? 0o2750 : 0o700);
  // Trees of queues may hold embargoed packages: the signer writes them, the server serves them, nobody else enters.
  await own(signerLayout(layout.signer).queues, { ...signer, gid: server.gid }, users.separate ? 0o2750 : 0o700);
  await own(layout.builder, builder, 0o700);
  await own(layout.cache, server, 0o700);
}

async function own(directory: string, user: ServiceUser, mode: number, uid = user.uid): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (process.getuid?.() === 0) await chown(directory, uid, uid === 0 ? 0 : user.gid);
  await chmod(directory, mode);
}

/** A secret file of one user, made once. Answers whether it was made now. */
export async function secretOnce(path: string, user: ServiceUser, make: () => string): Promise<boolean> {
  try {
    await writeFile(path, make(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  await giveTo(path, user);
  return true;
}

/** Makes a file another user's; only root can, and only root needs to. */
export async function giveTo(path: string, user: ServiceUser): Promise<void> {
  if (process.getuid?.() === 0) await chown(path, user.uid, user.gid);
}

/** 192 bits, safe in a header and in a URL. */
export function newToken(random: Random): string {
  return Buffer.from(random.bytes(24)).toString("base64url");
}
