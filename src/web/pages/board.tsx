import type { Overview } from "../../cases/index.ts";
import { formatDuration } from "../../kernel/index.ts";
import type { BoardModel, Frame, UpdateGroup } from "../model/index.ts";
import { PAGE_SIZES } from "../model/page-sizes.ts";
import { SetAsideLine } from "../parts/cases/set-aside-line.tsx";
import { FixedChart } from "../parts/chart.tsx";
import { IssueRows } from "../parts/issue-rows.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty, Note } from "../parts/note.tsx";
import { Pager } from "../parts/pager.tsx";
import { UpdateRows } from "../parts/update-rows.tsx";
import { When } from "../parts/when.tsx";
import { casesPath } from "../text/cases/addresses.ts";
import { budgetWords, formatWait, median } from "../text/times.ts";
import { capital, count, formatNumber } from "../text/words.ts";

export interface BoardProps {
  readonly frame: Frame;
  readonly model: BoardModel;
  /** How many wait for the reader; nobody sees others' number. */
  readonly cases?: number;
  /** For people of a desk that takes reports in. */
  readonly overview?: Overview | undefined;
}

/** What is not finished, by the time that is left. */
export function BoardPage({ frame, model, cases = 0, overview }: BoardProps) {
  const sentence = boardSentence(model, frame);
  const signedIn = frame.viewer !== null;
  return (
    <Layout frame={frame} title="Board">
      <h1>{sentence}</h1>
      <p class="soft">
        An update has {budgetWords(model.budgetHours)} from the moment we know of a problem. In each group what has
        least time left stands first.
      </p>
      {cases > 0 ? (
        <Note tone="sealed">
          <p>
            <a href={casesPath.home}>
              {capital(count(cases, "case", "cases"))} {cases === 1 ? "waits" : "wait"} for you
            </a>
          </p>
        </Note>
      ) : null}
      {overview ? <SetAsideLine overview={overview} /> : null}
      <Figures model={model} />
      <Warnings model={model} now={frame.now} />
      {signedIn ? (
        <Group id="you" title="Waits for you" group={model.you} frame={frame}>
          No update waits for you. When one needs your word, it stands here first.
        </Group>
      ) : null}
      <Group id="others" title={signedIn ? "Waits for others" : "Waits for people"} group={model.others} frame={frame}>
        No update waits for {signedIn ? "others" : "people"}.
      </Group>
      <Group id="itself" title="Moves by itself" group={model.itself} frame={frame}>
        Nothing is being built, proved or published.
      </Group>
      <DueAudits model={model} />
      <Issues model={model} frame={frame} />
      <section aria-labelledby="fixed">
        <h2 id="fixed">From public to fixed</h2>
        {model.fixed.length === 0 ? (
          <Empty>No update was published yet. The first one draws its column here.</Empty>
        ) : (
          <FixedChart fixed={model.fixed} budgetHours={model.budgetHours} />
        )}
      </section>
    </Layout>
  );
}

/** What is the case, and who has to do what. */
export function boardSentence(model: BoardModel, frame: Frame): string {
  const [first] = model.you.rows;
  if (frame.viewer && model.you.total > 0) {
    const late = first && first.deadline < frame.now ? first : undefined;
    const over = late ? formatDuration(frame.now.getTime() - late.deadline.getTime()) : "";
    const waits = model.you.total === 1 ? "waits" : "wait";
    const what = `${capital(count(model.you.total, "update", "updates"))} ${waits} for you`;
    if (!late) return `${what}; none is late.`;
    return model.you.total === 1 ? `${what}, ${over} past its day.` : `${what}; the first is ${over} past its day.`;
  }
  const open = `${count(model.open, "update is", "updates are")} on the way`;
  const late =
    model.late === 0
      ? "none is late"
      : `${count(model.late, "is", "are")} past ${model.late === 1 ? "its" : "their"} day`;
  if (!frame.viewer) return model.open === 0 ? "No update is on the way." : `${capital(open)}; ${late}.`;
  return model.open === 0
    ? "No update waits for you, and none is on the way."
    : `No update waits for you; ${open}, ${late}.`;
}

function Figures({ model }: { model: BoardModel }) {
  const middle = median(model.fixed.map((one) => one.fixedAt.getTime() - one.publicAt.getTime()));
  const figures: readonly (readonly [figure: string, what: string, late: boolean])[] = [
    [formatNumber(model.late), model.late === 1 ? "update past its day" : "updates past their day", model.late > 0],
    [formatNumber(model.open), "updates on the way", false],
    [formatNumber(model.issues.total), "open issues without an update", false],
    [middle === null ? "–" : formatWait(middle), "median from public to fixed", false],
  ];
  return (
    <dl class="figures">
      {figures.map(([figure, what, late]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd class={late ? "late" : undefined}>{figure}</dd>
        </div>
      ))}
    </dl>
  );
}

function Warnings({ model, now }: { model: BoardModel; now: Date }) {
  if (model.warnings.length === 0) return null;
  return (
    <section aria-labelledby="warnings">
      <h2 id="warnings">The desk itself needs a look</h2>
      <ul class="warnings">
        {model.warnings.map((warning) => (
          <li key={warning.sentence} class={`note ${warning.severity}`}>
            <strong>{warning.sentence}</strong> {warning.next}
            {warning.since ? (
              <small>
                {" "}
                Since <When at={warning.since} now={now} />.
              </small>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function DueAudits({ model }: { model: BoardModel }) {
  const { audits } = model;
  if (audits.length === 0) return null;
  return (
    <section aria-labelledby="audits">
      <h2 id="audits">
        Audits that are due <span class="count">{formatNumber(audits.length)}</span>
      </h2>
      <ul class="warnings">
        {audits.slice(0, PAGE_SIZES.group).map((audit) => (
          <li key={audit.name} class="note soon">
            <strong>{audit.title}</strong>, {audit.isYours ? "yours" : `for ${audit.owner}`}. {audit.why}{" "}
            <a href={`/audits#${audit.name}`}>How it is done</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Group(props: { id: string; title: string; group: UpdateGroup; frame: Frame; children: string | string[] }) {
  const { id, title, group, frame } = props;
  const rows = group.rows.slice(0, PAGE_SIZES.group);
  const more = group.total - rows.length;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>
        {title} <span class="count">{formatNumber(group.total)}</span>
      </h2>
      {group.rows.length === 0 ? <Empty>{props.children}</Empty> : <UpdateRows rows={rows} now={frame.now} />}
      {more > 0 ? (
        <p class="more">
          <a href={`/updates?list=${id}`}>
            All {formatNumber(group.total)} <span class="vh">in: {title}</span>
          </a>
        </p>
      ) : null}
    </section>
  );
}

function Issues({ model, frame }: { model: BoardModel; frame: Frame }) {
  const { issues } = model;
  return (
    <section aria-labelledby="issues">
      <h2 id="issues">
        Open issues without an update <span class="count">{formatNumber(issues.total)}</span>
      </h2>
      {issues.rows.length === 0 ? (
        <Empty>Every open issue has an update on the way.</Empty>
      ) : (
        <IssueRows rows={issues.rows} now={frame.now} />
      )}
      <Pager list={issues} what="open issues" pathOf={(page) => `/?page=${page}#issues`} />
    </section>
  );
}
