import type { Frame, UpdateRow } from "../model/index.ts";
import { ActForm, Field } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { Note } from "../parts/note.tsx";
import { UpdateHead } from "../parts/update-head.tsx";
import { updatePath } from "../text/addresses.ts";

/** Publishing asks again: what goes out cannot be called back. */
export function PublishPage({ frame, row }: { frame: Frame; row: UpdateRow }) {
  const title = `Publish ${row.id}`;
  return (
    <Layout frame={frame} title={title} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} of={title} />
      <p class="lead">
        {row.source} {row.version} goes into the security suite of {row.release} now, and its advisory to everybody. It
        cannot be called back.
      </p>
      {row.embargoed ? (
        <Note tone="late">
          <p>
            <strong>This ends the embargo for everybody.</strong> Make sure that all who were told agree to this hour.
          </p>
        </Note>
      ) : null}
      <ActForm frame={frame} action={updatePath(row.id, "/publish")}>
        <button type="submit">
          Publish {row.id} now, as {frame.viewer?.id}
        </button>
        <a href={updatePath(row.id)}>Not now</a>
      </ActForm>
    </Layout>
  );
}

/** Sending back ends an update; its uploader reads the reason. */
export function SendBackPage(props: { frame: Frame; row: UpdateRow; reason: string; problem: string }) {
  const { frame, row, reason, problem } = props;
  const title = `Send ${row.id} back`;
  return (
    <Layout frame={frame} title={title} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} of={title} />
      <p class="lead">The update ends here. A better source may come for the same version, as a new update.</p>
      {problem === "" ? null : (
        <Note tone="late">
          <p role="alert">{problem}</p>
        </Note>
      )}
      <ActForm frame={frame} action={updatePath(row.id, "/send-back")} class="stack">
        <Field id="reason" label="Why?" hint="The uploader reads it, and the audit log keeps it.">
          <textarea
            id="reason"
            name="reason"
            required
            rows={4}
            maxLength={2000}
            aria-describedby="reason-hint"
            value={reason}
          />
        </Field>
        <div class="act">
          <button type="submit">
            Send {row.id} back, as {frame.viewer?.id}
          </button>
          <a href={updatePath(row.id)}>Keep it</a>
        </div>
      </ActForm>
    </Layout>
  );
}
