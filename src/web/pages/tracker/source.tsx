import type {
  AdvisoryEditing,
  Frame,
  SinceModel,
  SourceEditing,
  SourceHistoryModel,
  TrackerHealth,
  TrackerSourceModel,
} from "../../model/index.ts";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { packagePath } from "../../text/addresses.ts";
import { trackerPath, withQuery } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count, formatNumber } from "../../text/words.ts";
import { NeededForms, NewAdvisory } from "./advisory-forms.tsx";
import { TrackerPage } from "./frame.tsx";
import { AsOf, AsOfForm, type NoDay, NoDayNote, type Past, SourceHistory } from "./history.tsx";
import { VerdictRow } from "./issue.tsx";
import { LostLines } from "./lost-lines.tsx";

/** A source package: its issues in every release, the open ones first. */
export function TrackerSourcePage({
  frame,
  health,
  model,
  editing,
  noDay,
}: {
  frame: Frame;
  health: TrackerHealth;
  model: TrackerSourceModel & Past<SourceHistoryModel>;
  noDay: NoDay | null;
  editing: { readonly source?: SourceEditing; readonly advisory?: AdvisoryEditing };
}) {
  const { name, issues, versions, history, asOf } = model;
  const sinceOf = (issue: string, release: string): SinceModel | undefined =>
    history?.since.find((one) => one.issue === issue && one.release === release);
  const path = trackerPath.source(name);
  return (
    <TrackerPage frame={frame} health={health} title={name} path={path}>
      <h1>{name}</h1>
      <p class="lead">
        {model.open === 0
          ? model.lostLines.length === 0
            ? "No issue is open in any release."
            : "No issue is known to be open in any release, but lines about it have errors."
          : `${capital(count(model.open, "issue is", "issues are"))} open in some release.`}
      </p>
      {versions.length === 0 ? (
        <p>No suite has this package now.</p>
      ) : (
        <ul class="inline">
          {versions.map(({ release, suite, version }) => (
            <li key={`${suite} ${version}`}>
              <a href={trackerPath.release(release)}>{suite}</a> <span class="v">{version}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href={packagePath(name)}>Updates of this package</a>
      </p>
      <LostLines lines={model.lostLines} />
      <NoDayNote noDay={noDay} />
      {asOf === null ? null : <AsOf path={path} asOf={asOf} now={frame.now} />}
      <section aria-labelledby="issues">
        <h2 id="issues">
          {asOf === null ? "Issues" : "Issues now"} <span class="count">{formatNumber(issues.total)}</span>
        </h2>
        {issues.rows.length === 0 ? (
          <Empty>{issues.total === 0 ? "The lists name no issue of this package." : "There is no such page."}</Empty>
        ) : (
          <Scroll label="Issues by release">
            <table class="verdicts">
              <thead>
                <tr>
                  <th scope="col">Release</th>
                  <th scope="col">State</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              {issues.rows.map(({ issue, description, verdicts }) => (
                <tbody key={issue} id={issue}>
                  <tr>
                    <th scope="rowgroup" colSpan={3} class="group">
                      <a href={trackerPath.issue(issue)}>{issue}</a>{" "}
                      {description === "" ? null : <small>{clip(description, 300)}</small>}
                      {editing.source === undefined ? null : (
                        <a href={trackerPath.edit(issue, { package: name })} aria-label={`Edit ${issue}`}>
                          Edit
                        </a>
                      )}
                    </th>
                  </tr>
                  {verdicts.map((verdict) => (
                    <VerdictRow
                      key={verdict.release}
                      issue={issue}
                      source={name}
                      verdict={verdict}
                      since={sinceOf(issue, verdict.release)}
                    />
                  ))}
                </tbody>
              ))}
            </table>
          </Scroll>
        )}
        <Pager list={issues} what="issues" pathOf={(page) => withQuery(path, { page: String(page) })} />
      </section>
      {editing.source === undefined ? null : (
        <section aria-labelledby="needed">
          <h2 id="needed">Advisory for {name}</h2>
          <NeededForms frame={frame} editing={editing.source} problem="" />
          {editing.advisory === undefined ? null : (
            <NewAdvisory frame={frame} editing={editing.advisory} given={{ package: name }} />
          )}
        </section>
      )}
      {history === null ? null : (
        <>
          <SourceHistory name={name} history={history} now={frame.now} />
          <AsOfForm path={path} asOf={asOf} />
        </>
      )}
    </TrackerPage>
  );
}
