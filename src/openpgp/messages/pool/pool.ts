import { type MessagePort, Worker } from "node:worker_threads";
import { SamedayError } from "../../../kernel/index.ts";
import type { FromWorker } from "./messages.ts";
import { threadTime } from "./thread-time.ts";
import type { WorkerStart } from "./worker-file.ts";

/** In place of an answer: the worker was ended by its deadline, by its memory limit, or by a fault of its own. */
export const ENDED = Symbol("ended");

export type Given = ArrayBuffer | MessagePort;

export interface WorkerPool<Request, Answer> {
  /**
   * `given` are memories and ports of the request that go over to the worker instead of being copied; nobody else has them
   * afterwards.
   * Rejects only when workers cannot be started at all: INPUT_INVALID for settings that they refuse, else INTERNAL.
   */
  run(request: Request, given?: readonly Given[]): Promise<Answer | typeof ENDED>;
  /** Ends the workers; what is under way or waits is answered with `ENDED`. */
  close(): Promise<void>;
}

export interface PoolOptions {
  readonly start: WorkerStart;
  /** What each worker is started with; it is copied. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** How many workers there are, started beforehand and replaced when one ends. */
  readonly size: number;
  /**
   * Time for one request, from when a worker that is ready gets it. On a machine that is busy with other things it counts
   * what the thread had of the processor; `patience` times as much is the end all the same.
   */
  readonly deadlineMs: number;
  /** Default: 4. More for one that waits for others. */
  readonly patience?: number;
  /** Bound of each worker's heap, at which it is ended; the bytes of messages are outside of it. */
  readonly heapMegabytes: number;
  /** Time in which a worker has to be ready (default: 120,000). One that is not is replaced, three times in a row at most. */
  readonly startMs?: number;
  /** Room for what lives shortly, in front of that heap (default: as the process has it). */
  readonly youngMegabytes?: number;
}

const PATIENCE = 4;
/** Starting takes a second; on a machine that does much else, several. */
const START_MS = 120_000;
const MOST_HUNG = 3;

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly given: readonly Given[];
  readonly resolve: (answer: Answer | typeof ENDED) => void;
  readonly reject: (error: SamedayError) => void;
}

interface Member<Request, Answer> {
  readonly worker: Worker;
  thread: string | undefined;
  isReady: boolean;
  current: Waiting<Request, Answer> | undefined;
  refusal: SamedayError | undefined;
  timer: NodeJS.Timeout | undefined;
  starting: NodeJS.Timeout | undefined;
  /** It was not ready in time. */
  isHung: boolean;
}

/**
 * Threads that answer one request each at a time. One that takes too long is ended with its worker, a new worker takes its
 * place, and the others go on meanwhile. An idle pool does not keep the process alive.
 */
export function createWorkerPool<Request, Answer>(options: PoolOptions): WorkerPool<Request, Answer> {
  const { patience = PATIENCE, startMs = START_MS } = options;
  const members = new Set<Member<Request, Answer>>();
  const queue: Waiting<Request, Answer>[] = [];
  let isClosed = false;
  let hungInARow = 0;

  function fill(): void {
    while (!isClosed && members.size < options.size) startWorker();
  }

  function startWorker(): void {
    const { file, data } = options.start;
    // It inherits nothing: no environment, no options of this process, and no terminal, since what a library prints may
    // hold plain text.
    const worker = new Worker(file, {
      workerData: { ...options.settings, ...data },
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: options.heapMegabytes,
        ...(options.youngMegabytes !== undefined && { maxYoungGenerationSizeMb: options.youngMegabytes }),
      },
    });
    worker.stdout.resume();
    worker.stderr.resume();
    const member: Member<Request, Answer> = {
      worker,
      thread: undefined,
      isReady: false,
      current: undefined,
      refusal: undefined,
      timer: undefined,
      starting: undefined,
      isHung: false,
    };
    members.add(member);
    // A thread of Node's can stand still while it starts, and would say nothing for ever.
    member.starting = setTimeout(() => {
      member.isHung = true;
      void worker.terminate();
    }, startMs).unref();
    worker.on("message", (message: FromWorker<Answer>) => hear(member, message));
    worker.on("error", (error) => {
      member.refusal ??= new SamedayError("INTERNAL", "A worker that opens messages could not be started.", error);
    });
    worker.on("exit", () => leave(member));
  }

  function hear(member: Member<Request, Answer>, message: FromWorker<Answer>): void {
    if (message.kind === "ready") {
      clearTimeout(member.starting);
      hungInARow = 0;
      member.isReady = true;
      member.thread = message.thread;
    } else if (message.kind === "refused") {
      member.refusal = new SamedayError(message.code, message.message);
      void member.worker.terminate();
    } else settle(member, message.answer);
    handOut();
  }

  function settle(member: Member<Request, Answer>, answer: Answer | typeof ENDED): void {
    clearTimeout(member.timer);
    const { current } = member;
    member.current = undefined;
    current?.resolve(answer);
  }

  function leave(member: Member<Request, Answer>): void {
    members.delete(member);
    clearTimeout(member.starting);
    const wasReady = member.isReady;
    settle(member, ENDED);
    if (member.isHung) hungInARow += 1;
    if (wasReady || isClosed || (member.isHung && hungInARow < MOST_HUNG)) {
      fill();
      handOut();
      return;
    }
    // It never became ready: neither would the next one, so nobody waits for it.
    const why = member.refusal ?? new SamedayError("INTERNAL", "A worker that opens messages could not be started.");
    for (const waiting of queue.splice(0)) waiting.reject(why);
  }

  function handOut(): void {
    for (const member of members) {
      if (!member.isReady || member.current) continue;
      const next = queue.shift();
      if (!next) break;
      member.current = next;
      member.worker.postMessage(next.request, next.given);
      watch(member, next, options.deadlineMs, threadTime(member.thread) ?? 0, performance.now());
    }
    keepAlive();
  }

  function watch(
    member: Member<Request, Answer>,
    waiting: Waiting<Request, Answer>,
    milliseconds: number,
    usedBefore: number,
    began: number,
  ): void {
    const expire = (): void => {
      if (member.current !== waiting) return;
      const used = threadTime(member.thread);
      const left = used === undefined ? 0 : options.deadlineMs - (used - usedBefore);
      const isLate = performance.now() - began >= patience * options.deadlineMs;
      // A thread that waits for the processor is given the rest of its time, in steps that are worth a look.
      if (left > 0 && !isLate) watch(member, waiting, Math.max(left, 100), usedBefore, began);
      else void member.worker.terminate();
    };
    // When this thread itself was held up, the answer may be here already and only not read: it is let in first.
    member.timer = setTimeout(() => setImmediate(expire), milliseconds);
  }

  function keepAlive(): void {
    // Whoever closes waits for the last worker's end, and the process must not end before that.
    if (isClosed) return;
    const isBusy = queue.length > 0 || [...members].some(({ current }) => current !== undefined);
    for (const { worker } of members) {
      if (isBusy) worker.ref();
      else worker.unref();
    }
  }

  fill();
  keepAlive();
  return {
    run: (request, given = []) =>
      new Promise((resolve, reject) => {
        if (isClosed) return resolve(ENDED);
        queue.push({ request, given, resolve, reject });
        fill();
        handOut();
      }),
    async close() {
      isClosed = true;
      for (const waiting of queue.splice(0)) waiting.resolve(ENDED);
      await Promise.all([...members].map(({ worker }) => worker.terminate()));
    },
  };
}
