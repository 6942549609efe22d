export * from "./contract.ts";
export { createKeyHolder, type KeyHolder } from "./key-holder.ts";
export { sessionKeyByKeyring } from "./lend-by-gpg.ts";
export { type SqEdition, sessionKeyBySq, sqEdition } from "./lend-by-sq.ts";
export { createLentOpener, type SessionKeyLender } from "./lent-opener.ts";
export { createMessageOpener, type MessageOpenerOptions, readCertificates } from "./opener.ts";
export * from "./packets/armored-blocks.ts";
export { keyIdsOf } from "./packets/key-ids.ts";
export { type MessageRecipients, readRecipients } from "./packets/recipients.ts";
// The threads that read hostile mail are of the same kind (`cases/intake/thread/`).
export type { FromWorker } from "./pool/messages.ts";
export { createWorkerPool, ENDED, type WorkerPool } from "./pool/pool.ts";
export { thisThread } from "./pool/thread-time.ts";
export { workerFile } from "./pool/worker-file.ts";
export type { GpgSessionKey } from "./protocol.ts";
export { createMessageSealer, type MessageSealer } from "./sealer.ts";
export { hashOfSignature } from "./signature-hash.ts";
