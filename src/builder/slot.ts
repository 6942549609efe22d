import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { buildStatement, type EvidenceKey, signStatement } from "../evidence/index.ts";
import { removeTree } from "./chroot/index.ts";
import { LeaseLost, type ServerClient } from "./client.ts";
import { asStepFailure, type StepFailure } from "./failure.ts";
import type { Outbox } from "./outbox.ts";
import { type Finish, HEARTBEAT_MS, type Lease, type NamedFile, type Phase } from "./protocol.ts";
import { openStepLog, type StepLog } from "./step-log.ts";
import type { StepContext, StepOutcome, Tool } from "./steps/context.ts";
import { performStep } from "./steps/index.ts";
import { createPhases } from "./steps/phases.ts";
import { upload } from "./steps/upload.ts";
import type { Workshop } from "./workshop.ts";

export interface SlotOptions {
  readonly workshop: Workshop;
  readonly server: ServerClient;
  readonly outbox: Outbox;
  readonly name: string;
  readonly key: EvidenceKey;
  readonly cpus: readonly number[];
  /** Programs of this machine that take part in every step. */
  readonly machineTools: readonly Tool[];
  readonly progress: (line: string) => void;
  /** Aborted to end the running step at once, without a finish: the lease runs out and the step goes to another builder. */
  readonly stop: AbortSignal;
}

/** Does one leased step from beginning to end. Never throws for what the step did; the finish says it. */
export async function workOn(options: SlotOptions, lease: Lease): Promise<void> {
  const { workshop, server, progress } = options;
  const directory = workshop.newWork();
  await mkdir(directory, { recursive: true });
  const ending = new AbortController();
  const stop = (): void => ending.abort(new LeaseLost());
  options.stop.addEventListener("abort", stop, { once: true });
  const lost = new AbortController();
  const heart = startHeart(server, lease, () => {
    lost.abort(new LeaseLost());
    ending.abort(new LeaseLost());
  });
  const unreachable = AbortSignal.any([options.stop, lost.signal]);
  const log = openStepLog({
    file: join(directory, "log"),
    limitBytes: lease.logLimitBytes,
    onFull: (failure) => ending.abort(failure),
    send: (offset, bytes) => server.sendLog(lease.lease, offset, bytes),
    random: workshop.host.random,
    signal: unreachable,
  });
  const title = `${lease.step} of ${lease.source} ${lease.version} (${lease.architecture})`;
  progress(`${title}: begun`);
  try {
    const finish = await perform(options, lease, directory, ending.signal, log);
    unreachable.throwIfAborted();
    // A log that the server refuses must not cost the result.
    await log.close().catch((error: Error) => progress(`${title}: its log was not taken: ${error.message}`));
    await options.outbox.put(lease.lease, finish);
    progress(`${title}: ${finish.outcome === "done" ? "done" : `${finish.reason}, ${finish.message}`}`);
    await options.outbox.deliver(lease.lease, unreachable);
  } catch (error) {
    const why = unreachable.aborted ? "given up, the lease is gone or the builder stops" : String(error);
    progress(`${title}: ${why}`);
  } finally {
    clearInterval(heart);
    options.stop.removeEventListener("abort", stop);
    ending.abort(new LeaseLost());
    await log.close().catch(() => undefined);
    await removeTree(workshop.host.processes, directory);
  }
}

function startHeart(server: ServerClient, lease: Lease, onLost: () => void): NodeJS.Timeout {
  return setInterval(() => {
    server.heartbeat(lease.lease).then(
      (keep) => keep || onLost(),
      (error: unknown) => {
        // While the server is away the work goes on: it may be back before the lease is given to another.
        if (error instanceof LeaseLost) onLost();
      },
    );
  }, HEARTBEAT_MS);
}

async function perform(
  options: SlotOptions,
  lease: Lease,
  directory: string,
  signal: AbortSignal,
  log: StepLog,
): Promise<Finish> {
  const { workshop, server, cpus } = options;
  const started = workshop.host.clock.now();
  const phases = createPhases();
  const deadline = performance.now() + lease.timeLimitMs;
  const context: StepContext = {
    lease,
    workshop,
    server,
    directory,
    cpus,
    log: (chunk) => log.write(chunk),
    signal,
    phases,
    deadline,
  };
  try {
    const outcome = await performStep(context);
    signal.throwIfAborted();
    await phases.time("upload", () => upload(context, [...outcome.files, ...outcome.used]));
    const envelope = signed(options, lease, started, outcome, phases.list());
    const files = outcome.files.map(({ name, sha256, size }) => ({ name, sha256, size }));
    return { outcome: "done", envelope, files };
  } catch (thrown) {
    // Whatever an aborted child said, the cause is why it was aborted: a full log, a lost lease.
    const failure = asStepFailure(signal.aborted ? signal.reason : thrown);
    return failed(options, lease, started, failure, phases.list());
  }
}

function failed(
  options: SlotOptions,
  lease: Lease,
  started: Date,
  failure: StepFailure,
  phases: readonly Phase[],
): Finish {
  const { reason, message } = failure;
  const outcome = {
    result: "failed" as const,
    findings: { reason, message },
    subjects: [],
    files: [],
    used: [],
    tools: [],
  };
  return { outcome: "failed", reason, message, envelope: signed(options, lease, started, outcome, phases) };
}

function signed(
  options: SlotOptions,
  lease: Lease,
  started: Date,
  outcome: StepOutcome,
  phases: readonly Phase[],
): string {
  const now = options.workshop.host.clock.now();
  // A clock that was set back in between must not make a step end before it began.
  const finished = now < started ? started : now;
  const statement = buildStatement(outcome.subjects.map(asSubject), {
    update: lease.update,
    source: lease.source,
    version: lease.version,
    release: lease.release,
    architecture: lease.architecture,
    step: lease.step,
    result: outcome.result,
    party: `builder:${options.name}`,
    started: started.toISOString(),
    finished: finished.toISOString(),
    tools: [...options.machineTools, ...outcome.tools],
    findings: { ...outcome.findings, phases },
  });
  return signStatement(statement, options.key);
}

function asSubject(file: NamedFile): { name: string; digest: { sha256: string } } {
  return { name: file.name, digest: { sha256: file.sha256 } };
}
