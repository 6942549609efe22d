import type { Frame, TrackerHealth, TrackerListModel, TrackerRow } from "../../model/index.ts";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { VerdictTag } from "../../parts/verdict-tag.tsx";
import { trackerPath, withQuery } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { formatNumber } from "../../text/words.ts";
import { TrackerPage } from "./frame.tsx";

interface Props<Model> {
  readonly frame: Frame;
  readonly health: TrackerHealth;
  readonly model: Model;
}

/** A work view. */
export function TrackerViewPage({ frame, health, model }: Props<TrackerListModel>) {
  const path = trackerPath.view(model.name);
  return (
    <TrackerPage frame={frame} health={health} title={model.title} path={path}>
      <h1>
        {model.title} <span class="count">{formatNumber(model.rows.total)}</span>
      </h1>
      <p class="soft">
        <Words text={model.lead} />
      </p>
      <Rows model={model} pathOf={(page) => withQuery(path, { page: String(page) })} />
    </TrackerPage>
  );
}

/** A sentence in which commands stand between backticks. */
function Words({ text }: { text: string }) {
  return text.split("`").map((part, at) => (at % 2 === 1 ? <code key={part}>{part}</code> : part));
}

/** The rows of a list, or why there are none. */
export function Rows({ model: { rows }, pathOf }: { model: TrackerListModel; pathOf: (page: number) => string }) {
  if (rows.total === 0) return <Empty>Nothing is here, and nothing has to be done.</Empty>;
  if (rows.rows.length === 0) return <Empty>There is no such page; the list ends before it.</Empty>;
  return (
    <>
      <ul class="rows">
        {rows.rows.map((row) => (
          <Row key={`${row.issue} ${row.source} ${row.release}`} row={row} />
        ))}
      </ul>
      <Pager list={rows} what="issues" pathOf={pathOf} />
    </>
  );
}

function Row({ row }: { row: TrackerRow }) {
  const { issue, source, release, verdict, description, urgency, signals, mark, note } = row;
  if (release === "") {
    return (
      <li>
        <span>{mark}</span>
        <div>
          <a href={trackerPath.issue(issue)}>{issue}</a>
          {source === "" ? null : (
            <>
              {" "}
              in <a href={trackerPath.source(source)}>{source}</a>
              {description === "" ? "" : ":"}
            </>
          )}{" "}
          {clip(description, 200)}
          <br />
          {clip(note, 200)}
        </div>
      </li>
    );
  }
  return (
    <li>
      <span>
        <VerdictTag verdict={verdict} />
      </span>
      <div>
        <a href={trackerPath.issue(issue)}>{issue}</a> in <a href={trackerPath.source(source)}>{source}</a>, {release}
        <br />
        {clip(verdict.reason, 220)}{" "}
        <a href={trackerPath.reason(issue, source, release)} aria-label={`Why: ${issue} in ${source}, ${release}`}>
          Why
        </a>
        {description === "" ? null : (
          <>
            <br />
            <span class="soft">{clip(description, 160)}</span>
          </>
        )}
      </div>
      <small>
        <span>urgency {urgency}</span>
        {(signals?.words ?? []).map((word) => (
          <span key={word}>{word}</span>
        ))}
        {note === "" ? null : <span>{clip(note, 100)}</span>}
      </small>
    </li>
  );
}
