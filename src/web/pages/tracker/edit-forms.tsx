import type { ComponentChildren } from "preact";
import { URGENCIES } from "../../../tracker/index.ts";
import type { Frame, IssueEditing } from "../../model/index.ts";
import { ChoiceField, NumberField, Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { SAYS } from "../../text/edit-words.ts";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";

/** The fields of the forms as they stand in them. */
export interface EditFields {
  readonly act: string;
  readonly package: string;
  readonly release: string;
  readonly state: string;
  readonly version: string;
  readonly reason: string;
  readonly urgency: string;
  readonly bug: string;
  readonly text: string;
  readonly product: string;
}

export const NO_FIELDS: EditFields = {
  act: "",
  package: "",
  release: "",
  state: "",
  version: "",
  reason: "",
  urgency: "",
  bug: "",
  text: "",
  product: "",
};

interface FormsProps {
  readonly frame: Frame;
  readonly editing: IssueEditing;
  readonly fields: EditFields;
  /** What was wrong with the form whose act `fields` names; empty for none. */
  readonly problem: string;
  readonly notForUs: boolean;
  /** Of each form's title: one below what says which issue is edited. */
  readonly Title: "h2" | "h3";
  /** Without the record: it stands above already. */
  readonly bare?: boolean;
}

/** What people of the team can say about an issue: forms below a heading of the page, each one commit in our layer. */
export function IssueForms(props: FormsProps) {
  const { editing, bare = false } = props;
  return (
    <>
      <p class="soft">
        Each of these is one commit in the layer {editing.layer}, under your name.
        {editing.record === "" ? " That layer has no record of this issue yet; it gets one." : ""}
      </p>
      {bare || editing.record === "" ? null : <RecordText label="The record as you see it" text={editing.record} />}
      <LineForm {...props} />
      <NoteForm {...props} />
      <NotForUsForm {...props} />
    </>
  );
}

/** A record's lines as they stand. */
export function RecordText({ label, text }: { label: string; text: string }) {
  return (
    <Scroll label={label}>
      <pre class="log">{text === "" ? "(no record)" : clip(text.trimEnd(), 6000)}</pre>
    </Scroll>
  );
}

/** Codenames as choices, below what stands for none of them. */
export function releaseOptions(none: string, releases: readonly string[]): readonly (readonly [string, string])[] {
  return [["", none], ...releases.map((codename) => [codename, codename] as const)];
}

function LineForm(props: FormsProps) {
  const { fields, editing } = props;
  const releases = releaseOptions("unstable, and wherever nothing else is said", editing.releases);
  const urgencies = [["", "as it is"] as const, ...URGENCIES.map((word) => [word, word] as const)];
  return (
    <RecordForm {...props} acts={["say", "take-out", "link-bug"]} title="A package in a release">
      <TextField
        id="edit-package"
        name="package"
        label="Source package"
        value={fields.package}
        longest={100}
        required
        code
      />
      <ChoiceField id="edit-release" name="release" label="Release" value={fields.release} options={releases} />
      <ChoiceField
        id="edit-state"
        name="state"
        label="What holds there"
        value={fields.state}
        options={Object.entries(SAYS)}
      />
      <TextField
        id="edit-version"
        name="version"
        label="Version with the fix"
        hint="Only where it is fixed."
        value={fields.version}
        longest={200}
        code
      />
      <TextField
        id="edit-reason"
        name="reason"
        label="Because"
        hint="One line, where the state asks for it."
        value={fields.reason}
        longest={300}
      />
      <ChoiceField id="edit-urgency" name="urgency" label="Urgency" value={fields.urgency} options={urgencies} />
      <NumberField
        id="edit-bug"
        name="bug"
        label="Bug"
        hint="The number of a bug that tells the maintainer."
        value={fields.bug}
      />
      <div class="act">
        <button type="submit" name="act" value="say">
          Say so
        </button>
        <button type="submit" name="act" value="link-bug" class="plain">
          Only link the bug
        </button>
        <button type="submit" name="act" value="take-out" class="plain">
          Take the line out
        </button>
      </div>
    </RecordForm>
  );
}

function NoteForm(props: FormsProps) {
  return (
    <RecordForm {...props} acts={["add-note"]} title="A note">
      <TextField
        id="edit-text"
        name="text"
        label="Note"
        hint="One line, such as the address of the fix."
        value={props.fields.text}
        longest={500}
        required
      />
      <div class="act">
        <button type="submit" name="act" value="add-note">
          Add the note
        </button>
      </div>
    </RecordForm>
  );
}

function NotForUsForm(props: FormsProps) {
  if (props.notForUs) {
    return (
      <RecordForm {...props} acts={["for-us"]} title="Not for us">
        <div class="act">
          <button type="submit" name="act" value="for-us">
            It has to be checked again
          </button>
        </div>
      </RecordForm>
    );
  }
  return (
    <RecordForm {...props} acts={["not-for-us"]} title="Not for us">
      <TextField
        id="edit-product"
        name="product"
        label="Product"
        hint="What it is about instead of a package of ours."
        value={props.fields.product}
        longest={200}
        required
      />
      <div class="act">
        <button type="submit" name="act" value="not-for-us">
          Not for us
        </button>
      </div>
    </RecordForm>
  );
}

/** A form about the record as it is shown: it carries the record and its hash, so that nothing unseen is overwritten. */
function RecordForm({
  frame,
  editing,
  fields,
  problem,
  Title,
  acts,
  title,
  children,
}: FormsProps & { acts: readonly string[]; title: string; children: ComponentChildren }) {
  return (
    <>
      <Title>{title}</Title>
      {acts.includes(fields.act) ? <Problem text={problem} /> : null}
      <ActForm frame={frame} action={trackerPath.edit(editing.issue)} class="stack">
        <input type="hidden" name="seen" value={editing.hash} />
        <input type="hidden" name="shown" value={editing.record.slice(0, 6000)} />
        {children}
      </ActForm>
    </>
  );
}
