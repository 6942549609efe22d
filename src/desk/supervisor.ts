import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { SamedayError } from "../kernel/index.ts";
import { KEPT_BY_PIPE } from "../system/index.ts";
import type { ServiceUser } from "./service-users.ts";

export interface Service {
  readonly name: string;
  readonly user: ServiceUser;
  /** Arguments after the program's own entry. */
  readonly args: readonly string[];
  readonly home: string;
  /** Added to the scrubbed environment: what must not stand in the process list. */
  readonly env?: Readonly<Record<string, string>>;
  /** The desk goes on without it: it is never given up, and tried again after at most this pause. */
  readonly spare?: { readonly longestPauseMs: number };
}

export interface Supervisor {
  /** Ends every service, the last started first, and waits for them. */
  stop(): Promise<void>;
  /** Settles when a service could not be kept alive. */
  readonly failed: Promise<never>;
  /** Process numbers of those that run now. */
  pids(): readonly number[];
}

const STOP_MS = 20_000;
const LONG_ENOUGH_MS = 60_000;
/**
 * Short-lived objects in 4 MiB instead of 16, and two of the C library's arenas instead of eight a core: a server that has
 * answered a rush keeps some 50 MB less, and answers as fast (tests/bench/web.bench.ts).
 */
const SMALL = ["--max-semi-space-size=4"] as const;
const ENVIRONMENT = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
  TZ: "UTC",
  MALLOC_ARENA_MAX: "2",
  [KEPT_BY_PIPE]: "1",
} as const;
const MOST_RESTARTS = 5;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Keeps processes alive, each as its own user with a scrubbed environment. A process that ends is started again after a
 * pause that doubles; one that gives up by itself five times within a minute of starting is given up, and the desk stops with what it said last.
 * One that the desk can spare is tried for ever instead, and every end of it counts: what kills it may be its own size.
 * When this process dies itself, all of them end (`KEPT_BY_PIPE`).
 * `ending` says that the desk is about to be stopped: from then on nothing is started again.
 */
export function supervise(
  entry: string,
  services: readonly Service[],
  say: (service: string, text: string) => void,
  ending?: AbortSignal,
): Supervisor {
  let stopping = false;
  // Ctrl-C reaches every process of the terminal at once: a service that obeys it before `stop` is no accident.
  ending?.addEventListener("abort", () => {
    stopping = true;
  });
  const children = new Map<string, ChildProcess>();
  const keep = async (service: Service): Promise<never> => {
    let quickEnds = 0;
    for (;;) {
      const started = Date.now();
      const { how, killed } = await runOnce(entry, service, children, say);
      if (stopping) return new Promise<never>(() => undefined);
      // Whoever was killed from outside did nothing wrong and begins again at once.
      if (!killed || service.spare) quickEnds = Date.now() - started < LONG_ENOUGH_MS ? quickEnds + 1 : 1;
      say(service.name, `ended (${how}); it is started again`);
      if (quickEnds >= MOST_RESTARTS && !service.spare) {
        throw new SamedayError(
          "PROCESS_FAILED",
          `The ${service.name} ended ${quickEnds} times (${how}); its last words stand above.`,
        );
      }
      await sleep(Math.min(250 * 2 ** quickEnds, service.spare?.longestPauseMs ?? LONGEST_PAUSE_MS));
      // Stopped during the pause: nobody would end what is started now.
      if (stopping) return new Promise<never>(() => undefined);
    }
  };
  const failed = Promise.race(services.map(keep));
  failed.catch(() => undefined);
  return {
    failed,
    pids: () => [...children.values()].flatMap((child) => (isAlive(child) && child.pid ? [child.pid] : [])),
    async stop() {
      stopping = true;
      for (const service of [...services].reverse()) await stopChild(children.get(service.name));
    },
  };
}

function runOnce(
  entry: string,
  service: Service,
  children: Map<string, ChildProcess>,
  say: (service: string, text: string) => void,
): Promise<{ readonly how: string; readonly killed: boolean }> {
  const child = spawn(process.execPath, [...SMALL, entry, ...service.args], {
    cwd: "/",
    env: { ...ENVIRONMENT, HOME: service.home, ...service.env },
    stdio: ["pipe", "pipe", "pipe"],
    ...(process.getuid?.() === 0 ? { uid: service.user.uid, gid: service.user.gid } : {}),
  });
  children.set(service.name, child);
  for (const stream of [child.stdout, child.stderr]) {
    // Line by line: of several that come at once each is to say whose it is.
    createInterface({ input: stream }).on("line", (line) => say(service.name, line));
  }
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ how: error.message, killed: false }));
    child.on("close", (code, signal) =>
      resolve({ how: signal ? `by ${signal}` : `with ${code}`, killed: signal !== null }),
    );
  });
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function stopChild(child: ChildProcess | undefined): Promise<void> {
  if (!child || !isAlive(child)) return;
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(late);
}
