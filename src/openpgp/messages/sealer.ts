import { SamedayError } from "../../kernel/index.ts";
import { type Certificate, DEFAULT_MESSAGE_LIMITS } from "./contract.ts";
import { createWorkerPool, ENDED } from "./pool/pool.ts";
import { workerFile } from "./pool/worker-file.ts";
import type { CallName, Calls, Request } from "./protocol.ts";

/** Thirty megabytes to an RSA key take a tenth of it. */
const DEADLINE_MS = 10_000;
const HEAP_MEGABYTES = 256;

/** Encrypts for people whose keys strangers made: in a thread with a deadline, as everything that reads such keys. */
export interface MessageSealer {
  /**
   * One armored message that the owner of each certificate (binary) can open, signed inside: `signature` is an armored
   * detached one over exactly `data`. Throws INPUT_INVALID for a certificate that cannot be encrypted to, naming its place,
   * and PROCESS_TIMED_OUT.
   */
  seal(data: Uint8Array, signature: string, to: readonly [Uint8Array, ...Uint8Array[]]): Promise<string>;
  /**
   * Everything that several copies of one certificate say together, as it stands now: a copy that lacks a newer part or a
   * revocation takes nothing away. What is no copy of the first is passed over.
   */
  merge(copies: readonly [Certificate, ...Certificate[]]): Promise<Certificate>;
  /** Ends the thread; what is under way fails. */
  close(): Promise<void>;
}

/** It holds no secret, and keeps one thread warm. */
export function createMessageSealer(now: () => Date): MessageSealer {
  const pool = createWorkerPool<Request, Calls[CallName]["answer"]>({
    start: workerFile(import.meta.url, "./worker/main"),
    settings: { secretKeys: [], limits: DEFAULT_MESSAGE_LIMITS },
    size: 1,
    deadlineMs: DEADLINE_MS,
    heapMegabytes: HEAP_MEGABYTES,
  });
  return {
    async seal(data, signature, to) {
      const job = { data: new Uint8Array(data), signature, to: to.map((key) => new Uint8Array(key)), now: now() };
      const answer = await pool.run({ name: "seal", job });
      if (typeof answer === "string") return answer;
      if (answer === ENDED) throw new SamedayError("PROCESS_TIMED_OUT", "Encrypting took too long.");
      const { place, why } = answer as { readonly place: number; readonly why: string };
      if (place < 0) throw new SamedayError("INPUT_INVALID", "The signature to go inside cannot be read.");
      throw new SamedayError("INPUT_INVALID", `Key ${place + 1} of ${to.length} cannot be encrypted to: ${why}.`);
    },
    async merge(copies) {
      const job = { copies: copies.map(({ bytes }) => new Uint8Array(bytes)), now: now() };
      const answer = await pool.run({ name: "merge", job });
      return typeof answer === "object" && "fingerprint" in answer ? answer : copies[0];
    },
    close: () => pool.close(),
  };
}
