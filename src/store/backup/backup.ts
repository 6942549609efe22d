import { lstat, mkdtemp, open, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { sql } from "kysely";
import {
  type Clock,
  type ProcessRunner,
  SamedayError,
  type Sha256,
  sha256,
  toSamedayError,
} from "../../kernel/index.ts";
import { auditCheckpoint } from "../audit-log/index.ts";
import type { BlobStore } from "../blobs/index.ts";
import { hashFile } from "../blobs/verify.ts";
import type { Binaries } from "../cluster/binaries.ts";
import { programEnvironment } from "../connection.ts";
import type { Store } from "../store.ts";
import { syncDirectory } from "../sync-directory.ts";
import {
  type BackupFile,
  countFiles,
  DUMP_FILE,
  HISTORY_FOLDER,
  isHistoryPath,
  MANIFEST_FILE,
  type Manifest,
} from "./manifest.ts";

/** Held while a backup reads the blobs; who removes unneeded blobs takes it too. */
export const BLOB_REMOVAL_LOCK = "blob-removal";

const LIMIT_MS = 12 * 60 * 60_000;

export interface BackupOptions {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** Programs of the server's major version or a newer one. */
  readonly binaries: Binaries;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly history: KeptHistory;
  /** A file that does not exist yet, in a directory with room for all. */
  readonly target: string;
}

/** Files that nothing can make again, in a directory of another room's. */
export interface KeptHistory {
  readonly directory: string;
  /**
   * Their paths in the directory, `archives/…`: each is whole under its name, and never changes any more. Others may come
   * meanwhile. Throws HASH_MISMATCH when one is damaged.
   */
  wholeFiles(): Promise<readonly string[]>;
}

export interface BackupResult {
  readonly bytes: number;
  readonly blobs: number;
  /** Recorded states of the archive. */
  readonly archives: number;
  /** Write it down elsewhere: `restore` compares it, and then even a backup made to deceive is noticed. */
  readonly manifestSha256: Sha256;
  readonly manifest: Manifest;
}

/**
 * Writes database, blobs and recorded archives into one file (tar, zstd) while the desk goes on working.
 * The database comes first: what it refers to was stored before, so the blobs read afterwards are never too few.
 * The file appears under its name when it is complete and on the disk. Its mode is 0600: it holds everything.
 * Throws CONFLICT when the file exists, DISK_FULL, TOOL_MISSING, HASH_MISMATCH when a stored blob or a recorded archive is damaged.
 */
export async function backup(options: BackupOptions): Promise<BackupResult> {
  const target = path.resolve(options.target);
  if (await lstat(target).catch(() => undefined)) throw new SamedayError("CONFLICT", `${target} exists already.`);
  const work = await mkdtemp(`${target}.partial-`);
  try {
    return await options.store.withAdvisoryLock(BLOB_REMOVAL_LOCK, () => writeBackup(options, work, target));
  } catch (error) {
    throw toSamedayError(error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeBackup(options: BackupOptions, work: string, target: string): Promise<BackupResult> {
  const manifest = await gather(options, work);
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await writeFile(path.join(work, MANIFEST_FILE), text, { mode: 0o600 });
  await symlink(path.resolve(options.blobs.directory), path.join(work, "blobs"));
  await symlink(path.resolve(options.history.directory), path.join(work, HISTORY_FOLDER));
  const names = [MANIFEST_FILE, ...manifest.files.map((file) => file.path)];
  const archive = path.join(work, "archive");
  const files = ["--no-recursion", "--verbatim-files-from", "--files-from=-"];
  const plain = ["--format=posix", "--owner=0", "--group=0", "--mode=u=rw,go="];
  await options.runner.run({
    argv: ["tar", "--create", "--zstd", `--file=${archive}`, `--directory=${work}`, ...plain, ...files],
    cwd: work,
    input: `${names.join("\n")}\n`,
    timeLimitMs: LIMIT_MS,
  });
  const handle = await open(archive, "r+");
  await handle.chmod(0o600);
  await handle.sync();
  await handle.close();
  await rename(archive, target);
  await syncDirectory(path.dirname(target));
  const { size } = await stat(target);
  return { bytes: size, ...countFiles(manifest), manifestSha256: sha256(text), manifest };
}

/** Everything but the manifest; the dump is written, the blobs are read and found whole. */
async function gather(options: BackupOptions, work: string): Promise<Manifest> {
  const { audit, migrations } = await dumpDatabase(options, path.join(work, DUMP_FILE));
  const dump = path.join(work, DUMP_FILE);
  const files: BackupFile[] = [{ path: DUMP_FILE, size: (await stat(dump)).size, sha256: await hashFile(dump) }];
  for await (const name of options.blobs.list()) {
    const file = options.blobs.path(name);
    if ((await hashFile(file)) !== name) {
      throw new SamedayError("HASH_MISMATCH", `The stored content ${name} is damaged; no backup was written.`);
    }
    files.push({ path: `blobs/sha256/${name.slice(0, 2)}/${name}`, size: (await stat(file)).size, sha256: name });
  }
  files.push(...(await historyFiles(options.history)));
  const createdAt = options.clock.now().toISOString();
  return { format: "sameday-backup-2", createdAt, postgres: options.binaries.major, migrations, audit, files };
}

async function historyFiles({ directory, wholeFiles }: KeptHistory): Promise<readonly BackupFile[]> {
  const files: BackupFile[] = [];
  for (const name of await wholeFiles()) {
    const place = path.posix.join(HISTORY_FOLDER, name);
    if (!isHistoryPath(place)) throw new SamedayError("INTERNAL", `A backup cannot hold ${place}.`);
    const file = path.join(directory, name);
    files.push({ path: place, size: (await stat(file)).size, sha256: await hashFile(file) });
  }
  return files;
}

/** Dumps one snapshot of the database, and reads from the same snapshot where its audit log ends. */
async function dumpDatabase(
  { store, binaries, runner }: BackupOptions,
  file: string,
): Promise<Pick<Manifest, "audit" | "migrations">> {
  return store.transaction(
    async (trx) => {
      await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(trx);
      const { rows } = await sql<{ snapshot: string }>`SELECT pg_export_snapshot() AS snapshot`.execute(trx);
      const program = path.join(binaries.directory, "pg_dump");
      const what = ["--format=custom", "--no-password", `--snapshot=${rows[0]?.snapshot}`, `--file=${file}`];
      const env = programEnvironment(store.connection);
      await runner.run({ argv: [program, ...what], env, cwd: path.dirname(file), timeLimitMs: LIMIT_MS });
      const applied = await trx.selectFrom("migration").select("name").orderBy("name").execute();
      return { audit: await auditCheckpoint(trx), migrations: applied.map(({ name }) => name) };
    },
    { isolation: "repeatable read" },
  );
}
