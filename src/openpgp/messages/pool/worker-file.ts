export interface WorkerStart {
  readonly file: URL;
  /** What the worker finds in `workerData`, besides what its pool gives it. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * How to start a worker of this program, named without its ending and relative to `from` (`import.meta.url`). Compiled, its
 * file is started as it is. From sources (tests and benchmarks) Node cannot read TypeScript, and its hooks are a matter of
 * each thread: a starter of the checkout sets the hook and then imports the file.
 */
export function workerFile(from: string, name: string): WorkerStart {
  if (!from.endsWith(".ts")) return { file: new URL(`${name}.js`, from), data: {} };
  const starter = new URL("../../../../scripts/typescript-worker.mjs", import.meta.url);
  return { file: starter, data: { entry: new URL(`${name}.ts`, from).href } };
}
