import { createServer } from "node:net";
import { join } from "node:path";
import type { Distribution } from "../distribution/index.ts";
import { createEvidenceKey, formatEvidenceKey, parseEvidenceKey } from "../evidence/index.ts";
import { SamedayError } from "../kernel/index.ts";
import { trustBuilder } from "../signer/index.ts";
import { createProcessRunner, systemRandom } from "../system/index.ts";
import { registerBuilder } from "./builders.ts";
import { loadDefinition } from "./definition.ts";
import type { Layout } from "./layout.ts";
import { builderKeyFile } from "./layout.ts";
import { untilOthersEnded } from "./left-behind.ts";
import { type DeskMeasure, readMeasure, withToolTimes } from "./measure.ts";
import { fileOnce, readOwned } from "./owned.ts";
import { newToken, prepareDirectories, readableBy } from "./prepare.ts";
import { reachableProgram } from "./program.ts";
import { LISTENING } from "./server.ts";
import { type ServiceUsers, serviceUsers } from "./service-users.ts";
import { type Service, supervise } from "./supervisor.ts";

export interface DeskOptions {
  readonly layout: Layout;
  readonly host: string;
  /** The first port to try; when it is taken, the next free one is used. */
  readonly port: number;
  /** As people and machines reach it; default `http://HOST:PORT`. */
  readonly publicUrl?: string;
  /** Builders of the definition to run on this machine; the first name when absent. */
  readonly localBuilder: boolean;
  /** Steps that the local builder does at the same time. */
  readonly slots: number;
  readonly rehearses: string | null;
  readonly databaseUrl?: string;
  /** Measure what the desk's processes do, as a drill does. */
  readonly measured?: true;
  readonly say: (service: string, text: string) => void;
  /** Aborted by whoever stops this program: what ends from then on is not started again. `stop` is still to be called. */
  readonly signal?: AbortSignal;
}

export interface Desk {
  readonly url: string;
  /** By which commands on this machine act. */
  readonly adminToken: string;
  readonly users: ServiceUsers;
  /** Settles when one of its processes could not be kept alive. */
  readonly failed: Promise<never>;
  /** What its processes have done until now; null when they are not measured. */
  measure(): Promise<DeskMeasure | null>;
  stop(): Promise<void>;
}

const START_MS = 120_000;
/** The tracker reads all lists when it starts, which takes a processor for seconds. */
const SELDOM = { longestPauseMs: 60_000 } as const;
/** Mail waits for these, their start is short, and a mail system that was turned away comes back after minutes only. */
const SOON = { longestPauseMs: 5_000 } as const;

/**
 * Runs a whole desk: signer, server, tracker and, when wanted, a builder, each as its own process and, as root, its own user.
 * Answers when the server listens, or when the signal says that nobody waits for that. Throws what keeps it from starting.
 */
export async function runDesk(options: DeskOptions): Promise<Desk> {
  const { layout, host } = options;
  const users = await serviceUsers(process.getuid?.() ?? 0);
  await untilOthersEnded(layout.root, users);
  const runner = createProcessRunner(layout.root);
  await prepareDirectories(layout, users, runner);
  const entry = await reachableProgram(runner, users, join(layout.root, "program"));
  const definition = await loadDefinition(layout.definition, runner);
  const forServer = readableBy(users.server, users.separate);
  await fileOnce(layout.adminToken, forServer, () => `${newToken(systemRandom)}\n`);
  const builder = options.localBuilder ? definition.builders.find((one) => one.publicKey === undefined) : undefined;
  if (builder) await introduceBuilder(layout, users, builder.name);
  const port = await freePort(host, options.port);
  const url = options.publicUrl ?? `http://${host}:${port}`;
  const common = ["--data", layout.root];
  const services: Service[] = [
    { name: "signer", user: users.signer, home: layout.signer, args: ["signer", "run", ...common] },
    {
      name: "server",
      user: users.server,
      home: layout.server,
      ...(options.databaseUrl === undefined ? {} : { env: { DATABASE_URL: options.databaseUrl } }),
      args: [
        ...["desk", "server", ...common, "--host", host, "--port", String(port), "--public-url", url],
        ...["--cache", layout.cache, "--drill-results", layout.drillResults],
        ...(options.rehearses === null ? [] : ["--rehearses", options.rehearses]),
      ],
    },
    { name: "tracker", user: users.server, home: layout.server, args: ["desk", "tracker", ...common], spare: SELDOM },
    ...caseServices(layout, users, definition, url, options.databaseUrl),
    ...(builder
      ? [
          {
            name: `builder ${builder.name}`,
            user: users.builder,
            home: layout.builder,
            args: [
              ...["builder", "run", builder.name, ...common, "--server", `http://${host}:${port}`],
              ...["--key", builderKeyFile(layout), "--directory", layout.builder, "--slots", String(options.slots)],
              ...builder.architectures.flatMap((architecture) => ["--architecture", architecture]),
            ],
          },
        ]
      : []),
  ];
  const times = join(layout.root, "tool-times");
  const measured = options.measured ? await withToolTimes(times, services) : services;
  const server = awaitServer(options.signal);
  const say = (service: string, text: string): void => {
    if (service === "server") server.hear(text);
    options.say(service, text);
  };
  const supervisor = supervise(entry, measured, say, options.signal);
  try {
    await Promise.race([server.listens, supervisor.failed]);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  const adminToken = ((await readOwned(layout.adminToken)) ?? "").trim();
  return {
    url,
    adminToken,
    users,
    failed: supervisor.failed,
    measure: async () => (options.measured ? readMeasure(times, services, supervisor.pids()) : null),
    stop: supervisor.stop,
  };
}

/** Who takes reports in, and who holds the key that opens them. The board does without both. */
function caseServices(
  layout: Layout,
  users: ServiceUsers,
  { intake }: Distribution,
  url: string,
  databaseUrl: string | undefined,
): Service[] {
  if (!intake) return [];
  const common = ["--data", layout.root];
  const taking: Service = {
    name: "intake",
    user: users.server,
    home: layout.server,
    ...(databaseUrl === undefined ? {} : { env: { DATABASE_URL: databaseUrl } }),
    args: ["desk", "intake", ...common, "--public-url", url],
    spare: SOON,
  };
  if (intake.roleKey === "sealed") return [taking];
  const args = ["desk", "role-key", ...common];
  return [{ name: "role-key", user: users.key, home: layout.roleKey, args, spare: SOON }, taking];
}

/** Makes the local builder's key once and tells server and signer of it; the signer hears it from here, not from the server. */
async function introduceBuilder(layout: Layout, users: ServiceUsers, name: string): Promise<void> {
  const file = builderKeyFile(layout);
  const own = { ...users.builder, mode: 0o600 };
  await fileOnce(file, own, () => formatEvidenceKey(createEvidenceKey(systemRandom)));
  const { publicKey } = parseEvidenceKey((await readOwned(file)) ?? "");
  await registerBuilder(layout, name, publicKey);
  await trustBuilder(layout.signer, { name, publicKey });
}

/** The port itself or the next one above that nobody listens on. Throws CONFLICT after twenty. */
export async function freePort(host: string, first: number): Promise<number> {
  for (let port = first; port < first + 20; port += 1) {
    if (await canListen(host, port)) return port;
  }
  throw new SamedayError("CONFLICT", `The ports ${first} to ${first + 19} of ${host} are all taken.`);
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}

/**
 * Hears from our own server that it listens. Asking the port would not do: a desk that was started in the same moment may
 * have taken it, and would answer for ours. Ctrl-C ends the waiting too: then nothing starts the server again.
 */
function awaitServer(ending?: AbortSignal): { readonly listens: Promise<void>; hear(text: string): void } {
  let hear: (text: string) => void = () => undefined;
  const listens = new Promise<void>((resolve, reject) => {
    const tooLate = new SamedayError("DESK_UNREACHABLE", "The server did not begin to listen within two minutes.");
    const timer = setTimeout(() => reject(tooLate), START_MS).unref();
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    hear = (text) => text.startsWith(LISTENING) && done();
    ending?.addEventListener("abort", done, { once: true });
    if (ending?.aborted) done();
  });
  return { listens, hear: (text) => hear(text) };
}
