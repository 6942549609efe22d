import { storeRoleKey } from "../../cases/index.ts";
import type { ProcessRunner } from "../../kernel/index.ts";
import type { Layout } from "../layout.ts";
import { ownDirectory } from "../owned.ts";
import type { ServiceUsers } from "../service-users.ts";

/**
 * Gives a role key to a desk that does not run yet and whose data directory its maker alone writes, as a drill's. For any
 * other desk there is `sameday cases key install`, which trusts nothing in it.
 */
export async function giveRoleKey(
  layout: Layout,
  { key, separate }: ServiceUsers,
  made: { readonly fingerprint: string; readonly secretKey: Uint8Array },
  runner: ProcessRunner,
): Promise<void> {
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o700 };
  await ownDirectory(layout.roleKey, own);
  await storeRoleKey(layout.roleKey, made.fingerprint, made.secretKey);
  if (!separate) return;
  const argv = ["chown", "--recursive", "--no-dereference", `${key.uid}:${key.gid}`, layout.roleKey] as const;
  await runner.run({ argv, timeLimitMs: 60_000 });
}
