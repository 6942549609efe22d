import type { CaseView } from "../../../cases/index.ts";
import type { Problem } from "../../../kernel/index.ts";
import type { Frame } from "../../model/index.ts";
import { CaseHead } from "../../parts/cases/head.tsx";
import { AreaField, Problem as Refused } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { Note } from "../../parts/note.tsx";
import { casePath } from "../../text/cases/addresses.ts";
import { pageBytes } from "../../text/cut.ts";
import { clip } from "../../text/visible.ts";
import { capital, count } from "../../text/words.ts";

const MOST_PROBLEMS = 60;
/** A record that takes more of a page is edited as a file: `sameday cases` sends it. */
export const LARGEST_RECORD_ON_PAGE = 28_000;

export interface AdvisoryPageProps {
  readonly frame: Frame;
  readonly view: CaseView;
  /** What stands in the field. */
  readonly toml: string;
  readonly problems: readonly Problem[];
  readonly refused?: string;
}

/** The advisory's record, and what stands against it in each of its forms. */
export function AdvisoryPage({ frame, view, toml, problems, refused = "" }: AdvisoryPageProps) {
  const { id } = view.row;
  const kept = toml === view.kept.advisory;
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of="The advisory" />
      <p class="lead">{sentence(toml, problems, kept)}</p>
      <Refused text={refused} />
      <div class="pair">
        {pageBytes(toml) > LARGEST_RECORD_ON_PAGE ? (
          <TooLarge id={id} />
        ) : (
          <ActForm frame={frame} action={casePath(id, "/advisory")} class="stack">
            <AreaField
              id="toml"
              label="The record, as TOML"
              hint="From it the announcement, CSAF, OSV, CVE records and the page are made."
              value={toml}
              longest={LARGEST_RECORD_ON_PAGE}
              rows={28}
              code
            />
            <div class="act">
              <button type="submit" name="do" value="keep">
                Keep it, as {frame.viewer?.id}
              </button>
              <button type="submit" name="do" value="check" class="plain">
                Only check it
              </button>
              <a href={casePath(id)}>Not now</a>
            </div>
          </ActForm>
        )}
        <Problems problems={problems} empty={toml.trim() === ""} />
      </div>
    </Layout>
  );
}

/** A part of a record must never be sent back as the whole. */
function TooLarge({ id }: { id: string }) {
  return (
    <p>
      The record is too large for a page. <code>sameday cases show {id}</code> has it, and the command line takes it
      back.
    </p>
  );
}

function sentence(toml: string, problems: readonly Problem[], kept: boolean): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const where = kept ? "" : " It is not kept yet.";
  if (toml.trim() === "") return "There is no record yet.";
  if (errors === 0) return `The record is valid in every form.${where}`;
  return `${capital(count(errors, "fault stands", "faults stand"))} against the record.${where}`;
}

/** Faults under the form in which they are: the record itself first. */
export function byForm(
  problems: readonly Problem[],
): readonly (readonly [form: string, problems: readonly Problem[]])[] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const form = formOf(problem);
    groups.set(form, [...(groups.get(form) ?? []), problem]);
  }
  return [...groups].sort(([a], [b]) => Number(a !== RECORD) - Number(b !== RECORD));
}

const RECORD = "The record";
const FORMS: readonly (readonly [prefix: string, name: string])[] = [
  ["csaf", "CSAF"],
  ["osv", "OSV"],
  ["cve", "CVE record"],
  ["page", "Page"],
  ["security-txt", "security.txt"],
  ["announcement", "Announcement"],
];

function formOf({ code }: Problem): string {
  return FORMS.find(([prefix]) => code.startsWith(prefix))?.[1] ?? RECORD;
}

function Problems({ problems, empty }: { problems: readonly Problem[]; empty: boolean }) {
  if (problems.length === 0)
    return (
      <section aria-labelledby="faults">
        <h2 id="faults">What stands against it</h2>
        <Note tone={empty ? "soon" : "good"}>
          <p>
            {empty ? "Every form is checked as soon as there is a record." : "Nothing: every form passes its checks."}
          </p>
        </Note>
      </section>
    );
  return (
    <section aria-labelledby="faults">
      <h2 id="faults">What stands against it</h2>
      {byForm(problems.slice(0, MOST_PROBLEMS)).map(([form, found]) => (
        <div key={form}>
          <h3>
            {form} <span class="count">{found.length}</span>
          </h3>
          <ul class="flags">
            {found.map(({ code, place, message, severity }, at) => (
              <li key={String(at)} class={severity === "error" ? "late" : undefined}>
                {severity === "error" ? "" : "Advice: "}
                {place.line > 0 ? `line ${place.line}: ` : ""}
                {clip(message, 300)} <small>{code}</small>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {problems.length > MOST_PROBLEMS ? (
        <p class="soft">And {count(problems.length - MOST_PROBLEMS, "more", "more")}.</p>
      ) : null}
    </section>
  );
}
