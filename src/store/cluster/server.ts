import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { type Account, runAs } from "./account.ts";
import type { Binaries } from "./binaries.ts";
import { HBA_CONF, identConf, postgresqlConf } from "./configuration.ts";
import type { AccountFiles } from "./files.ts";
import type { Layout } from "./layout.ts";
import { logTail, pruneLogs, STARTUP_LOG } from "./logs.ts";
import { clusterProcesses, findPostmaster, worksIn } from "./postmaster.ts";
import { SOCKET_PORT } from "./socket-directory.ts";

const START_LIMIT_S = 60;
const STOP_LIMIT_S = 30;
const CHILDREN_LIMIT_MS = 10_000;

/** All that is needed to run one cluster. */
export interface ServerContext {
  readonly runner: ProcessRunner;
  readonly account: Account;
  readonly files: AccountFiles;
  readonly layout: Layout;
  readonly binaries: Binaries;
  /** The cluster's directory. */
  readonly cluster: string;
  /** Directory of the unix socket. */
  readonly socket: string;
}

/** Starts the server and waits until it takes connections. Throws DISK_FULL, STORE_UNAVAILABLE with its last words. */
export async function startServer(context: ServerContext): Promise<void> {
  const { account, files, layout, cluster, socket } = context;
  await files.makeDirectory(layout.log);
  await pruneLogs(layout.log, files);
  await clearStaleMarks(context);
  try {
    await files.write(path.join(cluster, "postgresql.conf"), postgresqlConf({ socket, log: layout.log }));
    await files.write(path.join(cluster, "pg_hba.conf"), HBA_CONF);
    await files.write(path.join(cluster, "pg_ident.conf"), identConf(account.name));
    const startup = path.join(layout.log, STARTUP_LOG);
    await control(context, START_LIMIT_S, [
      "start",
      "--wait",
      `--timeout=${START_LIMIT_S}`,
      `--log=${startup}`,
      "--silent",
    ]);
  } catch (error) {
    throw await startFailure(context, error);
  }
}

/**
 * Ends the server: open transactions are rolled back, acknowledged ones are on disk.
 * One that does not end in time is ended at once; it recovers from its log at the next start.
 */
export async function stopServer(context: ServerContext): Promise<void> {
  const stop = (mode: string): Promise<void> =>
    control(context, STOP_LIMIT_S, ["stop", "--wait", `--timeout=${STOP_LIMIT_S}`, `--mode=${mode}`, "--silent"]);
  const running = await findPostmaster(context.cluster);
  if (!running) return;
  await stop("fast").catch(async (error) => {
    if (!(await worksIn(running.pid, context.cluster))) return;
    await stop("immediate").catch(() => {
      throw error;
    });
  });
}

async function control(context: ServerContext, limitSeconds: number, args: readonly string[]): Promise<void> {
  const { runner, account, binaries, cluster } = context;
  const argv = [path.join(binaries.directory, "pg_ctl"), ...args, `--pgdata=${cluster}`] as [string, ...string[]];
  await runner.run({ argv: runAs(account, argv), cwd: "/", timeLimitMs: (limitSeconds + 10) * 1000 });
}

/**
 * After a kill -9 of the postmaster its children end by themselves within a moment, and none may write beside a new one.
 * Its postmaster.pid and the socket's lock stay. When their process id has been given to another program, or the dead
 * was never collected, PostgreSQL takes that for a running server; so they go once nobody works in the directory.
 */
async function clearStaleMarks({ cluster, socket, files }: ServerContext): Promise<void> {
  const marks = [path.join(cluster, "postmaster.pid"), path.join(socket, `.s.PGSQL.${SOCKET_PORT}.lock`)];
  const found = marks.filter((mark) => existsSync(mark));
  if (found.length === 0) return;
  const end = performance.now() + CHILDREN_LIMIT_MS;
  for (;;) {
    const left = await clusterProcesses(cluster);
    if (left.length === 0) break;
    if (performance.now() > end) {
      const which = left.join(", ");
      throw new SamedayError("STORE_UNAVAILABLE", `Processes of an earlier server do not end (${which}); stop them.`);
    }
    await sleep(20);
  }
  for (const mark of found) await files.removeTree(mark);
}

async function startFailure(context: ServerContext, error: unknown): Promise<SamedayError> {
  const said = await logTail(context.layout.log);
  const all = `${said}\n${(error as SamedayError).cause ?? ""}`;
  if (/No space left on device/.test(all)) {
    return new SamedayError("DISK_FULL", `There is no space left on the disk of ${context.layout.data}.`, error);
  }
  const fatal = said.split("\n").findLast((line) => /FATAL|PANIC/.test(line)) ?? "";
  const why = fatal.replace(/^.*(?:FATAL|PANIC): +/, "");
  const message = `PostgreSQL does not start${why ? `: ${why}` : ""}. Its log is in ${context.layout.log}.`;
  return new SamedayError("STORE_UNAVAILABLE", message, error);
}
