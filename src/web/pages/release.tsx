import type { Frame, ReleaseModel, ReleaseSummary, SuiteModel } from "../model/index.ts";
import { PAGE_SIZES } from "../model/page-sizes.ts";
import { IssueRows } from "../parts/issue-rows.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Pager } from "../parts/pager.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { Tag } from "../parts/tag.tsx";
import { UpdateRows } from "../parts/update-rows.tsx";
import { When } from "../parts/when.tsx";
import { releasePath } from "../text/addresses.ts";
import { formatDay } from "../text/times.ts";
import { capital, count, formatNumber, listed } from "../text/words.ts";

/** The releases that this desk looks after. */
export function ReleasesPage({ frame, releases }: { frame: Frame; releases: readonly ReleaseSummary[] }) {
  const supported = releases.filter((release) => release.phases.length === 0 || phaseOf(release, frame.now)).length;
  const title = `${capital(count(supported, "release is", "releases are"))} supported now`;
  return (
    <Layout frame={frame} title="Releases">
      <h1>{title}.</h1>
      {releases.length === 0 ? (
        <Empty>The distribution definition names no release.</Empty>
      ) : (
        <Scroll label="Table of releases">
          <table class="cards">
            <thead>
              <tr>
                <th scope="col">Release</th>
                <th scope="col">Support</th>
                <th scope="col" class="number">
                  Updates on the way
                </th>
                <th scope="col" class="number">
                  Open issues
                </th>
              </tr>
            </thead>
            <tbody>
              {releases.map((release) => (
                <tr key={release.codename}>
                  <th scope="row">
                    <a href={releasePath(release.codename)}>{release.codename}</a> {release.version}
                  </th>
                  <td data-label="Support">{supportSentence(release, frame.now)}</td>
                  <td class="number" data-label="On the way">
                    {formatNumber(release.openUpdates)}
                  </td>
                  <td class="number" data-label="Open issues">
                    {formatNumber(release.openIssues)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Layout>
  );
}

/** One release: where it comes from, what is on the way to it, what is open in it. */
export function ReleasePage({ frame, model }: { frame: Frame; model: ReleaseModel }) {
  const { summary, suites, updates, issues } = model;
  const broken = suites.filter((suite) => suite.problem !== "").length;
  return (
    <Layout frame={frame} title={summary.codename}>
      <p class="crumb">
        <a href="/releases">Releases</a>
      </p>
      <h1>
        {summary.codename} {summary.version}
      </h1>
      <p class="lead">
        {capital(count(summary.openUpdates, "update is", "updates are"))} on the way and{" "}
        {count(issues.total, "open issue has", "open issues have")} none.{" "}
        {broken === 0
          ? "All suites are verified."
          : `${capital(count(broken, "suite", "suites"))} could not be renewed.`}
      </p>
      <p>
        {supportSentence(summary, frame.now)} Architectures: {listed(summary.architectures)}.
      </p>
      <section aria-labelledby="updates">
        <h2 id="updates">
          On the way <span class="count">{updates.length}</span>
        </h2>
        {updates.length === 0 ? (
          <Empty>No update is on the way.</Empty>
        ) : (
          <UpdateRows rows={updates.slice(0, PAGE_SIZES.group)} now={frame.now} />
        )}
        {updates.length > PAGE_SIZES.group ? (
          <p class="more">
            And {updates.length - PAGE_SIZES.group} more; <a href="/updates">the list of updates</a> has all.
          </p>
        ) : null}
      </section>
      <section aria-labelledby="issues">
        <h2 id="issues">
          Open issues without an update <span class="count">{formatNumber(issues.total)}</span>
        </h2>
        {issues.rows.length === 0 ? <Empty>There is none.</Empty> : <IssueRows rows={issues.rows} now={frame.now} />}
        <Pager
          list={issues}
          what="open issues"
          pathOf={(page) => `${releasePath(summary.codename)}?page=${page}#issues`}
        />
      </section>
      <section aria-labelledby="suites">
        <h2 id="suites">Suites</h2>
        <Suites suites={suites} frame={frame} />
      </section>
    </Layout>
  );
}

function Suites({ suites, frame }: { suites: readonly SuiteModel[]; frame: Frame }) {
  if (suites.length === 0) return <Empty>The definition names no suite for this release.</Empty>;
  return (
    <Scroll label="Table of suites">
      <table class="cards suites">
        <thead>
          <tr>
            <th scope="col">Suite</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {suites.map((suite) => (
            <tr key={suite.name}>
              <th scope="row" class="v">
                {suite.name}
              </th>
              <td data-label="Role">{suite.role}</td>
              <td data-label="State">
                {suite.problem === "" ? (
                  <Tag shape="good" tone="good">
                    verified
                  </Tag>
                ) : (
                  <>
                    <Tag shape="bad" tone="late">
                      not renewed
                    </Tag>{" "}
                    {suite.problem}
                    {suite.since ? (
                      <>
                        {" "}
                        Since <When at={suite.since} now={frame.now} />; it is tried again by itself.
                      </>
                    ) : null}
                  </>
                )}
                {suite.dated ? (
                  <>
                    {" "}
                    In service: the state of <When at={suite.dated} now={frame.now} />.
                  </>
                ) : (
                  " None is in service."
                )}
              </td>
              <td class="v" data-label="From">
                {breakable(suite.url)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** An address may break after a slash, and nowhere else. */
function breakable(address: string) {
  return address
    .split(/(?<=\/)(?!\/)/)
    .flatMap((part, index) => (index === 0 ? [part] : [<wbr key={`${index}`} />, part]));
}

function phaseOf(release: ReleaseSummary, now: Date): ReleaseSummary["phases"][number] | undefined {
  return release.phases.find((phase) => phase.from <= now && now < phase.until);
}

function supportSentence(release: ReleaseSummary, now: Date): string {
  const phase = phaseOf(release, now);
  if (release.phases.length === 0) return "Supported without an end.";
  if (!phase) return "Not supported now.";
  return `Supported (${phase.name}) until ${formatDay(phase.until)}.`;
}
