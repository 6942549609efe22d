import type { ReplyDraft } from "../../../cases/index.ts";
import { sha256 } from "../../../kernel/index.ts";

/**
 * What a form that answers carries unseen: the key that was shown, the token by which it leaves once however often it is
 * pressed, and what its text began as, so that words that nobody changed give way to those that fit a key found meanwhile.
 */
export function OfDraft({
  draft,
  sent,
}: {
  draft: ReplyDraft;
  sent: { readonly token: string | undefined } | undefined;
}) {
  return (
    <>
      <input type="hidden" name="fingerprint" value={draft.fingerprint ?? ""} />
      <input type="hidden" name="token" value={sent?.token ?? draft.token} />
      <input type="hidden" name="began" value={sha256(draft.body)} />
    </>
  );
}
