import { chmod, chown, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { ProcessRunner, Random } from "../kernel/index.ts";
import { signerLayout } from "../signer/index.ts";
import type { Layout } from "./layout.ts";
import { ownDirectory } from "./owned.ts";
import type { ServiceUser, ServiceUsers } from "./service-users.ts";

/**
 * Makes the directories of a desk with their owners and modes. Existing ones keep their content and get mode and owner
 * again. Only entries of root's own directories are touched here; what lies inside a user's directory that user makes.
 */
export async function prepareDirectories(layout: Layout, users: ServiceUsers, runner: ProcessRunner): Promise<void> {
  const { server, builder, signer } = users;
  await ownRoot(layout.root, users);
  await ownDirectory(layout.server, { ...server, mode: 0o700 });
  // Set-group-id, so that what the server puts here belongs to the signer's group.
  const lent = users.separate ? 0o2750 : 0o700;
  await ownDirectory(layout.exchange, { uid: server.uid, gid: signer.gid, mode: lent });
  // Web pages serve the published suites out of the signer's directory; its keys lie deeper, in a directory of mode 0700.
  await ownDirectory(layout.signer, { ...signer, mode: 0o711 });
  // The server may reach the signer's socket, and nobody else.
  await ownDirectory(dirname(layout.signerSocket), { uid: signer.uid, gid: server.gid, mode: lent });
  // Trees of queues may hold embargoed packages: the signer writes them, the server serves them, nobody else enters.
  // Its group is not one of the signer's own, so only root can give it.
  const queues = { uid: signer.uid, gid: server.gid, mode: lent };
  await ownDirectory(signerLayout(layout.signer).queues, queues, signer.uid);
  await ownDirectory(layout.builder, { ...builder, mode: 0o700 });
  await prepareRoleKey(layout, users);
  // Published already: a web server's own user reads it.
  await ownDirectory(layout.advisories, { ...server, mode: 0o755 });
  // A mail system's own user comes here; so may anybody, as anybody may hand mail to the mail system.
  await ownDirectory(layout.mail, { ...server, mode: 0o711 });
  await prepareCache(layout.cache, users, runner);
}

/** The role key's own places. Before a desk was ever started, a key can be installed all the same. */
export async function prepareRoleKey(layout: Layout, users: ServiceUsers): Promise<void> {
  const { server, key } = users;
  await ownRoot(layout.root, users);
  await ownDirectory(layout.roleKey, { ...key, mode: 0o700 });
  const lent = users.separate ? 0o2750 : 0o700;
  await ownDirectory(dirname(layout.roleKeySocket), { uid: key.uid, gid: server.gid, mode: lent });
}

/**
 * The directory of verified suites, the server's alone. What another user left there (an older release fetched as root)
 * could never be renewed; it is thrown away, since all of it is fetched and verified again.
 */
export async function prepareCache(
  cache: string,
  { server, separate }: ServiceUsers,
  runner: ProcessRunner,
): Promise<void> {
  await ownDirectory(cache, { ...server, mode: 0o700 });
  if (!separate) return;
  const inside = ["find", cache, "-mindepth", "1", "-xdev"] as const;
  const found = await runner.run({
    argv: [...inside, "!", "-user", server.name, "-print", "-quit"],
    timeLimitMs: 60_000,
  });
  // find(1) removes by directory handles and follows no link, whatever is moved meanwhile.
  if (found.stdout.length > 0) await runner.run({ argv: [...inside, "-delete"], timeLimitMs: 600_000 });
}

/** The data directory itself may be a link that the administrator made; what lies in it may not. */
async function ownRoot(root: string, { server, separate }: ServiceUsers): Promise<void> {
  await mkdir(root, { recursive: true });
  if (process.getuid?.() === 0) await chown(root, separate ? 0 : server.uid, separate ? 0 : server.gid);
  await chmod(root, 0o711);
}

/** A file that root keeps and one user may read; in a desk of one ordinary user, that user's alone. */
export function readableBy(user: ServiceUser, separate: boolean): { uid: number; gid: number; mode: number } {
  return separate ? { uid: 0, gid: user.gid, mode: 0o640 } : { uid: user.uid, gid: user.gid, mode: 0o600 };
}

/** 192 bits, safe in a header and in a URL. */
export function newToken(random: Random): string {
  return Buffer.from(random.bytes(24)).toString("base64url");
}
