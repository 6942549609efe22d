import { realpath } from "node:fs/promises";
import path from "node:path";
import type { ProcessRunner } from "../../kernel/index.ts";
import { clusterConnection, type StoreConnection } from "../connection.ts";
import { type DataLock, lockDataDirectory } from "../data-lock/lock.ts";
import { type Account, resolveAccount } from "./account.ts";
import { type Binaries, chooseBinaries, DEBIAN_POSTGRES, installedBinaries } from "./binaries.ts";
import { accountFiles, prepareDataDirectory, requireOwner } from "./files.ts";
import { makeCluster, type NewCluster, removeCluster, removeUnfinished } from "./initialise.ts";
import { currentCluster, type Layout, layoutOf } from "./layout.ts";
import { findPostmaster } from "./postmaster.ts";
import { ensureDatabase } from "./roles.ts";
import { type ServerContext, startServer, stopServer } from "./server.ts";
import { SOCKET_PORT, socketDirectory } from "./socket-directory.ts";
import { type ClusterEvent, watchServer } from "./watch.ts";

export interface ClusterOptions {
  /** Absolute; made when missing. Not below /root when the cluster runs as another user. */
  readonly dataDirectory: string;
  readonly runner: ProcessRunner;
  /** The user to run as, when started by root. */
  readonly user?: Account;
  /** Who opens the directory, for the message that a second one gets; default `desk`. */
  readonly purpose?: string;
  /** Where the major versions are installed; default Debian's place. */
  readonly postgresRoot?: string;
  readonly onEvent?: (event: ClusterEvent) => void;
}

export interface Cluster {
  readonly connection: StoreConnection;
  readonly major: number;
  /** The programs of this major version, for pg_dump and its kin. */
  readonly binaries: Binaries;
  /** Stops the server and gives the data directory back. */
  stop(): Promise<void>;
}

/** What the functions of this folder share once the data directory is theirs. */
export interface OpenDirectory extends Omit<ServerContext, "binaries" | "cluster"> {
  readonly installed: readonly Binaries[];
  readonly lock: DataLock;
}

/**
 * Starts the private cluster, making it first when there is none.
 * The server of a dead predecessor is stopped cleanly and started again rather than adopted: its configuration and
 * programs may be of yesterday, and its sessions hold locks for nobody.
 * Throws CONFLICT (directory in use), STORE_FOREIGN_OWNER, STORE_VERSION, STORE_UNAVAILABLE, TOOL_MISSING, DISK_FULL.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const open = await openDirectory(options);
  try {
    return await startOpened(options, open);
  } catch (error) {
    await open.lock.release();
    throw error;
  }
}

/** Checks the data directory, takes its lock and clears what an interrupted making left. */
export async function openDirectory(options: ClusterOptions): Promise<OpenDirectory> {
  const { runner } = options;
  const account = await resolveAccount(options.user);
  await prepareDataDirectory(options.dataDirectory, account);
  const layout = layoutOf(await realpath(options.dataDirectory));
  const lock = await lockDataDirectory(layout.data, options.purpose ?? "desk");
  try {
    for (const file of [layout.clusters, layout.current, layout.run, layout.log]) await requireOwner(file, account);
    const files = accountFiles(runner, account);
    const installed = await installedBinaries(options.postgresRoot ?? DEBIAN_POSTGRES);
    const socket = await socketDirectory(layout, account, files);
    return { runner, account, files, layout, installed, socket, lock };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startOpened(options: ClusterOptions, open: OpenDirectory): Promise<Cluster> {
  const found = await currentCluster(open.layout);
  await removeUnfinished(open, found);
  const binaries = chooseBinaries(open.installed, found?.major);
  const made = found ? undefined : await makeCluster(open, binaries);
  const { directory: cluster } = (found ?? made) as { directory: string };
  const context: ServerContext = { ...open, binaries, cluster };
  if (found) await requireOwners(cluster, open.account);
  await stopOrphan(context, options.onEvent);
  await startOrDiscard(open, context, made);
  const watch = watchServer(cluster, () => startServer(context), options.onEvent ?? (() => undefined));
  return {
    connection: clusterConnection(open.socket, SOCKET_PORT),
    major: binaries.major,
    binaries,
    async stop() {
      await watch.stop();
      await stopServer(context);
      await open.lock.release();
    },
  };
}

async function startOrDiscard(
  open: OpenDirectory,
  context: ServerContext,
  made: NewCluster | undefined,
): Promise<void> {
  try {
    await startServer(context);
    await ensureDatabase(open.socket, SOCKET_PORT);
    await made?.adopt();
  } catch (error) {
    await stopServer(context).catch(() => undefined);
    if (made) await removeCluster(open, made.name).catch(() => undefined);
    throw error;
  }
}

/** The files that say most: a restored copy made by root fails here with a name instead of deep inside PostgreSQL. */
async function requireOwners(cluster: string, account: Account): Promise<void> {
  for (const name of ["", "PG_VERSION", "base", "global", "global/pg_control", "pg_wal"]) {
    await requireOwner(path.join(cluster, name), account);
  }
}

async function stopOrphan(context: ServerContext, onEvent?: (event: ClusterEvent) => void): Promise<void> {
  const orphan = await findPostmaster(context.cluster);
  if (!orphan) return;
  await stopServer(context);
  onEvent?.({ kind: "orphan-stopped", pid: orphan.pid });
}

/** The connection to a cluster that another process runs, for commands beside a running desk; undefined when none runs. */
export async function findRunningCluster(dataDirectory: string): Promise<StoreConnection | undefined> {
  const layout: Layout = layoutOf(dataDirectory);
  const cluster = await currentCluster(layout);
  const running = cluster ? await findPostmaster(cluster.directory) : undefined;
  return running ? clusterConnection(running.socketDirectory, running.port) : undefined;
}
