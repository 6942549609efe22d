import type { CertificatesRead } from "./contract.ts";
import { createWorkerPool, ENDED } from "./pool/pool.ts";
import { workerFile } from "./pool/worker-file.ts";
import type { CallName, Calls, Request, WorkerSettings } from "./protocol.ts";

const DEADLINE_MS = 3_000;
const HEAP_MEGABYTES = 256;

/** The workers of this folder, each call with its own job and answer. */
export interface MessagePool {
  /** `given` are memories of the job that go over to the worker; nobody else has them afterwards. */
  call<Name extends CallName>(
    name: Name,
    job: Calls[Name]["job"],
    given?: readonly ArrayBuffer[],
  ): Promise<Calls[Name]["answer"] | typeof ENDED>;
  readCertificates(bytes: Uint8Array, now: Date): Promise<CertificatesRead>;
  close(): Promise<void>;
}

/** `deadlineMs` for one call, once a worker has it (default: 3,000). */
export function startPool(settings: WorkerSettings, size: number, deadlineMs: number | undefined): MessagePool {
  const pool = createWorkerPool<Request, Calls[CallName]["answer"]>({
    start: workerFile(import.meta.url, "./worker/main"),
    settings: { ...settings },
    size,
    deadlineMs: deadlineMs ?? DEADLINE_MS,
    heapMegabytes: HEAP_MEGABYTES,
  });

  async function call<Name extends CallName>(
    name: Name,
    job: Calls[Name]["job"],
    given?: readonly ArrayBuffer[],
  ): Promise<Calls[Name]["answer"] | typeof ENDED> {
    // Request pairs each name with its job, which a type parameter cannot carry through.
    return (await pool.run({ name, job } as Request, given)) as Calls[Name]["answer"] | typeof ENDED;
  }

  return {
    call,
    async readCertificates(bytes, now) {
      const answer = await call("readCertificates", { bytes: ownCopy(bytes), now });
      if (answer !== ENDED) return answer;
      const secret = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes("PRIVATE KEY BLOCK");
      return { certificates: [], secret, faults: ["Reading the keys took too long."] };
    },
    close: () => pool.close(),
  };
}

/** Bytes with nothing around them: between threads, the whole memory goes over of which bytes are a part. */
export function ownCopy(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
