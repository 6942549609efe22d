import { SamedayError } from "../../../kernel/index.ts";
import type { Store } from "../../../store/index.ts";
import type { RoleSigner } from "../../role-key/index.ts";
import { type KeptRoleKey, loadRoleKeys } from "./records.ts";

/** Asked often, the database is asked again after this. */
const COUNTS_MS = 10_000;

/**
 * The role key as a desk knows it where people hold it: its public part, which is encrypted to and attached. Nothing is
 * signed: both ways throw ROLE_KEY_UNAVAILABLE, and so does asking for the key before one was handed out.
 */
export function publicRoleKey(store: Store): RoleSigner {
  let last: { readonly at: number; readonly keys: readonly KeptRoleKey[] } | undefined;
  const keys = async (): Promise<readonly KeptRoleKey[]> => {
    const now = performance.now();
    if (!last || now - last.at > COUNTS_MS) last = { at: now, keys: await loadRoleKeys(store.db) };
    return last.keys;
  };
  const current = async (): Promise<KeptRoleKey> => {
    const found = (await keys()).at(-1);
    if (found) return found;
    last = undefined;
    throw new SamedayError(
      "ROLE_KEY_UNAVAILABLE",
      "The role key was not handed out yet (`sameday cases key distribute`).",
    );
  };
  const refuse = (): Promise<never> => {
    const message = "The role key is with the point people: this desk neither opens nor signs with it.";
    return Promise.reject(new SamedayError("ROLE_KEY_UNAVAILABLE", message));
  };
  return {
    fingerprint: async () => (await current()).fingerprint,
    fingerprints: async () => [...new Set((await keys()).map(({ fingerprint }) => fingerprint).reverse())],
    certificate: async () => (await current()).certificate,
    certificates: async () => (await keys()).map(({ certificate }) => certificate).reverse(),
    sign: refuse,
    clearSign: refuse,
  };
}
