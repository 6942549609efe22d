import { readFile } from "node:fs/promises";
import {
  createMasterKey,
  createSpoolKey,
  formatMasterKey,
  formatSpoolKey,
  type MasterKey,
  parseMasterKey,
  parseSpoolKey,
  readKeyFile,
  type SpoolKey,
} from "../../cases/index.ts";
import { type Random, SamedayError } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import type { Layout } from "../layout.ts";
import { fileOnce, type Owned } from "../owned.ts";

/** The spool's key, made at the first start by whoever takes mail in. Throws as `readKeyFile` does. */
export async function spoolKeyOf({ spoolKey }: Layout, random: Random): Promise<SpoolKey> {
  await fileOnce(spoolKey, ownSecret(), () => formatSpoolKey(createSpoolKey(random)));
  return parseSpoolKey(await readKeyFile(spoolKey));
}

/**
 * What opens this database's cases. It is made once, and never for a database that has cases of another: whoever restored
 * one has to put its key back, since new cases under a new key would hide that the old ones are lost.
 * Throws SEAL_BROKEN then, and as `readKeyFile` does.
 */
export async function masterKeyOf({ caseMasterKey: path }: Layout, store: Store, random: Random): Promise<MasterKey> {
  // Server and intake may both be the first.
  return store.withAdvisoryLock("case-master-key", async () => {
    const sealedWith = await masterKeysIn(store);
    const [one] = sealedWith;
    if (one !== undefined && !(await exists(path))) throw missing(path, one);
    await fileOnce(path, ownSecret(), () => formatMasterKey(createMasterKey(random)));
    const key = parseMasterKey(await readKeyFile(path));
    const other = sealedWith.find((id) => id !== key.id);
    if (other !== undefined) throw missing(path, other);
    return key;
  });
}

async function masterKeysIn({ db }: Store): Promise<readonly string[]> {
  const rows = await db.selectFrom("case_key").select("master_id").distinct().execute();
  return rows.map(({ master_id }) => master_id);
}

function missing(path: string, id: string): SamedayError {
  return new SamedayError(
    "SEAL_BROKEN",
    `Cases of this database are sealed with the master key ${id}, and ${path} is not that key: put it back from where you keep it.`,
  );
}

function exists(path: string): Promise<boolean> {
  return readFile(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
}

function ownSecret(): Owned {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o600 };
}
