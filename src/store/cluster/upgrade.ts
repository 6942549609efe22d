import path from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { clusterConnection, programEnvironment } from "../connection.ts";
import { runAs } from "./account.ts";
import { type Binaries, chooseBinaries } from "./binaries.ts";
import { type ClusterOptions, type OpenDirectory, openDirectory } from "./cluster.ts";
import { DATABASE_NAME } from "./configuration.ts";
import { countRows, firstDifference } from "./count-rows.ts";
import { makeCluster, type NewCluster, removeCluster, removeUnfinished } from "./initialise.ts";
import { currentCluster } from "./layout.ts";
import { findPostmaster } from "./postmaster.ts";
import { ensureDatabase } from "./roles.ts";
import { type ServerContext, startServer, stopServer } from "./server.ts";
import { SOCKET_PORT } from "./socket-directory.ts";

const DUMP_LIMIT_MS = 4 * 60 * 60_000;

export interface UpgradeOptions extends ClusterOptions {
  /** Major version to go to; default the newest installed. The same one again rewrites the cluster. */
  readonly to?: number;
}

export interface Upgraded {
  readonly from: number;
  readonly to: number;
  /** Rows that both clusters were counted to hold. */
  readonly rows: number;
  /** The old cluster, left as it was; it may be removed once the new one has proved itself. */
  readonly kept: string;
}

/**
 * Carries the data to another major version: dumped from the old server with the new version's pg_dump (as the manual
 * of PostgreSQL advises), restored into a fresh cluster in one transaction, counted on both sides, and only then
 * named the current one. Whatever fails before leaves the old cluster in use.
 * Throws STORE_VERSION when one of the two versions is not installed.
 */
export async function upgradeCluster(options: UpgradeOptions): Promise<Upgraded> {
  const open = await openDirectory({ purpose: "upgrade", ...options });
  try {
    const found = await currentCluster(open.layout);
    if (!found) throw new SamedayError("NOT_FOUND", "There is no cluster to upgrade yet.");
    await removeUnfinished(open, found);
    const before = chooseBinaries(open.installed, found.major);
    const after = chooseTarget(open.installed, found.major, options.to);
    const old: ServerContext = { ...open, binaries: before, cluster: found.directory };
    if (await findPostmaster(found.directory)) await stopServer(old);
    const made = await makeCluster(open, after);
    try {
      const rows = await carryOver(open, old, { ...open, binaries: after, cluster: made.directory });
      await made.adopt();
      return { from: found.major, to: made.major, rows, kept: found.directory };
    } catch (error) {
      await discard(open, made);
      throw error;
    }
  } finally {
    await open.lock.release();
  }
}

function chooseTarget(installed: readonly Binaries[], from: number, wanted: number | undefined): Binaries {
  const target = chooseBinaries(installed, wanted);
  if (target.major > from || wanted === from) return target;
  const message = `PostgreSQL ${from} is the newest installed; install a newer one beside it to upgrade.`;
  throw new SamedayError("STORE_VERSION", message);
}

async function carryOver(open: OpenDirectory, old: ServerContext, fresh: ServerContext): Promise<number> {
  const dump = path.join(open.layout.clusters, `${path.basename(fresh.cluster)}.dump`);
  const env = programEnvironment(clusterConnection(open.socket, SOCKET_PORT));
  const tool = (name: string, args: readonly string[]): Promise<unknown> => {
    const argv = [path.join(fresh.binaries.directory, name), "--no-password", ...args] as [string, ...string[]];
    return open.runner.run({ argv: runAs(open.account, argv), cwd: "/", env, timeLimitMs: DUMP_LIMIT_MS });
  };
  try {
    const before = await whileRunning(old, async () => {
      await tool("pg_dump", ["--format=custom", `--file=${dump}`]);
      return countRows(open.socket, SOCKET_PORT);
    });
    const after = await whileRunning(fresh, async () => {
      await ensureDatabase(open.socket, SOCKET_PORT);
      await tool("pg_restore", ["--exit-on-error", "--single-transaction", `--dbname=${DATABASE_NAME}`, dump]);
      return countRows(open.socket, SOCKET_PORT);
    });
    const difference = firstDifference(before, after);
    if (difference)
      throw new SamedayError("INTERNAL", `The upgraded database differs from the old one in ${difference}.`);
    return [...after.values()].reduce((sum, rows) => sum + rows, 0);
  } finally {
    await open.files.removeTree(dump);
  }
}

async function whileRunning<T>(context: ServerContext, work: () => Promise<T>): Promise<T> {
  await startServer(context);
  try {
    return await work();
  } finally {
    await stopServer(context);
  }
}

async function discard(open: OpenDirectory, made: NewCluster): Promise<void> {
  await removeCluster(open, made.name).catch(() => undefined);
}
