import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../kernel/index.ts";
import type { ServerClient } from "./client.ts";
import type { Finish } from "./protocol.ts";
import { untilAnswered } from "./retry.ts";

/**
 * Finishes that the server has not acknowledged. Each is on disk before it is sent the first time and stays until it was
 * answered, so neither the server's death nor the builder's loses a finished step.
 */
export interface Outbox {
  put(lease: string, finish: Finish): Promise<void>;
  /** Repeats until the server takes or refuses it. A refusal removes it too: the lease is somebody else's by now. */
  deliver(lease: string, signal: AbortSignal): Promise<void>;
  /** What an earlier process left. */
  pending(): Promise<string[]>;
}

export interface OutboxOptions {
  readonly directory: string;
  readonly server: ServerClient;
  readonly random: Random;
  readonly progress: (line: string) => void;
}

const LEASE_FILE = /^([A-Za-z0-9][A-Za-z0-9._-]*)\.json$/;

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const { directory, server, random } = options;
  await mkdir(directory, { recursive: true });
  const path = (lease: string): string => join(directory, `${lease}.json`);
  return {
    async put(lease, finish) {
      await writeFile(`${path(lease)}.new`, JSON.stringify(finish), { flush: true });
      await rename(`${path(lease)}.new`, path(lease));
    },
    async deliver(lease, signal) {
      const finish = JSON.parse(await readFile(path(lease), "utf8")) as Finish;
      try {
        await untilAnswered(() => server.finish(lease, finish), random, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        options.progress(`finish of ${lease}: the server does not take it: ${(error as Error).message}`);
      }
      await rm(path(lease), { force: true });
    },
    async pending() {
      return (await readdir(directory)).flatMap((name) => LEASE_FILE.exec(name)?.[1] ?? []);
    },
  };
}
