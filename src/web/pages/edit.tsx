import type { Frame, UpdateModel } from "../model/index.ts";
import { AreaField, Problem, TextField } from "../parts/fields.tsx";
import { ActForm } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { UpdateHead } from "../parts/update-head.tsx";
import { updatePath } from "../text/addresses.ts";

/** The form's fields as they stand in it: texts, as browsers send them. */
export interface EditFields {
  readonly issues: string;
  readonly newIssues: string;
  readonly regressionOf: string;
  readonly summary: string;
  readonly embargoUntil: string;
}

/** What an update says now, as the form first shows it. */
export function fieldsOf({ row, regressionOf, summary }: UpdateModel): EditFields {
  return {
    issues: row.issues.join(" "),
    newIssues: "",
    regressionOf: regressionOf ?? "",
    summary,
    embargoUntil: row.embargoUntil?.toISOString().replace(/\.000Z$/, "Z") ?? "",
  };
}

/** Changes what is said of an update; nothing of its source or packages. */
export function EditPage(props: { frame: Frame; model: UpdateModel; fields: EditFields; problem: string }) {
  const { frame, model, fields, problem } = props;
  const { row } = model;
  const title = `Change what ${row.id} says`;
  return (
    <Layout frame={frame} title={title} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} of={title} />
      <p class="lead">
        Source and packages stay as they are.
        {model.approvals.length > 0 ? " What was signed for it lapses: it has to be approved again." : ""}
      </p>
      <Problem text={problem} />
      <ActForm frame={frame} action={updatePath(row.id, "/edit")} class="stack">
        <AreaField
          id="issues"
          label="Issues that it fixes"
          hint="All of them, with a space between two."
          value={fields.issues}
          longest={8000}
          rows={3}
          code
        />
        <TextField
          id="newIssues"
          label="Issues to add that no list of the tracker names yet"
          hint="Usually none."
          value={fields.newIssues}
          longest={8000}
          code
        />
        <TextField
          id="regressionOf"
          label="Advisory whose regression it repairs"
          hint="Like DSA-5000-1; empty for none."
          value={fields.regressionOf}
          longest={64}
          code
        />
        {row.embargoed ? (
          <TextField
            id="embargoUntil"
            label="End of the embargo"
            hint="Like 2026-11-21T18:00:00Z, in UTC; empty for when somebody publishes it."
            value={fields.embargoUntil}
            longest={40}
            code
          />
        ) : null}
        <AreaField
          id="summary"
          label="Summary"
          hint="The advisory's text."
          value={fields.summary}
          longest={20_000}
          rows={12}
        />
        <div class="act">
          <button type="submit">
            Change {row.id}, as {frame.viewer?.id}
          </button>
          <a href={updatePath(row.id)}>Leave it</a>
        </div>
      </ActForm>
    </Layout>
  );
}
