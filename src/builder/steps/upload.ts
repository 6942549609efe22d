import type { Sha256 } from "../../kernel/index.ts";
import { untilAnswered } from "../retry.ts";
import type { MadeFile, StepContext } from "./context.ts";

type Uploading = Pick<StepContext, "lease" | "workshop" | "server" | "signal">;

/** Sends what the server does not have, by hash. Throws LeaseLost, BUILDER_REFUSED, or why the step was aborted. */
export async function upload(context: Uploading, files: readonly MadeFile[]): Promise<void> {
  const { server, lease, workshop, signal } = context;
  const answered = <T>(act: () => Promise<T>): Promise<T> => untilAnswered(act, workshop.host.random, signal);
  const byHash = new Map<Sha256, MadeFile>(files.map((file) => [file.sha256, file]));
  if (byHash.size === 0) return;
  const missing = await answered(() => server.missing(lease.lease, [...byHash.keys()]));
  for (const hash of missing) {
    const file = byHash.get(hash);
    if (file) await answered(() => server.putFile(lease.lease, hash, file.path, file.size));
  }
}

/**
 * Does the act and meanwhile sends files that are known already: hundreds of packages go out while a compiler works,
 * instead of after it. A fault in sending is left to the upload at the end of the step, which asks what is missing.
 */
export async function uploadMeanwhile<T>(
  context: Uploading,
  files: readonly MadeFile[],
  act: () => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  const sending = upload({ ...context, signal }, files).catch(() => undefined);
  try {
    const value = await act();
    await sending;
    return value;
  } finally {
    // Whoever waits for a failure does not wait for packages.
    ending.abort();
  }
}
