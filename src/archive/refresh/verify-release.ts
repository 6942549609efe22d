import type { Suite } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { VerifiedText } from "../../openpgp/index.ts";
import type { FetchedRelease } from "./fetch-release.ts";
import type { ArchiveContext } from "./options.ts";

/**
 * What the suite's keys signed of an InRelease. Throws ARCHIVE_UNVERIFIED with its address when it is unsigned, altered or
 * signed by others: what helps is another mirror or keyring, not a new signature of ours. Other errors leave as they are.
 */
export async function verifyRelease(
  context: ArchiveContext,
  suite: Pick<Suite, "keyring">,
  { from, message }: Pick<FetchedRelease, "from" | "message">,
): Promise<VerifiedText> {
  return context.verify(context.runner, { message, keyringFile: suite.keyring }).catch((error: unknown) => {
    if (!(error instanceof SamedayError)) throw error;
    if (error.code !== "SIGNATURE_BAD" && error.code !== "SIGNER_UNKNOWN") throw error;
    throw new SamedayError("ARCHIVE_UNVERIFIED", `${from} is refused: ${error.message}`, error);
  });
}
