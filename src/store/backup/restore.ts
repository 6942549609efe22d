import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type ProcessRunner, SamedayError, type Sha256 } from "../../kernel/index.ts";
import { verifyAuditLog } from "../audit-log/index.ts";
import { type Account, resolveAccount } from "../cluster/account.ts";
import { type Cluster, startCluster } from "../cluster/cluster.ts";
import { programEnvironment } from "../connection.ts";
import { MIGRATIONS } from "../migrations/registry.ts";
import { openStore } from "../store.ts";
import { syncDirectory } from "../sync-directory.ts";
import { countFiles, DUMP_FILE, HISTORY_FOLDER, type Manifest, refuse } from "./manifest.ts";
import { unpackVerified } from "./unpack.ts";

const LIMIT_MS = 12 * 60 * 60_000;

export interface RestoreOptions {
  readonly source: string;
  /** Missing or empty; its parent needs room for the unpacked backup twice. */
  readonly directory: string;
  /** Where in it things shall lie: `{ cluster: "postgres", blobs: "blobs", history: "history" }`. */
  readonly places: { readonly cluster: string; readonly blobs: string; readonly history: string };
  readonly runner: ProcessRunner;
  /** The user the data will belong to, when started by root. */
  readonly user?: Account;
  readonly postgresRoot?: string;
  /** What `backup` answered then; without it only damage is noticed, not deceit. */
  readonly manifestSha256?: Sha256;
}

export interface Restored {
  readonly manifest: Manifest;
  readonly auditEntries: number;
  readonly blobs: number;
  /** Recorded states of the archive; a backup of an earlier release has none. */
  readonly archives: number;
}

/**
 * Makes a directory with cluster, blobs and recorded archives from a backup: unpacked and verified beside it, loaded into a fresh cluster, the audit log
 * recomputed and compared with the backup's checkpoint, and only then given its name, in one step.
 * Whatever fails leaves the directory as it was.
 * Throws INPUT_INVALID (damaged backup), CONFLICT (not empty), STORE_NEWER, STORE_VERSION, LOG_BROKEN, DISK_FULL.
 */
export async function restore(options: RestoreOptions): Promise<Restored> {
  const directory = path.resolve(options.directory);
  const account = await resolveAccount(options.user);
  await requireEmpty(directory);
  await mkdir(path.dirname(directory), { recursive: true });
  const work = await mkdtemp(`${directory}.restoring-`);
  try {
    const unpacked = path.join(work, "backup");
    const fresh = path.join(work, "fresh");
    const cluster = path.join(fresh, options.places.cluster);
    await mkdir(unpacked);
    await mkdir(cluster, { recursive: true, mode: 0o700 });
    const manifest = await unpackVerified(options.runner, options.source, unpacked, options.manifestSha256);
    checkRelease(manifest);
    await moveBlobs(unpacked, path.join(fresh, options.places.blobs));
    await moveHistory(unpacked, path.join(fresh, options.places.history));
    await giveTo(options.runner, account, work, fresh);
    const auditEntries = await load(options, account, path.join(unpacked, DUMP_FILE), cluster, manifest);
    await rename(fresh, directory);
    await syncDirectory(path.dirname(directory));
    return { manifest, auditEntries, ...countFiles(manifest) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function requireEmpty(directory: string): Promise<void> {
  const there = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new SamedayError("STORE_UNAVAILABLE", `${directory} cannot be read as a directory.`, error);
  });
  if (there.length > 0) throw new SamedayError("CONFLICT", `${directory} is not empty; restore into a new directory.`);
}

function checkRelease(manifest: Manifest): void {
  const known = new Set(MIGRATIONS.map(({ name }) => name));
  const unknown = manifest.migrations.find((name) => !known.has(name));
  if (unknown)
    throw new SamedayError("STORE_NEWER", `The backup is of a newer release (${unknown}), unknown to this one.`);
}

/** From the archive's private modes to those of the blob store. */
async function moveBlobs(unpacked: string, target: string): Promise<void> {
  await mkdir(path.join(target, "sha256"), { recursive: true, mode: 0o755 });
  const source = path.join(unpacked, "blobs", "sha256");
  for (const prefix of await readdir(source).catch(() => [] as string[])) {
    const directory = path.join(target, "sha256", prefix);
    await rename(path.join(source, prefix), directory);
    await chmod(directory, 0o755);
    for (const name of await readdir(directory)) await chmod(path.join(directory, name), 0o444);
  }
}

/** What is derived from the archives is made again by the desk, as soon as it runs. */
async function moveHistory(unpacked: string, target: string): Promise<void> {
  const source = path.join(unpacked, HISTORY_FOLDER);
  const folders = await readdir(source).catch(() => [] as string[]);
  if (folders.length === 0) return;
  await mkdir(target, { recursive: true, mode: 0o755 });
  for (const folder of folders) {
    const directory = path.join(target, folder);
    await rename(path.join(source, folder), directory);
    await chmod(directory, 0o755);
    for (const name of await readdir(directory)) await chmod(path.join(directory, name), 0o644);
  }
}

/** Root made everything so far, out of the account's reach; from here on the account owns it. */
async function giveTo(runner: ProcessRunner, account: Account, work: string, fresh: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  await chmod(work, 0o711);
  const owner = `${account.uid}:${account.gid}`;
  await runner.run({ argv: ["chown", "--recursive", "--no-dereference", owner, "--", fresh], timeLimitMs: LIMIT_MS });
}

async function load(
  options: RestoreOptions,
  user: Account,
  dump: string,
  dataDirectory: string,
  manifest: Manifest,
): Promise<number> {
  const { runner, postgresRoot } = options;
  const place = postgresRoot === undefined ? {} : { postgresRoot };
  const cluster = await startCluster({ dataDirectory, runner, user, purpose: "restore", ...place });
  try {
    if (cluster.major < manifest.postgres) {
      const message = `The backup is of PostgreSQL ${manifest.postgres}; installed is ${cluster.major}.`;
      throw new SamedayError("STORE_VERSION", message);
    }
    await loadDump(runner, cluster, dump);
    return await compareAudit(cluster, manifest);
  } finally {
    await cluster.stop();
  }
}

async function loadDump(runner: ProcessRunner, cluster: Cluster, dump: string): Promise<void> {
  const program = path.join(cluster.binaries.directory, "pg_restore");
  const env = programEnvironment(cluster.connection);
  const how = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password"];
  const argv = [program, ...how, `--dbname=${env.PGDATABASE}`, dump] as const;
  await runner.run({ argv: [...argv], env, cwd: path.dirname(dump), timeLimitMs: LIMIT_MS });
}

async function compareAudit(cluster: Cluster, manifest: Manifest): Promise<number> {
  const store = await openStore({ connection: cluster.connection });
  try {
    const { head, brokenAt, entries } = await verifyAuditLog(store, manifest.audit);
    if (brokenAt) {
      const message = `The backup's audit log is broken at entry ${brokenAt.sequence}: ${brokenAt.reason}.`;
      throw new SamedayError("LOG_BROKEN", message);
    }
    if (head.sequence !== manifest.audit.sequence) throw refuse("its audit log does not end where its manifest says");
    return entries;
  } finally {
    await store.close();
  }
}
