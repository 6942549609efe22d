import { createHash } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, RouteOptions } from "fastify";
import { type Changes, createChanges, createWorkBell, tellChange } from "../../src/api/index.ts";
import { createAdministration } from "../../src/desk/administration.ts";
import { createApp } from "../../src/desk/app.ts";
import { loadDefinition } from "../../src/desk/definition.ts";
import {
  type FactsWish,
  type Layout,
  layoutOf,
  makeFacts,
  type RunningTracker,
  runTracker,
} from "../../src/desk/index.ts";
import { currentFacts } from "../../src/desk/tracker-facts/read-facts.ts";
import { createTrackerClient } from "../../src/desk/tracker-live/tracker-client.ts";
import { openJobs } from "../../src/jobs/index.ts";
import { type Command, type ProcessRunner, type Random, SamedayError } from "../../src/kernel/index.ts";
import type { SignerClient } from "../../src/signer/index.ts";
import { openBlobStore, openStore, startCluster } from "../../src/store/index.ts";
import type { LineContext } from "../../src/updates/index.ts";
import type { Cast, Name } from "./embargo-definition.ts";
import { clusterOptions, runner, scratch } from "./store-support.ts";

/*
 * A desk's server as it really is (all its routes, PostgreSQL, sessions) with a clock that stands and dice that fall as
 * they are told, so that two of them answer the same request with the same bytes.
 */

export const NOW = new Date("2026-11-21T12:00:00Z");

export interface Route {
  readonly method: string;
  readonly url: string;
}

export interface DeskWorld {
  readonly app: FastifyInstance;
  readonly context: LineContext;
  readonly changes: Changes;
  readonly signerDirectory: string;
  /** Every route of the server, as it told when it was put together. */
  readonly routes: readonly Route[];
  /** What the dice show from here on. */
  seed(text: string): void;
  /** Settles when every change that was said is known to those who may know of it. */
  told(): Promise<void>;
  close(): Promise<void>;
}

/** The token of a person's session: 43 characters that begin with the name. */
export function tokenOf(name: Name): string {
  return `${name}${"-".repeat(43)}`.slice(0, 43);
}

export async function openDeskWorld(cast: Cast): Promise<DeskWorld> {
  // Before anything is started: a fault in it must leave no database behind.
  const definition = await loadDefinition(cast.path, runner);
  const base = await scratch();
  const cluster = await startCluster(clusterOptions(join(base.directory, "cluster")));
  const root = join(base.directory, "desk");
  const layout = layoutOf(root);
  for (const place of [layout.blobs, layout.logs, layout.scratch, layout.exchange, join(layout.signer, "public")]) {
    await mkdir(place, { recursive: true });
  }
  await writeFile(layout.adminToken, `${"administrator".padEnd(32, "-")}\n`);
  const store = await openStore({ connection: cluster.connection });
  const jobs = await openJobs(store);
  const changes = createChanges();
  const clock = { now: () => NOW };
  const dice = loadedDice();
  const under = new Set<Promise<void>>();
  const context: LineContext = {
    definition,
    store,
    jobs,
    blobs: await openBlobStore(layout.blobs),
    signer: absentSigner,
    suites: {
      ofRelease: async () => [],
      leftOut: async () => [],
      releaseOf: (name: string) => definition.releases.find((release) => name.startsWith(release.codename)),
      health: async () => [],
    } as unknown as LineContext["suites"],
    runner: withoutHelper(clock),
    clock,
    random: dice,
    evidenceKey: cast.desk,
    trackerDirectory: definition.layers[0]?.directory ?? "",
    scratch: layout.scratch,
    exchange: layout.exchange,
    logs: layout.logs,
    publicUrl: "http://desk.invalid",
    rehearses: null,
    changed(updateId) {
      const telling = tellChange(store, changes, updateId);
      under.add(telling);
      void telling.finally(() => under.delete(telling));
    },
  };
  const places = { directory: `${root}/backups`, history: `${root}/history` };
  const administration = createAdministration({ ...context, binaries: undefined, masterKey: null, ...places });
  const parts = {
    layout: { ...layout, definition: cast.path },
    context,
    changes,
    bell: createWorkBell(),
    administration,
    cases: undefined,
    say: () => undefined,
  };
  const { app, routes } = await watchRoutes(() => createApp(parts));
  const tracker = await openTracker(parts.layout, context);
  return {
    app,
    context,
    changes,
    signerDirectory: layout.signer,
    routes,
    seed: dice.seed,
    async told() {
      await Promise.all(under);
    },
    async close() {
      await app.close();
      await tracker.close();
      await jobs.stop({ graceMs: 1000 });
      await store.close();
      await cluster.stop();
      await base.remove();
    },
  };
}

/** The tracker's process, done here. It begins with the facts that the server has made, so that both worlds judge alike. */
async function openTracker(layout: Layout, { runner, clock }: LineContext): Promise<RunningTracker> {
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; !(await holds()); tries += 1) {
      if (tries === 3000) throw new Error("The tracker was not there after five minutes.");
      await sleep(100);
    }
  };
  await until(async () => (await currentFacts(layout.issues)) !== null);
  const running = await runTracker({ layout, runner, clock, say: () => undefined });
  const client = createTrackerClient(layout.trackerSocket);
  await until(async () => (await client.health()) !== null);
  client.close();
  return running;
}

/**
 * Notes each route that a server is given from its very beginning: a new one is tested without being named anywhere.
 * Two servers may be put together at the same time; each has its own routes.
 */
async function watchRoutes(make: () => Promise<FastifyInstance>): Promise<{ app: FastifyInstance; routes: Route[] }> {
  const routesOf = new Map<FastifyInstance, Route[]>();
  const watch = (message: unknown): void => {
    const { fastify } = message as { fastify: FastifyInstance };
    const routes: Route[] = [];
    routesOf.set(fastify, routes);
    fastify.addHook("onRoute", ({ method, url }: RouteOptions) => {
      for (const one of [method].flat()) routes.push({ method: one, url });
    });
  };
  subscribe("fastify.initialization", watch);
  try {
    const app = await make();
    return { app, routes: routesOf.get(app) ?? [] };
  } finally {
    unsubscribe("fastify.initialization", watch);
  }
}

/** Throws the same for the same seed, however often it was thrown before the seed was given. */
function loadedDice(): Random & { seed(text: string): void } {
  let seed = "";
  let thrown = 0;
  return {
    seed(text) {
      seed = text;
      thrown = 0;
    },
    bytes(count) {
      const chunks: Buffer[] = [];
      for (let length = 0; length < count; length += 32) {
        thrown += 1;
        chunks.push(createHash("sha256").update(`${seed} ${thrown}`).digest());
      }
      return Buffer.concat(chunks).subarray(0, count);
    },
  };
}

/** What the server has a helper process do, done here: the helper is the compiled program. */
function withoutHelper(clock: LineContext["clock"]): ProcessRunner {
  return {
    async run(command: Command) {
      if (!command.argv.includes("read-tracker")) return runner.run(command);
      const wish = JSON.parse(String(command.input)) as FactsWish;
      await makeFacts(wish, { runner, clock, say: () => undefined });
      return { exitCode: 0, stdout: new Uint8Array(), stderr: "", milliseconds: 0 };
    },
  };
}

const absentSigner = new Proxy({} as SignerClient, {
  get: (_target, call) => async () => {
    if (call === "keys") return [];
    throw new SamedayError("SIGNER_UNREACHABLE", "The signer does not answer.");
  },
});
