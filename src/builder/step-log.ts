import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../kernel/index.ts";
import { asStepFailure, type StepFailure, stepFailure } from "./failure.ts";
import { untilAnswered } from "./retry.ts";

const PIECE_BYTES = 256 * 1024;
const PAUSE_MS = 300;

/**
 * The log of one step: written to a file as it comes, and sent from there in pieces with their offset, so that neither a slow
 * server nor one that is away costs memory or loses a line.
 */
export interface StepLog {
  write(chunk: Uint8Array | string): void;
  /** Sends what is left and removes the file; settles when the server has everything, or when the signal of the options ends it. Safe twice. */
  close(): Promise<void>;
}

export interface StepLogOptions {
  readonly file: string;
  readonly limitBytes: number;
  /** Called once, when the log or the disk is full; what comes afterwards is dropped. */
  readonly onFull: (failure: Error) => void;
  readonly send: (offset: number, bytes: Uint8Array) => Promise<void>;
  readonly random: Random;
  /** Ends the sending at once. */
  readonly signal: AbortSignal;
}

export function openStepLog(options: StepLogOptions): StepLog {
  const descriptor = openSync(options.file, "w+", 0o600);
  let written = 0;
  let full = false;
  let closing = false;
  let wake: () => void = () => undefined;

  const write = (chunk: Uint8Array | string): void => {
    if (full || closing) return;
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    const room = options.limitBytes - written;
    const fits = bytes.length <= room ? bytes : bytes.subarray(0, room);
    const stored = writeAll(fits);
    if (stored instanceof Error) end(asStepFailure(stored));
    else if (fits.length < bytes.length) {
      end(stepFailure("log-too-large", `The step wrote more than ${options.limitBytes} bytes to its log.`));
    }
  };

  /** A disk may take a part only. What it took is kept; its refusal ends the step, not the builder. */
  const writeAll = (bytes: Uint8Array): Error | undefined => {
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = writeSync(descriptor, bytes, done, bytes.length - done, written);
        done += count;
        written += count;
      }
      return undefined;
    } catch (error) {
      return error as Error;
    }
  };

  const end = (failure: StepFailure): void => {
    full = true;
    options.onFull(failure);
  };

  const sendAll = async (): Promise<void> => {
    const piece = Buffer.alloc(PIECE_BYTES);
    let sent = 0;
    for (;;) {
      const finishing = closing;
      while (sent < written) {
        const length = readSync(descriptor, piece, 0, Math.min(PIECE_BYTES, written - sent), sent);
        const offset = sent;
        const bytes = Uint8Array.from(piece.subarray(0, length));
        await untilAnswered(() => options.send(offset, bytes), options.random, options.signal);
        sent += length;
      }
      if (finishing) return;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!closing) await Promise.race([woken, wait(PAUSE_MS, undefined, { ref: false })]);
      options.signal.throwIfAborted();
    }
  };
  const sending = sendAll().then(
    () => undefined,
    (error: unknown) => error,
  );

  const finish = async (): Promise<void> => {
    closing = true;
    wake();
    const broken = await sending;
    closeSync(descriptor);
    // It is at the server; where the disk is full, its room is what the finish is kept in.
    if (broken === undefined) rmSync(options.file, { force: true });
    if (broken !== undefined && !options.signal.aborted) throw broken;
  };
  let closed: Promise<void> | undefined;

  return {
    write,
    close() {
      closed ??= finish();
      return closed;
    },
  };
}
