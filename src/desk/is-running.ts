import { createSignerClient } from "../signer/index.ts";
import type { Layout } from "./layout.ts";

/** Whether a desk is up in this data directory: its signer answers. */
export function isRunning(layout: Layout): Promise<boolean> {
  return createSignerClient(layout.signerSocket, { patienceMs: 0 })
    .ping()
    .then(
      () => true,
      () => false,
    );
}
