import type { Clock } from "../../kernel/index.ts";
import type { SigningKey } from "../../signer/index.ts";

/** Keys change at a rotation only, and machines have days to take the new one. */
const KEPT_MS = 5_000;

/**
 * Asks the signer for its keys on behalf of strangers: however many ask, one call is under way, and its answer is told
 * for some seconds. A call that failed is not remembered.
 */
export function rememberKeys(
  ask: () => Promise<readonly SigningKey[]>,
  clock: Clock,
): () => Promise<readonly SigningKey[]> {
  let kept: { readonly keys: readonly SigningKey[]; readonly until: number } | undefined;
  let underWay: Promise<readonly SigningKey[]> | undefined;

  async function askNow(): Promise<readonly SigningKey[]> {
    try {
      const keys = await ask();
      kept = { keys, until: clock.now().getTime() + KEPT_MS };
      return keys;
    } finally {
      underWay = undefined;
    }
  }

  return async () => {
    const left = kept === undefined ? 0 : kept.until - clock.now().getTime();
    // A clock that was set back must not keep an old answer for ever.
    if (kept && left > 0 && left <= KEPT_MS) return kept.keys;
    underWay ??= askNow();
    return underWay;
  };
}
