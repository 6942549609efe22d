import type { ComponentChildren } from "preact";
import { URGENCIES } from "../../../tracker/index.ts";
import type { Frame, IssueEditing, SourceEditing } from "../../model/index.ts";
import { ActForm, Field } from "../../parts/form.tsx";
import { Note } from "../../parts/note.tsx";
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
  /** Without the record: it stands above already. */
  readonly bare?: boolean;
}

/** What people of the team can say about an issue: three forms, each one commit in our layer. */
export function IssueForms(props: FormsProps) {
  const { editing, bare = false } = props;
  return (
    <section aria-labelledby="edit">
      <h2 id="edit">Edit</h2>
      <p class="soft">
        Each of these is one commit in the layer {editing.layer}, under your name.
        {editing.record === "" ? " That layer has no record of this issue yet; it gets one." : ""}
      </p>
      {bare || editing.record === "" ? null : <RecordText label="The record as you see it" text={editing.record} />}
      <LineForm {...props} />
      <NoteForm {...props} />
      <NotForUsForm {...props} />
    </section>
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

function LineForm(props: FormsProps) {
  const { fields, editing } = props;
  return (
    <EditForm {...props} acts={["say", "take-out", "link-bug"]} title="A package in a release">
      <Field id="edit-package" label="Source package">
        <input
          id="edit-package"
          name="package"
          class="v"
          required
          maxLength={100}
          autocomplete="off"
          spellcheck={false}
          value={fields.package}
        />
      </Field>
      <Field id="edit-release" label="Release">
        <select id="edit-release" name="release">
          <option value="">unstable, and wherever nothing else is said</option>
          {editing.releases.map((codename) => (
            <option key={codename} value={codename} selected={codename === fields.release}>
              {codename}
            </option>
          ))}
        </select>
      </Field>
      <Field id="edit-state" label="What holds there">
        <select id="edit-state" name="state">
          {Object.entries(SAYS).map(([state, words]) => (
            <option key={state} value={state} selected={state === fields.state}>
              {words}
            </option>
          ))}
        </select>
      </Field>
      <Field id="edit-version" label="Version with the fix" hint="Only where it is fixed.">
        <input
          id="edit-version"
          name="version"
          class="v"
          maxLength={200}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="edit-version-hint"
          value={fields.version}
        />
      </Field>
      <Field id="edit-reason" label="Because" hint="One line, where the state asks for it.">
        <input
          id="edit-reason"
          name="reason"
          maxLength={300}
          autocomplete="off"
          aria-describedby="edit-reason-hint"
          value={fields.reason}
        />
      </Field>
      <Field id="edit-urgency" label="Urgency">
        <select id="edit-urgency" name="urgency">
          <option value="">as it is</option>
          {URGENCIES.map((word) => (
            <option key={word} value={word} selected={word === fields.urgency}>
              {word}
            </option>
          ))}
        </select>
      </Field>
      <Field id="edit-bug" label="Bug" hint="The number of a bug that tells the maintainer.">
        <input
          id="edit-bug"
          name="bug"
          class="v"
          inputMode="numeric"
          maxLength={10}
          autocomplete="off"
          aria-describedby="edit-bug-hint"
          value={fields.bug}
        />
      </Field>
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
    </EditForm>
  );
}

function NoteForm(props: FormsProps) {
  return (
    <EditForm {...props} acts={["add-note"]} title="A note">
      <Field id="edit-text" label="Note" hint="One line, such as the address of the fix.">
        <input
          id="edit-text"
          name="text"
          required
          maxLength={500}
          autocomplete="off"
          aria-describedby="edit-text-hint"
          value={props.fields.text}
        />
      </Field>
      <div class="act">
        <button type="submit" name="act" value="add-note">
          Add the note
        </button>
      </div>
    </EditForm>
  );
}

function NotForUsForm(props: FormsProps) {
  if (props.notForUs) {
    return (
      <EditForm {...props} acts={["for-us"]} title="Not for us">
        <div class="act">
          <button type="submit" name="act" value="for-us">
            It has to be checked again
          </button>
        </div>
      </EditForm>
    );
  }
  return (
    <EditForm {...props} acts={["not-for-us"]} title="Not for us">
      <Field id="edit-product" label="Product" hint="What it is about instead of a package of ours.">
        <input
          id="edit-product"
          name="product"
          required
          maxLength={200}
          autocomplete="off"
          aria-describedby="edit-product-hint"
          value={props.fields.product}
        />
      </Field>
      <div class="act">
        <button type="submit" name="act" value="not-for-us">
          Not for us
        </button>
      </div>
    </EditForm>
  );
}

function EditForm({
  frame,
  editing,
  fields,
  problem,
  acts,
  title,
  children,
}: FormsProps & { acts: readonly string[]; title: string; children: ComponentChildren }) {
  return (
    <>
      <h3>{title}</h3>
      {problem !== "" && acts.includes(fields.act) ? <Problem text={problem} /> : null}
      <ActForm frame={frame} action={trackerPath.edit(editing.issue)} class="stack">
        <input type="hidden" name="seen" value={editing.hash} />
        <input type="hidden" name="shown" value={editing.record.slice(0, 6000)} />
        {children}
      </ActForm>
    </>
  );
}

/** Said beside the form that it is about. */
export function Problem({ text }: { text: string }) {
  return (
    <Note tone="late">
      <p role="alert">{clip(text, 1500)}</p>
    </Note>
  );
}

/** Who prepares an advisory for a package, and a form to take or drop it. */
export function NeededForms({ frame, editing, problem }: { frame: Frame; editing: SourceEditing; problem: string }) {
  const { source, entries, queues, releases } = editing;
  const action = trackerPath.needed(source);
  return (
    <section aria-labelledby="needed">
      <h2 id="needed">Advisory</h2>
      {problem === "" ? null : <Problem text={problem} />}
      {entries.map(({ queue, release, claimedBy }) => (
        <ActForm key={`${queue} ${release}`} frame={frame} action={action}>
          <input type="hidden" name="queue" value={queue} />
          <input type="hidden" name="release" value={release ?? ""} />
          <span>
            {queue}-needed{release === null ? "" : `, ${release}`}: {claimedBy ?? "nobody yet"}
          </span>
          {claimedBy === null ? (
            <button type="submit" name="act" value="take">
              Take it
            </button>
          ) : (
            <button type="submit" name="act" value="drop">
              Drop it
            </button>
          )}
          <button type="submit" name="act" value="take-out" class="plain">
            Take the entry out
          </button>
        </ActForm>
      ))}
      <ActForm frame={frame} action={action} class="stack">
        <Field id="needed-queue" label="An advisory is needed: list">
          <select id="needed-queue" name="queue">
            {queues.map((queue) => (
              <option key={queue} value={queue}>
                {queue}-needed
              </option>
            ))}
          </select>
        </Field>
        <Field id="needed-release" label="Release">
          <select id="needed-release" name="release">
            <option value="">all that are supported</option>
            {releases.map((codename) => (
              <option key={codename} value={codename}>
                {codename}
              </option>
            ))}
          </select>
        </Field>
        <div class="act">
          <button type="submit" name="act" value="take">
            I prepare it
          </button>
        </div>
      </ActForm>
    </section>
  );
}
