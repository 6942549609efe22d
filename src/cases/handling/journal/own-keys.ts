import { toSamedayError } from "../../../kernel/index.ts";
import type { IntakeState } from "../../intake/index.ts";
import type { HandlingContext } from "../context.ts";

/** Our own keys, former ones too: a mail of ours that comes back may be signed by any of them. */
type Own = Required<Pick<IntakeState, "roleFingerprints" | "roleCertificates">>;

/** What intake knows of our own keys. */
export interface OwnKeys {
  /**
   * As they are now, so that what a key signs that was installed just now is ours. While whoever has them is away, those of
   * before. Throws ROLE_KEY_UNAVAILABLE where there were none.
   */
  read(): Promise<Own>;
}

/** After whoever has the keys was away, they are asked again no sooner. */
const AWAY_MS = 10_000;

/** Certificates are parsed when they have changed; until then they are the same objects. */
export function createOwnKeys({ signer, opener, intake }: HandlingContext): OwnKeys {
  let last: { readonly of: string; readonly own: Own } | undefined;
  let awaySince = -AWAY_MS;

  async function readNow(): Promise<Own> {
    const roleFingerprints = await signer.fingerprints();
    // Where people hold the key nothing is signed with it.
    const keys = intake.roleKey === "held" ? await signer.certificates() : [];
    const of = [...roleFingerprints, ...keys.map((key) => Buffer.from(key).toString("base64"))].join(" ");
    if (last?.of === of) return last.own;
    const read = await Promise.all(keys.map((key) => opener.readCertificates(key)));
    last = { of, own: { roleFingerprints, roleCertificates: read.flatMap(({ certificates }) => certificates) } };
    return last.own;
  }

  return {
    async read() {
      if (last && performance.now() - awaySince < AWAY_MS) return last.own;
      try {
        return await readNow();
      } catch (thrown) {
        if (!last || toSamedayError(thrown).code !== "ROLE_KEY_UNAVAILABLE") throw thrown;
        awaySince = performance.now();
        return last.own;
      }
    },
  };
}
