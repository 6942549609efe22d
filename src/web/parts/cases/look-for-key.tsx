import type { ReplyDraft } from "../../../cases/index.ts";
import { clip } from "../../text/visible.ts";

/**
 * Asks outside for a reporter's key, as a button of the form that answers, so that what was typed goes along. It stands after
 * the button that sends: pressing Enter in a field must not ask anybody.
 */
export function LookForKey({ draft, action, looked }: { draft: ReplyDraft; action: string; looked: boolean }) {
  if (draft.unasked.length > 0) {
    return (
      <div class="act">
        <button type="submit" formaction={action} formnovalidate>
          Look for a key
        </button>
        <span>
          Asks {clip(draft.unasked.join(", "), 200)}, which then know that somebody here looks for a key of {draft.to}.
        </span>
      </div>
    );
  }
  return looked && draft.fingerprint === undefined ? <p>Nobody who was asked has a key that can be used.</p> : null;
}
