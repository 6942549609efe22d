import { execFileSync } from "node:child_process";
import { copyFile, mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CaseVault, createCase, createMasterKey, formatMasterKey, readCase } from "../../src/cases/index.ts";
import { masterKeyOf } from "../../src/desk/cases/case-keys.ts";
import { layoutOf } from "../../src/desk/index.ts";
import { fileOnce } from "../../src/desk/owned.ts";
import { keptArchives } from "../../src/desk/tracker-history/kept-archives.ts";
import { backup, openBlobStore, openStore, restore, type Store, startCluster } from "../../src/store/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { clusterOptions, runner, scratch, testAccount } from "./store-support.ts";

/** What comes back from a backup: cases that are as sealed as before, and open with the master key that is not in it. */

const MARKER = "MARKER-PLAINTEXT-7f3a";
const NOW = new Date("2026-11-21T12:00:00Z");
const ID = "SEC-2026-0001";

let base: Awaited<ReturnType<typeof scratch>>;
const at = (...names: string[]): string => path.join(base.directory, ...names);
const copyOfKey = (): string => at("apart");

beforeAll(async () => {
  base = await scratch();
});

afterAll(() => base.remove());

function vaultOf(store: Store, master: CaseVault["master"]): CaseVault {
  return { store, master, clock: systemClock, random: systemRandom };
}

test("a restored desk has its cases sealed until their master key is put back", async () => {
  const before = layoutOf(at("before"));
  await mkdir(before.server, { recursive: true });
  const cluster = await startCluster(clusterOptions(at("data")));
  const store = await openStore({ connection: cluster.connection });
  const master = await masterKeyOf(before, store, systemRandom);
  expect((await masterKeyOf(before, store, systemRandom)).id, "made once").toBe(master.id);
  const clear = { team: "", state: "received", severity: null, policy: "default", receivedAt: NOW };
  const columns = { ...clear, dueAt: null, expiresAt: null, publicAt: null };
  await store.transaction((trx) =>
    createCase(vaultOf(store, master), trx, { id: ID, ...columns, contents: { title: MARKER } }, "desk"),
  );
  const blobs = await openBlobStore(at("blobs"));
  const history = keptArchives(at("history"));
  const target = at("desk.backup");
  await backup({ store, blobs, binaries: cluster.binaries, history, runner, clock: systemClock, target });
  await store.close();
  await cluster.stop();
  await copyFile(before.caseMasterKey, copyOfKey());
  await rm(before.root, { recursive: true });

  const inside = execFileSync("tar", ["--extract", "--zstd", "--file", target, "--to-stdout"], { maxBuffer: 1e9 });
  expect(inside.includes(MARKER)).toBe(false);
  expect(inside.includes(master.secret.export())).toBe(false);

  const user = testAccount();
  const places = { cluster: "postgres", blobs: "blobs", history: "history" };
  await restore({ source: target, directory: at("after"), places, runner, ...(user ? { user } : {}) });
  const after = layoutOf(at("desk"));
  await mkdir(after.server, { recursive: true });
  const restored = await startCluster(clusterOptions(at("after", "postgres")));
  const again = await openStore({ connection: restored.connection });
  try {
    // No other key is made that would hide the loss, and another one is told apart.
    await expect(masterKeyOf(after, again, systemRandom)).rejects.toMatchObject({
      code: "SEAL_BROKEN",
      message: expect.stringContaining(master.id),
    });
    await fileOnce(after.caseMasterKey, own(), () => formatMasterKey(createMasterKey(systemRandom)));
    await expect(masterKeyOf(after, again, systemRandom)).rejects.toMatchObject({ code: "SEAL_BROKEN" });

    await copyFile(copyOfKey(), after.caseMasterKey);
    const found = await masterKeyOf(after, again, systemRandom);
    expect((await readCase<{ title: string }>(vaultOf(again, found), ID, "leo")).contents.title).toBe(MARKER);
  } finally {
    await again.close();
    await restored.stop();
  }
}, 300_000);

function own(): { uid: number; gid: number; mode: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o600 };
}
