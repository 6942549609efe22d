export { createSignerClient, type SignerClient, type SignerClientOptions } from "./client.ts";
export { type SignerLayout, signerLayout } from "./layout.ts";
export { type LogEntry, type LogEvent, verifySignerLog } from "./log.ts";
export * from "./protocol.ts";
export { type RunningSigner, runSigner, type SignerOptions } from "./run-signer.ts";
export { distrustBuilder, trustBuilder } from "./trusted-builders.ts";
