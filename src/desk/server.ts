import { timingSafeEqual } from "node:crypto";
import { chmod, readFile } from "node:fs/promises";
import Fastify, { type FastifyInstance } from "fastify";
import { type Accounts, createAccounts } from "../accounts/index.ts";
import { ADMINISTRATOR, type Changes, createChanges, createWorkBell, registerApi } from "../api/index.ts";
import type { Distribution, Person } from "../distribution/index.ts";
import { parseEvidenceKey } from "../evidence/index.ts";
import { openJobs } from "../jobs/index.ts";
import { createSignerClient, signerLayout } from "../signer/index.ts";
import {
  connectionFromUrl,
  lockDataDirectory,
  openBlobStore,
  openStore,
  type StoreConnection,
  startCluster,
} from "../store/index.ts";
import { createProcessRunner, systemClock, systemRandom } from "../system/index.ts";
import { DESK_QUEUE, type LineContext, runDeskStep, type StepJob, tendDeadJobs } from "../updates/index.ts";
import { createBuilderList } from "./builders.ts";
import { loadDefinition } from "./definition.ts";
import type { Layout } from "./layout.ts";
import { createSuites } from "./suites.ts";

export interface ServerOptions {
  readonly layout: Layout;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string;
  /** A database elsewhere; without it the private cluster is used. */
  readonly databaseUrl: string | undefined;
  /** See LineContext. */
  readonly rehearses: string | null;
  readonly say: (text: string) => void;
}

export interface RunningServer {
  close(): Promise<void>;
}

const TEND_EVERY_MS = 60_000;

/** Starts the desk's server: database, queues of work, interfaces and pages. What was begun is undone when a later part fails. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { layout, say } = options;
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const runner = createProcessRunner(layout.server);
    const definition = await loadDefinition(layout.definition, runner);
    const store = await openStore({ connection: await openDatabase(options, undo) });
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
      changed: () => changes.changed(),
    };
    await tendDeadJobs(context);
    const tending = setInterval(
      () => void tendDeadJobs(context).catch((error) => say(`jobs: ${String(error)}`)),
      TEND_EVERY_MS,
    );
    undo.push(async () => clearInterval(tending));
    const accounts = createAccounts({ ...context, publicUrl: options.publicUrl });
    const app = await createApp(options, context, accounts, changes, definition, bell);
    undo.push(() => app.close());
    await app.listen(options.listen);
    await jobs.work<StepJob>(DESK_QUEUE, (job) => runDeskStep(context, job.data, job.id), {
      concurrency: 4,
      sole: true,
    });
    say(`listening at ${options.publicUrl}`);
    void suites.refresh().catch((error) => say(`suites: ${String(error)}`));
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function createApp(
  options: ServerOptions,
  context: LineContext,
  accounts: Accounts,
  changes: Changes,
  definition: Distribution,
  bell: ReturnType<typeof createWorkBell>,
): Promise<FastifyInstance> {
  const { layout } = options;
  const app = Fastify({
    logger: { level: "warn" },
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 0,
    forceCloseConnections: true,
  });
  const administrator = await administratorToken(layout.adminToken, definition);
  const trees = signerLayout(layout.signer);
  registerApi(app, {
    context,
    clock: systemClock,
    changes,
    bell,
    builders: await createBuilderList(layout, definition),
    authenticate: async (token) => administrator(token) ?? (await accounts.session(token)),
    login: { challenge: accounts.challenge, login: accounts.challengeLogin, link: accounts.createLink },
    trees,
  });
  await app.ready();
  return app;
}

/** Commands on this machine that can read the token's file act for the desk itself: they read everything and release nothing. */
async function administratorToken(path: string, definition: Distribution): Promise<(token: string) => Person | null> {
  const expected = (await readFile(path, "utf8")).trim();
  await chmod(path, 0o600);
  const administrator: Person = {
    id: ADMINISTRATOR,
    name: "Administrator",
    email: definition.contact,
    role: "assistant",
    fingerprints: [],
    keyFile: "",
    mayUpload: [],
  };
  const matches = (token: string) =>
    token.length === expected.length && timingSafeEqual(Buffer.from(token), Buffer.from(expected));
  return (token) => (matches(token) ? administrator : null);
}

async function openDatabase(options: ServerOptions, undo: (() => Promise<unknown>)[]): Promise<StoreConnection> {
  if (options.databaseUrl !== undefined) {
    const lock = await lockDataDirectory(options.layout.server, "desk");
    undo.push(() => lock.release());
    return connectionFromUrl(options.databaseUrl);
  }
  const cluster = await startCluster({
    dataDirectory: options.layout.postgres,
    runner: createProcessRunner(options.layout.server),
    onEvent: (event) => options.say(`database: ${JSON.stringify(event)}`),
  });
  undo.push(() => cluster.stop());
  return cluster.connection;
}

function ownLayer(definition: Distribution): string {
  return definition.layers.find((layer) => layer.ours)?.directory ?? "";
}
