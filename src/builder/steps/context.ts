import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Finished, Sha256 } from "../../kernel/index.ts";
import type { Chroot, ChrootCommand } from "../chroot/index.ts";
import type { ServerClient } from "../client.ts";
import { stepFailure } from "../failure.ts";
import type { Lease, NamedFile } from "../protocol.ts";
import { untilAnswered } from "../retry.ts";
import type { Workshop } from "../workshop.ts";
import type { Phases } from "./phases.ts";

/** What one step works with. */
export interface StepContext<L extends Lease = Lease> {
  readonly lease: L;
  readonly workshop: Workshop;
  readonly server: ServerClient;
  /** Directory of this step, removed after it. */
  readonly directory: string;
  readonly cpus: readonly number[];
  readonly log: (chunk: Uint8Array | string) => void;
  /** Aborted when the lease is lost, the log full, or the builder stopped. */
  readonly signal: AbortSignal;
  readonly phases: Phases;
  /** Of `performance.now()`: when the step's time limit is reached. */
  readonly deadline: number;
}

/** A file that a step made or used, to be uploaded if the server misses it. */
export interface MadeFile extends NamedFile {
  /** Where it is now. */
  readonly path: string;
}

export interface Tool {
  readonly name: string;
  readonly version: string;
}

export interface StepOutcome {
  readonly result: "passed" | "failed" | "nothing-to-do";
  /** As protocol.ts names them for the step, without the phases. */
  readonly findings: object;
  /** The files that the statement is about. */
  readonly subjects: readonly NamedFile[];
  /** What the step made. */
  readonly files: readonly MadeFile[];
  /** What it used and others may need again. */
  readonly used: readonly MadeFile[];
  readonly tools: readonly Tool[];
}

/** Runs a command of the step: logged, within what is left of the time limit, ended with the step. */
export function runIn(
  context: StepContext,
  chroot: Chroot,
  command: Omit<ChrootCommand, "timeLimitMs">,
): Promise<Finished> {
  const left = context.deadline - performance.now();
  if (left <= 0) throw stepFailure("timed-out", "The step took longer than its time limit.");
  return chroot.run({
    ...command,
    ...(!command.answer && { log: context.log }),
    timeLimitMs: left,
    signal: context.signal,
  });
}

/** A line in the log that says what comes now. */
export function announce(context: StepContext, line: string): void {
  context.log(`== ${line}\n`);
}

/** The file's place in the store; fetched from the server, hash-checked, when it is not there yet. */
export async function fetchFile(context: StepContext, hash: Sha256): Promise<string> {
  const { workshop, server, lease, signal } = context;
  if (!(await workshop.store.has(hash))) {
    const target = join(context.directory, `fetch-${hash}`);
    await untilAnswered(() => server.fetchFile(lease.lease, hash, target), workshop.host.random, signal);
    await workshop.store.keep(target, hash);
  }
  return workshop.store.path(hash);
}

/** Fetches every file, a few at a time; gives their places in the same order. */
export async function fetchFiles(context: StepContext, files: readonly NamedFile[]): Promise<string[]> {
  await mkdir(context.directory, { recursive: true });
  const paths: string[] = [];
  for (let at = 0; at < files.length; at += 4) {
    const some = files.slice(at, at + 4);
    paths.push(...(await Promise.all(some.map((file) => fetchFile(context, file.sha256)))));
  }
  return paths;
}

/** Takes a file of the work directory into the store. */
export async function keepMade(context: StepContext, file: string, name: string): Promise<MadeFile> {
  const { size } = await stat(file);
  const hash = await context.workshop.store.keep(file);
  return { name, sha256: hash, size, path: context.workshop.store.path(hash) };
}
