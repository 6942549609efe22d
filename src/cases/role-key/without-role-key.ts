import { SamedayError } from "../../kernel/index.ts";
import type { MessageOpener } from "../../openpgp/index.ts";
import type { RoleSigner } from "./contract.ts";

/** Where people hold the key: the desk opens nothing, signs nothing, and reads everything that needs no secret. */
export function withoutRoleKey(verifier: MessageOpener): {
  readonly opener: MessageOpener;
  readonly signer: RoleSigner;
} {
  const refuse = (): Promise<never> => {
    const message = "The role key is with the point people: this desk neither opens nor signs with it.";
    return Promise.reject(new SamedayError("ROLE_KEY_UNAVAILABLE", message));
  };
  return {
    opener: verifier,
    signer: {
      fingerprint: refuse,
      fingerprints: () => Promise.resolve([]),
      certificate: refuse,
      sign: refuse,
      clearSign: refuse,
    },
  };
}
