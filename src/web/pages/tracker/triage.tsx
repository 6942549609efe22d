import { may } from "../../access.ts";
import type { Frame, TrackerHealth, TrackerTriageModel, TriageRow, TriageState } from "../../model/index.ts";
import { ChoiceField, Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Empty, Note } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count, formatNumber } from "../../text/words.ts";
import { TrackerPage } from "./frame.tsx";

/** What was sent and refused, to be shown again. */
export interface TriageDraft {
  readonly issue: string;
  readonly product: string;
  readonly package: string;
  readonly problem: string;
}

export interface TriageProps {
  readonly frame: Frame;
  readonly health: TrackerHealth;
  readonly model: TrackerTriageModel;
  readonly state: TriageState;
  /** Whether a layer is the desk's own. */
  readonly canDecide: boolean;
  readonly draft?: TriageDraft | undefined;
}

export const NO_STATE: TriageState = { last: null, waiting: 0, failures: [], isDecided: () => false };

const SHOWN_FAILURES = 5;
const PACKAGE_SAYS = [
  ["<unfixed>", "unfixed"],
  ["<not-affected> (Vulnerable code not present)", "not affected: the code is not present"],
  ["<undetermined>", "not known to be affected or not"],
  ["<removed>", "removed from the archive"],
] as const;

/** New issues, each with its suggestions as buttons. */
export function TriagePage({ frame, health, model, state, canDecide, draft }: TriageProps) {
  const acting = canDecide && may(frame.viewer, "edit");
  const rows = model.rows.filter((row) => !state.isDecided(row));
  return (
    <TrackerPage frame={frame} health={health} title="New issues" path={trackerPath.triage()}>
      <h1>
        New issues <span class="count">{formatNumber(model.total)}</span>
      </h1>
      <p class="soft">
        Nobody has looked at them yet. Exploited ones come first, then those that are probably in a package of ours, the
        newest of each first.
      </p>
      {acting ? <Undo frame={frame} state={state} page={model.page} /> : null}
      <Failures state={state} />
      {draft && !rows.some(({ issue }) => issue === draft.issue) ? <Problem text={draft.problem} /> : null}
      {rows.length === 0 ? <Nothing model={model} /> : null}
      {rows.map((row, at) => (
        <Issue
          key={row.issue}
          row={row}
          frame={frame}
          acting={acting}
          first={at === 0}
          page={model.page}
          draft={draft}
        />
      ))}
      <Pager list={model} what="new issues" pathOf={(page) => trackerPath.triage({ page: String(page) })} />
      {acting ? <p class="soft">The access keys 1 to 4 press the first issue's suggestions, z takes back.</p> : null}
    </TrackerPage>
  );
}

function Nothing({ model }: { model: TrackerTriageModel }) {
  if (model.total === 0) return <Empty>No issue waits to be looked at.</Empty>;
  return (
    <Empty>Everything on this page is decided; it is being written. Load the page again for what comes next.</Empty>
  );
}

function Undo({ frame, state: { last, waiting }, page }: { frame: Frame; state: TriageState; page: number }) {
  if (last === null) return null;
  return (
    <ActForm frame={frame} action="/tracker/triage/undo" class="undo">
      <input type="hidden" name="page" value={page} />
      <span>
        You said of <a href={trackerPath.issue(last.issue)}>{last.issue}</a>:{" "}
        <span class="v">{clip(last.line, 200)}</span>
        {waiting > 0 ? `; ${count(waiting, "decision is", "decisions are")} being written` : ""}
      </span>
      <button type="submit" class="plain" accesskey="z">
        Take it back
      </button>
    </ActForm>
  );
}

function Failures({ state: { failures } }: { state: TriageState }) {
  if (failures.length === 0) return null;
  return (
    <Note tone="late">
      <p>{capital(count(failures.length, "decision of yours", "decisions of yours"))} could not be written:</p>
      <ul>
        {failures.slice(0, SHOWN_FAILURES).map(({ issue, sentence }, at) => (
          <li key={`${issue} ${at}`}>{clip(sentence, 400)}</li>
        ))}
      </ul>
    </Note>
  );
}

interface IssueProps {
  readonly row: TriageRow;
  readonly frame: Frame;
  readonly acting: boolean;
  readonly first: boolean;
  readonly page: number;
  readonly draft: TriageDraft | undefined;
}

function Issue({ row, frame, acting, first, page, draft }: IssueProps) {
  const { issue, description, layer, exploited, suggestions } = row;
  const mine = draft?.issue === issue ? draft : undefined;
  return (
    <section class="sheet triage" aria-labelledby={issue}>
      <h2 id={issue}>
        <a href={trackerPath.issue(issue)}>{issue}</a>
        {exploited ? <span class="tag late">exploited</span> : null}
        <small>{clip(layer, 60)}</small>
      </h2>
      <p>{description === "" ? "No description." : clip(description, 600)}</p>
      <Problem text={mine?.problem ?? ""} />
      {acting ? (
        <>
          <Suggestions row={row} frame={frame} first={first} page={page} />
          <Other row={row} frame={frame} page={page} draft={mine} />
        </>
      ) : suggestions.length === 0 ? (
        <p class="soft">Nothing speaks for anything yet.</p>
      ) : (
        <ul class="plain">
          {suggestions.map(({ choice, line, reason }) => (
            <li key={choice}>
              <span class="v">{clip(line, 200)}</span>
              <br />
              <small>{clip(reason, 300)}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Hidden({ row, page }: { row: TriageRow; page: number }) {
  return (
    <>
      <input type="hidden" name="issue" value={row.issue} />
      <input type="hidden" name="seen" value={row.seen} />
      <input type="hidden" name="page" value={page} />
    </>
  );
}

function Suggestions({ row, frame, first, page }: { row: TriageRow; frame: Frame; first: boolean; page: number }) {
  if (row.suggestions.length === 0) return null;
  return (
    <ActForm frame={frame} action="/tracker/triage">
      <Hidden row={row} page={page} />
      {row.suggestions.map(({ choice, line, reason }, at) => {
        const id = `${row.issue}-${at}`;
        return (
          <>
            <button
              type="submit"
              name="choice"
              value={choice}
              class={at === 0 ? undefined : "plain"}
              accesskey={first ? String(at + 1) : undefined}
              aria-describedby={id}
              aria-label={`${row.issue}: ${clip(line, 200)}`}
            >
              {clip(line, 200)}
            </button>
            <small id={id}>{clip(reason, 300)}</small>
          </>
        );
      })}
    </ActForm>
  );
}

function Other({
  row,
  frame,
  page,
  draft,
}: {
  row: TriageRow;
  frame: Frame;
  page: number;
  draft: TriageDraft | undefined;
}) {
  const { issue } = row;
  return (
    <details open={draft !== undefined || row.suggestions.length === 0}>
      <summary aria-label={`Something else about ${issue}`}>Something else</summary>
      <ActForm frame={frame} action="/tracker/triage">
        <Hidden row={row} page={page} />
        <TextField
          id={`${issue}-product`}
          name="product"
          label="Not for us: the product"
          value={draft?.product ?? ""}
          longest={200}
        />
        <button type="submit" class="plain" aria-label={`${issue} is not for us`}>
          Not for us
        </button>
      </ActForm>
      <ActForm frame={frame} action="/tracker/triage">
        <Hidden row={row} page={page} />
        <TextField
          id={`${issue}-package`}
          name="package"
          label="In the source package"
          value={draft?.package ?? ""}
          longest={100}
        />
        <ChoiceField id={`${issue}-says`} name="says" label="which is" value="" options={PACKAGE_SAYS} />
        <button type="submit" class="plain" aria-label={`Say so of ${issue}`}>
          Say so
        </button>
      </ActForm>
    </details>
  );
}
