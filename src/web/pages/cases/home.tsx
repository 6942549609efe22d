import type { CaseRow, Overview, RoleKeyProcedure } from "../../../cases/index.ts";
import { formatDuration } from "../../../kernel/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { CaseRows } from "../../parts/cases/rows.tsx";
import { SetAsideLine } from "../../parts/cases/set-aside-line.tsx";
import { Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Empty } from "../../parts/note.tsx";
import { casesPath } from "../../text/cases/addresses.ts";
import { capital, count, formatNumber } from "../../text/words.ts";

/** A list never outgrows a page; the nearest deadlines are on it, and the number of the others. */
const MOST_ROWS = 30;

export interface CasesHomeProps {
  readonly frame: Frame;
  /** Open cases, the nearest deadline first. */
  readonly rows: readonly CaseRow[];
  readonly overview: Overview;
  /** Why a zone was not taken; empty otherwise. */
  readonly problem?: string;
  /** Lessons that the reader has not said they read. */
  readonly lessons: number;
  /** Where people hold the role key: how it stands. */
  readonly roleKey?: RoleKeyProcedure | undefined;
}

/** What needs me now: what is late first, then by the time that is left; then what waits for others. */
export function CasesHomePage({ frame, rows, overview, lessons, problem = "", roleKey }: CasesHomeProps) {
  const yours = rows.filter((row) => row.yours);
  const late = yours.filter((row) => row.late);
  const inTime = yours.filter((row) => !row.late);
  const others = rows.filter((row) => !row.yours);
  return (
    <CasesPage frame={frame} title="Cases" confidential={rows.some(({ title }) => title !== null)}>
      <h1>{casesSentence(rows, frame, overview.sees)}</h1>
      <p class="soft">
        In each group what has least time left stands first. A case that is late is late for somebody outside.
      </p>
      {roleKey ? <RoleKeyLine frame={frame} state={roleKey} /> : null}
      {lessons > 0 ? (
        <p class="crypto doubt">
          {capital(count(lessons, "lesson waits", "lessons wait"))} for you to read.{" "}
          <a href={casesPath.lessons}>{lessons === 1 ? "Read it" : "Read them"}</a>
        </p>
      ) : null}
      {late.length > 0 ? (
        <Group id="late" title="Late, and waits for you" rows={late} frame={frame}>
          Nothing is late.
        </Group>
      ) : null}
      <Group id="you" title="Waits for you" rows={inTime} frame={frame}>
        {late.length > 0
          ? "No other case waits for you."
          : "No case waits for you. A report to one of your teams stands here the moment it arrives."}
      </Group>
      <Group id="others" title="Waits for others" rows={others} frame={frame}>
        {overview.sees === "own"
          ? NONE_OF_YOURS
          : rows.length === 0
            ? "No case is open."
            : "No case waits for somebody else."}
      </Group>
      <SetAsideLine overview={overview} />
      <Zone frame={frame} problem={problem} />
    </CasesPage>
  );
}

/** For whoever is shown the cases alone in which they have a part: that there is no other would be a guess. */
const NONE_OF_YOURS = "Cases in which you have no part are not shown to you.";

/** What the role key waits for, where people hold it. */
function RoleKeyLine({ frame, state }: { frame: Frame; state: RoleKeyProcedure }) {
  const open = state.steps.filter(({ done }) => !done);
  const isYours = open.some(({ waitsFor }) => waitsFor.includes(frame.viewer?.id ?? ""));
  const words = open.length === 0 ? "is where it has to be" : isYours ? "needs you" : "waits for others";
  return (
    <p class={isYours ? "crypto doubt" : "soft"}>
      The role key {words}. <a href={casesPath.key}>How it stands</a>
    </p>
  );
}

/** What is the case, and who has to do what. Ids only: it is read over shoulders. */
export function casesSentence(rows: readonly CaseRow[], { now }: Frame, sees: Overview["sees"] = "all"): string {
  const yours = rows.filter((row) => row.yours);
  const late = yours.filter((row) => row.late);
  if (yours.length === 0)
    return rows.length === 0
      ? sees === "all"
        ? "No case is open."
        : "You have a part in no open case."
      : `No case waits for you; ${count(rows.length, "case waits", "cases wait")} for others.`;
  const what = capital(count(yours.length, "case waits", "cases wait"));
  const [first] = late;
  if (!first?.due) return `${what} for you; none is late.`;
  const over = formatDuration(now.getTime() - first.due.deadline.getTime());
  if (late.length === 1) return `${what} for you; ${first.id} is ${over} late.`;
  const names = late.slice(0, 3).map(({ id }) => id);
  const more = late.length - names.length;
  const listed =
    more > 0
      ? `${names.join(", ")} and ${count(more, "other", "others")}`
      : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  return `${what} for you; ${listed} are late, the first by ${over}.`;
}

function Group(props: { id: string; title: string; rows: readonly CaseRow[]; frame: Frame; children: string }) {
  const { id, title, rows, frame } = props;
  const shown = rows.slice(0, MOST_ROWS);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} <span class="count">{formatNumber(rows.length)}</span>
      </h2>
      {rows.length === 0 ? <Empty>{props.children}</Empty> : <CaseRows rows={shown} frame={frame} />}
      {rows.length > shown.length ? (
        <p class="soft">
          {capital(count(rows.length - shown.length, "case", "cases"))} with more time left: see the agenda.
        </p>
      ) : null}
    </section>
  );
}

function Zone({ frame, problem }: { frame: Frame; problem: string }) {
  return (
    <section aria-labelledby="zone-heading">
      <h2 id="zone-heading">Your hours</h2>
      <Problem text={problem} />
      <ActForm frame={frame} action={casesPath.zone} class="stack">
        <TextField
          id="zone"
          label="Your time zone"
          hint="Every promised hour then stands in UTC and in this zone. For example Europe/Berlin."
          value={frame.zone}
          longest={60}
          required
          code
        />
        <div class="act">
          <button type="submit" class="plain">
            Show hours so
          </button>
        </div>
      </ActForm>
    </section>
  );
}

/** Cases that are over, those that changed last first. */
export function ClosedCasesPage(props: { frame: Frame; rows: readonly CaseRow[]; overview: Overview }) {
  const { frame, rows, overview } = props;
  const none = overview.sees === "all" ? "No case is closed yet." : "You have a part in no closed case.";
  const shown = rows.slice(0, 2 * MOST_ROWS);
  return (
    <CasesPage frame={frame} title="Closed cases" confidential={rows.some(({ title }) => title !== null)}>
      <h1>{rows.length === 0 ? none : `${capital(count(rows.length, "case is", "cases are"))} closed.`}</h1>
      <p class="soft">Those that changed last come first. What was sorted out can be opened again.</p>
      {rows.length === 0 ? (
        <Empty>
          {overview.sees === "all" ? "A case is closed by its lesson, or by sorting it out." : NONE_OF_YOURS}
        </Empty>
      ) : (
        <CaseRows rows={shown} frame={frame} />
      )}
      {rows.length > shown.length ? (
        <p class="soft">
          And {count(rows.length - shown.length, "older one", "older ones")}; <code>sameday cases list --closed</code>{" "}
          has them.
        </p>
      ) : null}
      <SetAsideLine overview={overview} />
    </CasesPage>
  );
}
