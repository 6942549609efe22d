import type {
  DataProblemRow,
  Frame,
  Paged,
  PlaceHistoryModel,
  TrackerAdvisoryModel,
  TrackerBugModel,
  TrackerHealth,
  TrackerReasonModel,
} from "../../model/index.ts";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { VerdictTag } from "../../parts/verdict-tag.tsx";
import { trackerPath, withQuery } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count, formatNumber } from "../../text/words.ts";
import { TrackerPage } from "./frame.tsx";
import { PlaceHistory } from "./history.tsx";

interface Props<Model> {
  readonly frame: Frame;
  readonly health: TrackerHealth;
  readonly model: Model;
}

/** Why one verdict is what it is: every line that was heard, in order, and what would change the answer. */
export function TrackerReasonPage({
  frame,
  health,
  model,
}: Props<TrackerReasonModel & { readonly history: PlaceHistoryModel | null }>) {
  const { source, release, issue, verdict, steps, history } = model;
  return (
    <TrackerPage
      frame={frame}
      health={health}
      title={`${issue} in ${source}, ${release}`}
      path={trackerPath.reason(issue, source, release)}
    >
      <h1>
        {issue} in {source}, {release}
      </h1>
      <p class="lead">
        {verdict ? <VerdictTag verdict={verdict} /> : "Nothing is said about this package in this release."}{" "}
        {verdict ? clip(verdict.reason, 400) : ""}
      </p>
      <h2>Why</h2>
      <ol class="changes">
        {steps.map(({ text, line }) => (
          <li key={`${text} ${line?.place ?? ""}`}>
            {clip(text, 500)}
            {line ? (
              <>
                <br />
                <span class="v">{clip(line.quote, 300)}</span>
                <br />
                <small>{line.place}</small>
              </>
            ) : null}
          </li>
        ))}
      </ol>
      {history === null ? null : <PlaceHistory history={history} now={frame.now} />}
      <ul class="inline">
        <li>
          <a href={trackerPath.issue(issue)}>{issue} everywhere</a>
        </li>
        <li>
          <a href={trackerPath.source(source)}>All issues of {source}</a>
        </li>
        <li>
          <a href={trackerPath.release(release)}>All issues in {release}</a>
        </li>
      </ul>
    </TrackerPage>
  );
}

/** The issues that a bug is about. */
export function TrackerBugPage({ frame, health, model }: Props<TrackerBugModel>) {
  return (
    <TrackerPage frame={frame} health={health} title={`Bug ${model.bug}`} path={trackerPath.bug(model.bug)}>
      <h1>Bug {model.bug}</h1>
      <p class="lead">It is about {count(model.issues.length, "issue", "issues")}.</p>
      <ul class="plain">
        {model.issues.map(({ issue, description }) => (
          <li key={issue}>
            <a href={trackerPath.issue(issue)}>{issue}</a> {clip(description, 300)}
          </li>
        ))}
      </ul>
    </TrackerPage>
  );
}

/** An advisory with what it is about. */
export function TrackerAdvisoryPage({ frame, health, model }: Props<TrackerAdvisoryModel>) {
  return (
    <TrackerPage frame={frame} health={health} title={model.name} path={trackerPath.issue(model.name)}>
      <h1>{model.name}</h1>
      <p class="lead">{clip(model.header, 300)}</p>
      <h2>Packages</h2>
      {model.packages.length === 0 ? <Empty>It names no package.</Empty> : null}
      <ul class="inline">
        {model.packages.map((name) => (
          <li key={name}>
            <a href={trackerPath.source(name)}>{name}</a>
          </li>
        ))}
      </ul>
      <h2>Issues</h2>
      {model.issues.length === 0 ? <Empty>It names no issue.</Empty> : null}
      <ul class="inline">
        {model.issues.map((name) => (
          <li key={name}>
            <a href={trackerPath.issue(name)}>{name}</a>
          </li>
        ))}
      </ul>
      <p class="soft">
        <span class="v">{model.place}</span>
      </p>
    </TrackerPage>
  );
}

/** What is wrong with the data, with places. */
export function TrackerProblemsPage({ frame, health, model }: Props<Paged<DataProblemRow>>) {
  return (
    <TrackerPage frame={frame} health={health} title="Problems of the data" path={trackerPath.problems}>
      <h1>
        Problems of the data <span class="count">{formatNumber(model.total)}</span>
      </h1>
      <p class="soft">
        An error sets aside the smallest thing that it spoils; everything else is shown.{" "}
        <code>sameday tracker check</code> finds these and more before they are committed.
      </p>
      {model.rows.length === 0 ? (
        <Empty>{model.total === 0 ? "Every line could be read." : "There is no such page."}</Empty>
      ) : (
        <Scroll label="Problems">
          <table>
            <thead>
              <tr>
                <th scope="col">Where</th>
                <th scope="col">What</th>
                <th scope="col">Code</th>
              </tr>
            </thead>
            <tbody>
              {model.rows.map((row) => (
                <tr key={`${row.layer} ${row.place} ${row.code}`}>
                  <td class="v">
                    {row.layer} {row.place}
                  </td>
                  <td>
                    {capital(row.severity)}: {clip(row.message, 300)}
                  </td>
                  <td class="v">{row.code}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Pager list={model} what="problems" pathOf={(page) => withQuery(trackerPath.problems, { page: String(page) })} />
    </TrackerPage>
  );
}
