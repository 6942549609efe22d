import type { AdvisoryEditing, Frame, SourceEditing } from "../../model/index.ts";
import { AreaField, ChoiceField, Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { listed } from "../../text/words.ts";
import { releaseOptions } from "./edit-forms.tsx";

/** Who prepares an advisory for a package, and a form to take or drop it. */
export function NeededForms({ frame, editing, problem }: { frame: Frame; editing: SourceEditing; problem: string }) {
  const { source, entries, queues, releases } = editing;
  const action = trackerPath.needed(source);
  return (
    <>
      <Problem text={problem} />
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
        <ChoiceField
          id="needed-queue"
          name="queue"
          label="An advisory is needed: list"
          value=""
          options={queues.map((queue) => [queue, `${queue}-needed`] as const)}
        />
        <ChoiceField
          id="needed-release"
          name="release"
          label="Release"
          value=""
          options={releaseOptions("all that are supported", releases)}
        />
        <div class="act">
          <button type="submit" name="act" value="take">
            I prepare it
          </button>
        </div>
      </ActForm>
    </>
  );
}

/** The fields of an advisory's entry as they stand in the form. */
export interface AdvisoryFields {
  readonly name: string;
  readonly package: string;
  readonly issues: string;
  readonly title: string;
  /** By codename: the version with the fix, or empty. */
  readonly fixes: Readonly<Record<string, string>>;
  /** Whether issues that no list names are meant to be written. */
  readonly unknown: boolean;
}

export function advisoryFields(
  { names }: AdvisoryEditing,
  given: Partial<Pick<AdvisoryFields, "package" | "issues">>,
): AdvisoryFields {
  const [name = ""] = names;
  return { name, package: "", issues: "", title: "security update", fixes: {}, unknown: false, ...given };
}

/** The form of an entry on the page of an issue or a package, closed until somebody wants it. */
export function NewAdvisory({
  frame,
  editing,
  given,
}: {
  frame: Frame;
  editing: AdvisoryEditing;
  given: Parameters<typeof advisoryFields>[1];
}) {
  return (
    <details>
      <summary>Write an advisory's entry</summary>
      <AdvisoryForm frame={frame} editing={editing} fields={advisoryFields(editing, given)} problem="" unknown={[]} />
    </details>
  );
}

/** An advisory's entry: its name, what it is about, and the version that has the fix in each release. */
export function AdvisoryForm({
  frame,
  editing,
  fields,
  problem,
  unknown,
}: {
  frame: Frame;
  editing: AdvisoryEditing;
  fields: AdvisoryFields;
  problem: string;
  /** Issues that no list names; to write them all the same has to be said. */
  unknown: readonly string[];
}) {
  return (
    <>
      <p class="soft">
        The entry becomes one commit in the layer {editing.layer}, under your name. Its issues get the advisory's name,
        and their lines about the package go for the releases that it fixes.
      </p>
      <Problem text={problem} />
      <ActForm frame={frame} action={trackerPath.addAdvisory()} class="stack">
        <TextField
          id="advisory-name"
          name="name"
          label="Name"
          hint={`The next ${editing.names.length === 1 ? "is" : "are"} ${listed(editing.names)}; a regression fix keeps its advisory's number and ends in -2.`}
          value={fields.name}
          longest={60}
          required
          code
        />
        <TextField
          id="advisory-package"
          name="package"
          label="Source package of the advisory"
          value={fields.package}
          longest={100}
          required
          code
        />
        <TextField id="advisory-title" name="title" label="Title" value={fields.title} longest={200} required />
        <AreaField
          id="advisory-issues"
          name="issues"
          label="CVEs that it fixes"
          hint="With a space between two; none for a regression fix that names none."
          value={fields.issues}
          longest={8000}
          rows={2}
          code
        />
        <fieldset>
          <legend>Versions with the fix</legend>
          <p class="soft">Empty where the advisory fixes nothing.</p>
          <div class="stack">
            {editing.releases.map((codename) => (
              <TextField
                key={codename}
                id={`advisory-fix-${codename}`}
                name={`fix-${codename}`}
                label={codename}
                value={fields.fixes[codename] ?? ""}
                longest={200}
                code
              />
            ))}
          </div>
        </fieldset>
        {unknown.length === 0 ? null : (
          <label class="tick">
            <input type="checkbox" name="unknown" value="yes" checked={fields.unknown} />
            Write {listed(unknown)} all the same: {unknown.length === 1 ? "it gets a record" : "they get records"} that
            somebody has to check
          </label>
        )}
        <div class="act">
          <button type="submit">Write the entry</button>
        </div>
      </ActForm>
    </>
  );
}
