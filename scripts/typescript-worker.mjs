/**
 * Starts a worker thread whose file is TypeScript of this checkout: Node's loading hooks are a matter of each thread.
 * Only for tests and benchmarks; the compiled program starts its workers' files as they are.
 */
import { register } from "node:module";
import { workerData } from "node:worker_threads";

register("./typescript-hook.mjs", import.meta.url);
await import(workerData.entry);
