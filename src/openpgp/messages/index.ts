export * from "./contract.ts";
export { createKeyHolder, type KeyHolder } from "./key-holder.ts";
export { createMessageOpener, type MessageOpenerOptions, readCertificates } from "./opener.ts";
export * from "./packets/armored-blocks.ts";
export { createMessageSealer, type MessageSealer } from "./sealer.ts";
export { hashOfSignature } from "./signature-hash.ts";
