import type { AdvisoryEditing, Frame, IssueEditing, SourceEditing } from "../../model/index.ts";
import { Layout } from "../../parts/layout.tsx";
import { Note } from "../../parts/note.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { type AdvisoryFields, AdvisoryForm, NeededForms } from "./advisory-forms.tsx";
import { type EditFields, IssueForms, RecordText } from "./edit-forms.tsx";

/** The forms of an issue by themselves: after a refusal, with what was typed, and for whoever comes from a package. */
export function TrackerEditPage(props: {
  readonly frame: Frame;
  readonly editing: IssueEditing;
  readonly fields: EditFields;
  readonly problem: string;
  readonly notForUs: boolean;
  /** The record as the person saw it, when it is another now; null otherwise. */
  readonly overtaken: string | null;
}) {
  const { frame, editing, overtaken, problem } = props;
  const { issue } = editing;
  return (
    <Layout frame={frame} title={`Edit ${issue}`}>
      <p class="crumb">
        <a href={trackerPath.issue(issue)}>{issue}</a>
      </p>
      <h1>Edit {issue}</h1>
      {overtaken === null ? null : (
        <section aria-labelledby="overtaken">
          <h2 id="overtaken">Somebody else was there</h2>
          <Note tone="late">
            <p role="alert">
              {problem.split("\n", 1)[0]?.replace(/ Its record is now:$/, "")} Nothing of yours was written.
            </p>
          </Note>
          <h3>As you saw it</h3>
          <RecordText label="The record as you saw it" text={overtaken} />
          <h3>As it is now</h3>
          <RecordText label="The record as it is now" text={editing.record} />
          <p>What you typed stands in the form below. Send it again if it still holds.</p>
        </section>
      )}
      <IssueForms {...props} Title="h2" problem={overtaken === null ? problem : ""} bare={overtaken !== null} />
    </Layout>
  );
}

/** A refused claim, with the reason. */
export function TrackerNeededPage(props: { frame: Frame; editing: SourceEditing; problem: string }) {
  const { source } = props.editing;
  return (
    <Layout frame={props.frame} title={`Advisory for ${source}`}>
      <p class="crumb">
        <a href={trackerPath.source(source)}>{source}</a>
      </p>
      <h1>Advisory for {source}</h1>
      <NeededForms {...props} />
    </Layout>
  );
}

/** The form of an advisory's entry by itself: from the page of an issue or a package, and after a refusal. */
export function TrackerAdvisoryFormPage(props: {
  readonly frame: Frame;
  readonly editing: AdvisoryEditing;
  readonly fields: AdvisoryFields;
  readonly problem: string;
  readonly unknown: readonly string[];
}) {
  const { package: source } = props.fields;
  return (
    <Layout frame={props.frame} title="An advisory's entry">
      <p class="crumb">
        {source === "" ? (
          <a href={trackerPath.home}>Tracker</a>
        ) : (
          <a href={trackerPath.source(source)}>{clip(source, 100)}</a>
        )}
      </p>
      <h1>An advisory's entry{source === "" ? "" : ` for ${clip(source, 100)}`}</h1>
      <AdvisoryForm {...props} />
    </Layout>
  );
}
