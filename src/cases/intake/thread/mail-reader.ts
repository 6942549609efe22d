import { MessageChannel } from "node:worker_threads";
import { SamedayError } from "../../../kernel/index.ts";
import { createWorkerPool, ENDED, type WorkerPool, workerFile } from "../../../openpgp/index.ts";
import type { KeySource } from "../key-source.ts";
import type { Material } from "../material.ts";
import type { EnvelopeSender } from "../sender/envelope.ts";
import { answerFrom } from "./answering.ts";
import type { ReadAnswer, ReadRequest } from "./protocol.ts";

/** The worst mail that we know takes a third of it on a slow machine. */
const DEADLINE_MS = 10_000;
/** By the clock, in deadlines: the thread waits for openings, each of which has a limit of its own. */
const PATIENCE = 60;
/** Texts of a mail of thirty megabytes, in two or three forms at once. */
const HEAP_MEGABYTES = 400;
/** A mail of a million lines makes millions of small objects, which the four megabytes of a service's process keep copying. */
const YOUNG_MEGABYTES = 48;

/** Reads messages that may take long in a thread of its own, one after the other. */
export interface MailReader {
  /**
   * As `gather` does. Undefined for a message that takes more time or memory than one may, or over which our program
   * stumbles. Throws what the source throws, and PROCESS_FAILED where there is no thread.
   */
  gather(message: Uint8Array, envelope: EnvelopeSender, ours: string, source: KeySource): Promise<Material | undefined>;
  /** Ends the thread; what is under way fails. */
  close(): Promise<void>;
}

export interface MailReaderOptions {
  /** Processor time for one message (default: 10,000). */
  readonly deadlineMs?: number;
}

/** The thread is started with the first message. */
export function createMailReader({ deadlineMs = DEADLINE_MS }: MailReaderOptions = {}): MailReader {
  let pool: WorkerPool<ReadRequest, ReadAnswer> | undefined;
  let isClosed = false;
  const start = (): WorkerPool<ReadRequest, ReadAnswer> => {
    pool ??= createWorkerPool<ReadRequest, ReadAnswer>({
      start: workerFile(import.meta.url, "./main"),
      settings: {},
      size: 1,
      deadlineMs,
      patience: PATIENCE,
      heapMegabytes: HEAP_MEGABYTES,
      youngMegabytes: YOUNG_MEGABYTES,
    });
    return pool;
  };

  return {
    async gather(message, envelope, ours, source) {
      if (isClosed) throw noThread();
      const { port1: near, port2: port } = new MessageChannel();
      const answering = answerFrom(source, near);
      // The message is the caller's; a copy goes over.
      const own = new Uint8Array(message);
      try {
        const answer = await start()
          .run({ message: own, envelope, ours, port }, [own.buffer, port])
          .catch((thrown: unknown) => {
            throw noThread(thrown);
          });
        if (answer === ENDED && isClosed) throw noThread();
        if (answer === ENDED) return undefined;
        if (answer === undefined) throw answering.failure();
        return answer;
      } finally {
        near.close();
      }
    },
    async close() {
      isClosed = true;
      await pool?.close();
    },
  };
}

function noThread(cause?: unknown): SamedayError {
  return new SamedayError("PROCESS_FAILED", "There is no thread now that reads long mails.", cause);
}
