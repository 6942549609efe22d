import type {
  AdvisoryEditing,
  Frame,
  IssueEditing,
  IssueHistoryModel,
  SinceModel,
  TrackerHealth,
  TrackerIssueModel,
  VerdictModel,
} from "../../model/index.ts";
import { Empty, Note } from "../../parts/note.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { VerdictTag } from "../../parts/verdict-tag.tsx";
import { webAddress } from "../../text/addresses.ts";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { count, listed } from "../../text/words.ts";
import { NewAdvisory } from "./advisory-forms.tsx";
import { IssueForms, NO_FIELDS } from "./edit-forms.tsx";
import { TrackerPage } from "./frame.tsx";
import { AsOf, AsOfForm, IssueHistory, type NoDay, NoDayNote, type Past, Since } from "./history.tsx";
import { LostLines } from "./lost-lines.tsx";

const MOST_REMARKS = 40;
const STATES: Readonly<Record<TrackerIssueModel["state"], string>> = {
  normal: "",
  reserved: "The number is reserved; nothing was published about it yet.",
  rejected: "The issue was rejected.",
  "not-for-us": "No package of the distribution is affected.",
};

/** One issue: where it is open, and why. */
export function TrackerIssuePage({
  frame,
  health,
  model,
  editing,
  noDay,
}: {
  frame: Frame;
  health: TrackerHealth;
  model: TrackerIssueModel & Past<IssueHistoryModel>;
  noDay: NoDay | null;
  editing: { readonly issue?: IssueEditing; readonly advisory?: AdvisoryEditing };
}) {
  const path = trackerPath.issue(model.issue);
  const { history, asOf } = model;
  const sinceOf = (source: string, release: string): SinceModel | undefined =>
    history?.spans.find((span) => span.source === source && span.release === release);
  const { issue, packages, remarks, advisories, bugs, places } = model;
  const onlyPackage = packages.length === 1 ? (packages[0]?.source ?? "") : "";
  return (
    <TrackerPage frame={frame} health={health} title={issue} path={trackerPath.issue(issue)}>
      <h1>{issue}</h1>
      <p class="lead">{leadOf(model)}</p>
      {model.formerNames.length === 0 ? null : <p class="soft">It was called {listed(model.formerNames)} before.</p>}
      {model.description === "" ? null : <p>{clip(model.description, 1000)}</p>}
      {model.signals === null ? null : (
        <ul class="inline" aria-label="Danger">
          {model.signals.words.map((word) => (
            <li key={word}>{word}</li>
          ))}
        </ul>
      )}
      {places.some((place) => place.setAside) ? (
        <Note tone="late">
          <p>
            A record of this issue has an error and was set aside: nothing of it counts.{" "}
            <a href={trackerPath.problems}>What is wrong with it</a>
          </p>
        </Note>
      ) : null}
      <LostLines lines={model.lostLines} />
      <NoDayNote noDay={noDay} />
      {asOf === null ? null : <AsOf path={path} asOf={asOf} now={frame.now} />}
      <section aria-labelledby="packages">
        <h2 id="packages">{asOf === null ? "Packages" : "Packages now"}</h2>
        {packages.length === 0 ? (
          <Empty>No line of the lists ties this issue to a package.</Empty>
        ) : (
          <Scroll label="Verdicts by package and release">
            <table class="verdicts">
              <thead>
                <tr>
                  <th scope="col">Release</th>
                  <th scope="col">State</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              {packages.map(({ source, verdicts }) => (
                <tbody key={source}>
                  <tr>
                    <th scope="rowgroup" colSpan={3} class="group">
                      <a href={trackerPath.source(source)}>{source}</a>
                      {verdicts.length === 0 ? <small>{nowhere(source, model)}</small> : null}
                    </th>
                  </tr>
                  {verdicts.map((verdict) => (
                    <VerdictRow
                      key={verdict.release}
                      issue={issue}
                      source={source}
                      verdict={verdict}
                      since={sinceOf(source, verdict.release)}
                    />
                  ))}
                </tbody>
              ))}
            </table>
          </Scroll>
        )}
      </section>
      {history === null ? null : (
        <>
          <IssueHistory history={history} now={frame.now} />
          <AsOfForm path={path} asOf={asOf} />
        </>
      )}
      {remarks.length === 0 ? null : (
        <section aria-labelledby="notes">
          <h2 id="notes">Notes</h2>
          <ul class="plain">
            {remarks.slice(0, MOST_REMARKS).map((remark) => (
              <li key={remark}>
                <Remark text={remark} />
              </li>
            ))}
          </ul>
          {remarks.length > MOST_REMARKS ? (
            <p class="more">And {remarks.length - MOST_REMARKS} more in the list.</p>
          ) : null}
        </section>
      )}
      {editing.issue?.issue === issue ? (
        <section aria-labelledby="edit">
          <h2 id="edit">Edit {issue}</h2>
          <IssueForms
            frame={frame}
            editing={editing.issue}
            fields={{ ...NO_FIELDS, package: onlyPackage }}
            problem=""
            notForUs={model.state === "not-for-us"}
            Title="h3"
          />
          {editing.advisory === undefined ? null : (
            <NewAdvisory frame={frame} editing={editing.advisory} given={{ package: onlyPackage, issues: issue }} />
          )}
        </section>
      ) : null}
      <section aria-labelledby="elsewhere">
        <h2 id="elsewhere">Elsewhere</h2>
        <ul class="inline">
          {advisories.map((name) => (
            <li key={name}>
              <a href={trackerPath.issue(name)}>{name}</a>
            </li>
          ))}
          {bugs.map((bug) => (
            <li key={bug}>
              <a href={trackerPath.bug(bug)}>bug {bug}</a>
            </li>
          ))}
          {history === null ? null : (
            <li>
              <a href={`${path}.atom`}>Atom feed</a>
            </li>
          )}
          {places.map(({ layer, file, line }) => (
            <li key={`${layer} ${file}`}>
              <span class="v">
                {layer} {file}:{line}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </TrackerPage>
  );
}

/** A release's verdict; its reason in full is one step away. */
export function VerdictRow({
  issue,
  source,
  verdict,
  since,
}: {
  issue: string;
  source: string;
  verdict: VerdictModel;
  since: SinceModel | undefined;
}) {
  return (
    <tr>
      <th scope="row">
        <a
          href={trackerPath.reason(issue, source, verdict.release)}
          aria-label={`Why, for ${source} in ${verdict.release}`}
        >
          {verdict.release}
        </a>
      </th>
      <td>
        <VerdictTag verdict={verdict} />
        <Since since={since} />
      </td>
      <td>{clip(verdict.reason, 400)}</td>
    </tr>
  );
}

function Remark({ text }: { text: string }) {
  const [, before = "", address = "", after = ""] = /^(.*?)(https?:\/\/[^\s<>"]+)(.*)$/s.exec(text) ?? [];
  const href = webAddress(address);
  if (href === null) return <>{clip(text, 500)}</>;
  return (
    <>
      {clip(before, 300)}
      <a href={href} rel="noreferrer">
        {clip(address, 200)}
      </a>
      {clip(after, 300)}
    </>
  );
}

function leadOf({ state, packages, places, lostLines }: TrackerIssueModel): string {
  if (state !== "normal") return STATES[state];
  const open = packages.flatMap(({ source, verdicts }) =>
    verdicts.some((verdict) => OPEN.has(verdict.word)) ? [source] : [],
  );
  if (packages.length === 0 && places.some((place) => place.setAside)) {
    return "Which package this is about is not known: its record has an error.";
  }
  if (packages.length === 0) return "Nobody has judged yet which package this is about.";
  const spoilt = lostLines.length > 0 || places.some((place) => place.setAside);
  if (open.length === 0 && spoilt) return "Whether it is open is not known: what the lists say of it has an error.";
  if (open.length === 0) return "It is open in no release.";
  return `It is open in ${open.length > 3 ? count(open.length, "package", "packages") : listed(open)}.`;
}

/** Why a package has no row: no suite has it, or what is said of it names no release that there is. */
function nowhere(source: string, { lostLines }: TrackerIssueModel): string {
  return lostLines.some((line) => line.source === source)
    ? "No line about it names a release that is known."
    : "It is in no release.";
}

const OPEN: ReadonlySet<string> = new Set(["vulnerable", "no-dsa", "planned", "unimportant", "end-of-life"]);
