import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createRequestSignature, type EvidenceKey } from "../evidence/index.ts";
import { type Clock, type ProcessRunner, type Random, SamedayError } from "../kernel/index.ts";
import { removeTree } from "./chroot/index.ts";
import { type Authorize, createServerClient, LeaseLost } from "./client.ts";
import type { Host } from "./host.ts";
import { openOutbox } from "./outbox.ts";
import { ServerAway, untilAnswered } from "./retry.ts";
import { holdDirectory } from "./single.ts";
import { type SlotOptions, workOn } from "./slot.ts";
import type { Tool } from "./steps/context.ts";
import { openWorkshop } from "./workshop.ts";

export interface BuilderOptions {
  /** As in the distribution definition. */
  readonly name: string;
  /** Address of the desk: `https://desk.example.org`. */
  readonly server: string;
  readonly key: EvidenceKey;
  /** The builder's own directory, absolute, without `:` and `,`; made when it is missing. */
  readonly directory: string;
  readonly architectures: readonly string[];
  /** Steps at the same time; each may use all processors. */
  readonly slots: number;
  readonly processes: ProcessRunner;
  readonly clock: Clock;
  readonly random: Random;
  /** What a chroot may write, in MiB of memory, or `disk`. Default: half of the memory shared among the slots, 8 GiB at most. */
  readonly space?: number | "disk";
  /** Hours after which a base is made anew (default 24). */
  readonly baseMaxAgeHours?: number;
  /** Minutes for which apt's indices serve without asking the archive (default 10). */
  readonly indicesMaxAgeMinutes?: number;
  /** Limit of the kept .deb and source files in bytes (default 20 GiB); checked at the start. */
  readonly cacheBytes?: number;
  /** `http://host:port` for apt. */
  readonly proxy?: string;
  readonly progress: (line: string) => void;
  /** Aborted: no more work is claimed, running steps are given up, and the promise settles. */
  readonly signal: AbortSignal;
}

const HOUR_MS = 3_600_000;
const LEAST_MEMORY_MIB = 2048;
const MOST_MEMORY_MIB = 8192;
const PAUSE_AFTER_REFUSAL_MS = 5_000;

/**
 * Leases work and does it until the signal. Needs a user that is not root and has subordinate ids, and the programs of
 * docs/guides/builder.md.
 * Errors: NOT_ALLOWED for root, TOOL_MISSING without user namespaces or subordinate ids, CONFLICT when another builder uses the directory, USAGE.
 */
export async function runBuilder(options: BuilderOptions): Promise<void> {
  const directory = resolve(options.directory);
  if (/[:,\s]/.test(directory))
    throw new SamedayError("USAGE", `The builder's directory ${directory} holds : or , or a space.`);
  if (process.getuid?.() === 0) throw new SamedayError("NOT_ALLOWED", "The builder does not run as root.");
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);
  await checkNamespaces(options.processes);
  const release = await holdDirectory(directory);
  try {
    await work(options, directory);
  } finally {
    await release();
  }
}

async function checkNamespaces(processes: ProcessRunner): Promise<void> {
  const argv = ["unshare", "--user", "--map-auto", "--map-root-user", "--", "true"] as const;
  await processes.run({ argv, timeLimitMs: 30_000 }).catch((error: unknown) => {
    const message =
      "The builder's user may not make user namespaces, or has no subordinate ids (subuid(5)); inside chroot(2) nobody may.";
    throw new SamedayError("TOOL_MISSING", message, error);
  });
}

async function work(options: BuilderOptions, directory: string): Promise<void> {
  const { progress, signal, random, processes } = options;
  await removeLeftovers(options, directory);
  const host: Host = {
    processes,
    clock: options.clock,
    random,
    cpus: await allowedCpus(),
    ...(options.proxy !== undefined && { proxy: options.proxy }),
  };
  const workshop = await openWorkshop({
    host,
    directory,
    space: options.space ?? defaultSpace(totalmem(), options.slots),
    baseMaxAgeMs: (options.baseMaxAgeHours ?? 24) * HOUR_MS,
    indicesMaxAgeMs: (options.indicesMaxAgeMinutes ?? 10) * 60_000,
    progress,
    signal,
  });
  const freed = await workshop.store.prune(options.cacheBytes ?? 20 * 1024 ** 3);
  if (freed > 0) progress(`cache: ${freed} bytes of files that were not used for longest are removed`);
  const server = createServerClient(options.server, authorizer(options));
  const outbox = await openOutbox({ directory: join(directory, "outbox"), server, random, progress });
  const machineTools = await readMachineTools(processes);
  const slot = (cpus: readonly number[]): SlotOptions => ({
    workshop,
    server,
    outbox,
    name: options.name,
    key: options.key,
    cpus,
    machineTools,
    progress,
    stop: signal,
  });
  const deliveries = (await outbox.pending()).map((lease) => outbox.deliver(lease, signal).catch(() => undefined));
  progress(`ready, ${options.slots} steps at a time`);
  await Promise.all(shareCpus(host.cpus, options.slots).map((cpus) => claimLoop(options, slot(cpus))));
  await Promise.all([...deliveries, workshop.bases.settled()]);
  progress("stopped");
}

async function claimLoop(options: BuilderOptions, slot: SlotOptions): Promise<void> {
  const { signal, progress, random } = options;
  while (!signal.aborted) {
    try {
      const lease = await untilAnswered(() => slot.server.claim(options.architectures, 1, signal), random, signal);
      if (lease) await workOn(slot, lease);
    } catch (error) {
      if (signal.aborted) return;
      const known = error instanceof SamedayError || error instanceof LeaseLost || error instanceof ServerAway;
      progress(`claim: ${known ? error.message : String(error)}`);
      await wait(PAUSE_AFTER_REFUSAL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

function authorizer({ name, key, clock, random }: BuilderOptions): Authorize {
  return ({ method, path, bodySha256 }) => {
    const nonce = Buffer.from(random.bytes(18)).toString("base64url");
    return createRequestSignature({ method, path, bodySha256, nonce, time: clock.now() }, name, key);
  };
}

/** Work directories of a builder that was killed: their processes ended with it, their files belong to subordinate users. */
async function removeLeftovers(options: BuilderOptions, directory: string): Promise<void> {
  const work = join(directory, "work");
  const left = await readdir(work).catch(() => []);
  if (left.length > 0) options.progress(`cleaning up after ${left.length} chroots of an earlier run`);
  for (const name of left) await removeTree(options.processes, join(work, name));
}

/** The processors that this process may use (proc_pid_status(5)). */
async function allowedCpus(): Promise<number[]> {
  const status = await readFile("/proc/self/status", "utf8");
  return parseCpuList(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "0");
}

/** `0-2,5` as numbers. */
export function parseCpuList(text: string): number[] {
  return text.split(",").flatMap((range) => {
    const [first = 0, last = first] = range.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * The processors of each slot: all of them, each list beginning elsewhere. A slot that works alone is not held back, and
 * steps that use only the first processor of theirs do not meet on the same one.
 */
export function shareCpus(cpus: readonly number[], slots: number): number[][] {
  return Array.from({ length: Math.max(1, slots) }, (_, slot) => {
    const start = slot % cpus.length;
    return [...cpus.slice(start), ...cpus.slice(0, start)];
  });
}

/** Half of the machine's memory shared out among the slots, in MiB; the disk when that is too little for a build. */
export function defaultSpace(totalBytes: number, slots: number): number | "disk" {
  const share = Math.floor(totalBytes / 2 / Math.max(1, slots) / 1024 ** 2);
  return share < LEAST_MEMORY_MIB ? "disk" : Math.min(share, MOST_MEMORY_MIB);
}

const MACHINE_TOOLS = ["mmdebstrap", "autopkgtest", "diffoscope-minimal", "diffoscope", "util-linux"] as const;

async function readMachineTools(processes: ProcessRunner): Promise<Tool[]> {
  const { stdout } = await processes.run({
    argv: ["dpkg-query", "-W", `-f=\${db:Status-Status} \${Package} \${Version}\\n`, ...MACHINE_TOOLS],
    timeLimitMs: 30_000,
    okExitCodes: [0, 1],
  });
  const lines = Buffer.from(stdout).toString().split("\n");
  return lines.flatMap((line) => {
    const [state, name, version] = line.split(" ");
    return state === "installed" && name && version ? [{ name, version }] : [];
  });
}
