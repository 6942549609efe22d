import { toSamedayError } from "../../../kernel/index.ts";
import type { HandlingContext } from "../context.ts";
import type { CaseView } from "../contract.ts";
import { loadIntakeState } from "../journal/index.ts";

/**
 * The key on file for whoever reported a case, and since when the case shows it: the first message that is answered with it,
 * else the key's own beginning. Undefined too while the role key's process, which tells our keys from others', is away.
 */
export async function reporterKeyOf(
  context: HandlingContext,
  { kept, messages }: Pick<CaseView, "kept" | "messages">,
): Promise<CaseView["reporterKey"]> {
  if (kept.reporter === "") return undefined;
  const onFile = await keysOnFile(context, kept.reporter);
  const key = onFile.find(({ revoked }) => !revoked);
  if (key === undefined) return undefined;
  const answered = messages.find((message) => message.kept.judgement?.reply === `encrypt:${key.fingerprint}`);
  return { fingerprint: key.fingerprint, since: answered?.at ?? key.created };
}

async function keysOnFile(context: HandlingContext, address: string) {
  try {
    return (await loadIntakeState(context)).reporterKeys.get(address) ?? [];
  } catch (error) {
    if (toSamedayError(error).code !== "ROLE_KEY_UNAVAILABLE") throw error;
    return [];
  }
}
