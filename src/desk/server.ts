import { mkdir, readFile, rm } from "node:fs/promises";
import { tidyLogins } from "../accounts/index.ts";
import { createChanges, createWorkBell, tellChange } from "../api/index.ts";
import type { Distribution } from "../distribution/index.ts";
import { createEvidenceKey, formatEvidenceKey, parseEvidenceKey } from "../evidence/index.ts";
import { openJobs } from "../jobs/index.ts";
import type { ProcessRunner } from "../kernel/index.ts";
import { createSignerClient } from "../signer/index.ts";
import {
  type Binaries,
  connectionFromUrl,
  describeClusterEvent,
  lockDataDirectory,
  openBlobStore,
  openStore,
  type StoreConnection,
  startCluster,
  toStoreError,
} from "../store/index.ts";
import { createProcessRunner, systemClock, systemRandom } from "../system/index.ts";
import {
  clearQueues,
  DESK_QUEUE,
  type LineContext,
  recheckWaiting,
  runDeskStep,
  type StepJob,
  sendMails,
  takeDisclosedNames,
  tendDeadJobs,
  warnOfKeys,
} from "../updates/index.ts";
import { createAdministration } from "./administration.ts";
import { createApp } from "./app.ts";
import { openCaseDesk } from "./cases/open-case-desk.ts";
import { loadDefinition } from "./definition.ts";
import type { Layout } from "./layout.ts";
import { fileOnce } from "./owned.ts";
import { createSuites, REFRESH_EVERY_MS } from "./suites.ts";
import { tend } from "./tend.ts";

export interface ServerOptions {
  readonly layout: Layout;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string;
  /** A database elsewhere; without it the private cluster is used. */
  readonly databaseUrl: string | undefined;
  /** See LineContext. */
  readonly rehearses: string | null;
  /** Runs the tools; PostgreSQL's own programs are not among them. */
  readonly runner: ProcessRunner;
  readonly say: (text: string) => void;
}

/** With what the server begins the line that says that everything of it runs: whoever started it waits for that. */
export const LISTENING = "listening at ";

export interface RunningServer {
  close(): Promise<void>;
}

const TEND_EVERY_MS = 60_000;
const KEYS_EVERY_MS = 3_600_000;
const APPROVALS_EVERY_MS = 10 * 60_000;

/** Starts the desk's server: database, queues of work, interfaces and pages. What was begun is undone when a later part fails. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { layout, say } = options;
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { runner } = options;
    const definition = await loadDefinition(layout.definition, runner);
    const { connection, binaries } = await openDatabase(options, undo);
    // The data directory is ours alone from here on.
    await prepareOwnPlaces(layout);
    const store = await openStore({ connection });
    undo.push(() => store.close());
    const blobs = await openBlobStore(layout.blobs);
    const jobs = await openJobs(store, { onProblem: (error) => say(`jobs: ${String(error)}`) });
    undo.push(() => jobs.stop());
    const changes = createChanges();
    const bell = createWorkBell();
    const unlisten = jobs.onReady(() => bell.ring());
    undo.push(async () => unlisten());
    const suites = createSuites({ definition, directory: `${layout.cache}/suites`, runner, clock: systemClock, say });
    undo.push(() => suites.stop());
    const context: LineContext = {
      definition,
      store,
      blobs,
      jobs,
      signer: createSignerClient(layout.signerSocket),
      suites,
      runner,
      clock: systemClock,
      random: systemRandom,
      evidenceKey: parseEvidenceKey(await readFile(layout.evidenceKey, "utf8")),
      trackerDirectory: ownLayer(definition),
      scratch: layout.scratch,
      exchange: layout.exchange,
      logs: layout.logs,
      publicUrl: options.publicUrl,
      rehearses: options.rehearses,
      changed: (updateId) => void tellChange(store, changes, updateId),
    };
    const administration = createAdministration({
      ...context,
      binaries,
      directory: `${layout.server}/backups`,
      history: layout.history,
      masterKey: definition.intake ? layout.caseMasterKey : null,
    });
    const cases = await openCaseDesk(layout, context, say);
    if (cases) undo.push(() => cases.close());
    const app = await createApp({
      layout,
      context,
      changes,
      bell,
      administration,
      cases: cases?.desk,
      disclosures: cases?.disclosures,
      sealed: cases?.sealed,
      say: options.say,
    });
    undo.push(() => app.close());
    await app.listen(options.listen);
    await jobs.work<StepJob>(DESK_QUEUE, (job) => runDeskStep(context, job.data, job.id), {
      concurrency: 4,
      sole: true,
    });
    const tending = tend(
      [
        { name: "steps", everyMs: TEND_EVERY_MS, work: () => tendDeadJobs(context) },
        { name: "queues", everyMs: TEND_EVERY_MS, work: () => clearQueues(context) },
        { name: "approvals", everyMs: APPROVALS_EVERY_MS, work: () => recheckWaiting(context) },
        { name: "disclosures", everyMs: APPROVALS_EVERY_MS, work: () => takeDisclosedNames(context) },
        { name: "signing keys", everyMs: KEYS_EVERY_MS, work: () => warnOfKeys(context) },
        ...(cases ? [{ name: "role key", everyMs: KEYS_EVERY_MS, work: () => cases.warnOfRoleKey() }] : []),
        { name: "mails", everyMs: TEND_EVERY_MS, work: () => sendMails(context) },
        { name: "logins", everyMs: TEND_EVERY_MS, work: () => tidyLogins(store, systemClock) },
        { name: "suites", everyMs: REFRESH_EVERY_MS, work: () => suites.refresh() },
      ],
      say,
    );
    undo.push(() => tending.stop());
    say(`${LISTENING}${options.publicUrl}`);
    return { close };
  } catch (error) {
    await close();
    throw toStoreError(error);
  }
}

/** What lies in the server's directory the server makes itself: root writes nothing where others could plant links. */
async function prepareOwnPlaces(layout: Layout): Promise<void> {
  await rm(layout.scratch, { recursive: true, force: true });
  for (const directory of [layout.blobs, layout.logs, layout.scratch]) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  }
  const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o600 };
  await fileOnce(layout.evidenceKey, own, () => formatEvidenceKey(createEvidenceKey(systemRandom)));
}

interface Database {
  readonly connection: StoreConnection;
  /** PostgreSQL's programs, when the cluster is our own. */
  readonly binaries: Binaries | undefined;
}

async function openDatabase(options: ServerOptions, undo: (() => Promise<unknown>)[]): Promise<Database> {
  if (options.databaseUrl !== undefined) {
    const lock = await lockDataDirectory(options.layout.server, "desk");
    undo.push(() => lock.release());
    return { connection: connectionFromUrl(options.databaseUrl), binaries: undefined };
  }
  const cluster = await startCluster({
    dataDirectory: options.layout.postgres,
    runner: createProcessRunner(options.layout.server),
    onEvent: (event) => options.say(`database: ${describeClusterEvent(event)}`),
  });
  undo.push(() => cluster.stop());
  return { connection: cluster.connection, binaries: cluster.binaries };
}

function ownLayer(definition: Distribution): string {
  return definition.layers.find((layer) => layer.ours)?.directory ?? "";
}
