import type { ApprovalText, Frame, UpdateRow } from "../model/index.ts";
import { ActForm, Field } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { Note } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { UpdateHead } from "../parts/update-head.tsx";
import type { Decision } from "../ports.ts";
import { updatePath } from "../text/addresses.ts";

export interface ApproveProps {
  readonly frame: Frame;
  readonly row: UpdateRow;
  readonly decision: Decision;
  /** Null while an override has no reason yet. */
  readonly approval: ApprovalText | null;
  readonly reason: string;
  /** What was pasted before and refused, so that nothing is lost. */
  readonly pasted: string;
  /** Why it was refused; empty at first. */
  readonly problem: string;
}

/** Signing is the decision: the page shows the exact text, and takes it back signed. */
export function ApprovePage(props: ApproveProps) {
  const { frame, row, decision, approval, problem } = props;
  const title = decision === "approve" ? `Approve ${row.id}` : `Override the missing proof of ${row.id}`;
  return (
    <Layout frame={frame} title={title} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} of={title} />
      <p class="lead">
        {decision === "approve"
          ? `Your signature over the text below releases ${row.source} ${row.version} to every machine with ${row.release}.`
          : `Your signature says that you release ${row.source} ${row.version} although a proof is missing, and why.`}
      </p>
      {problem === "" ? null : (
        <Note tone="late">
          <p role="alert">
            <strong>Not taken.</strong> {problem}
          </p>
        </Note>
      )}
      {approval ? <Sign {...props} approval={approval} /> : <Reason {...props} />}
      <p>
        <a href={updatePath(row.id)}>Back without a decision</a>
      </p>
    </Layout>
  );
}

function Reason({ row, reason }: ApproveProps) {
  return (
    <form method="get" action={updatePath(row.id, "/override")} class="stack">
      <Field
        id="reason"
        label="Why may it go out without the proof?"
        hint="One line. It is part of what you sign, and stands in the audit log."
      >
        <input id="reason" name="reason" required maxLength={500} value={reason} aria-describedby="reason-hint" />
      </Field>
      <div class="act">
        <button type="submit">Show the text to sign</button>
      </div>
    </form>
  );
}

function Sign({ frame, row, decision, approval, pasted }: ApproveProps & { approval: ApprovalText }) {
  const rows = Math.min(24, approval.text.split("\n").length + 1);
  return (
    <ActForm frame={frame} action={updatePath(row.id, "/decision")} class="stack">
      <input type="hidden" name="decision" value={decision} />
      <Field
        id="text"
        label="1. The text"
        hint="Select all of it and copy. Compare the hashes with what you have seen; every byte counts."
      >
        <textarea
          id="text"
          class="v"
          readOnly
          rows={rows}
          spellcheck={false}
          aria-describedby="text-hint"
          value={approval.text}
        />
      </Field>
      <div class="field">
        <p class="label">2. Sign it in clear text, with the key that is on file for you</p>
        <pre>gpg --clear-sign</pre>
        <small>Paste the text, end with Ctrl-D. Or do all of it by command, without this page:</small>
        <Scroll label="Command line">
          <pre>{approval.command}</pre>
        </Scroll>
      </div>
      <Field id="signed" label="3. The signed text" hint="From BEGIN PGP SIGNED MESSAGE to END PGP SIGNATURE.">
        <textarea
          id="signed"
          name="signed"
          class="v"
          required
          rows={12}
          spellcheck={false}
          autocomplete="off"
          aria-describedby="signed-hint"
          value={pasted}
        />
      </Field>
      <div class="act">
        <button type="submit">
          {decision === "approve" ? `Approve ${row.id} as the signer` : `Override the proof of ${row.id} as the signer`}
        </button>
        <small>The signature decides whose word it is, not the login.</small>
      </div>
    </ActForm>
  );
}
