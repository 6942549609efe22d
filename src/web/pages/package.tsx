import type { Frame, PackageIssue, PackageModel, VerdictModel } from "../model/index.ts";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Pager } from "../parts/pager.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { UpdateRows } from "../parts/update-rows.tsx";
import { VerdictTag } from "../parts/verdict-tag.tsx";
import { packagePath, releasePath } from "../text/addresses.ts";
import { clip } from "../text/visible.ts";
import { capital, count, formatNumber } from "../text/words.ts";

/** A source package: each issue's state in each release, and why. */
export function PackagePage({ frame, model }: { frame: Frame; model: PackageModel }) {
  const { name, issues, updates, releases } = model;
  return (
    <Layout frame={frame} title={name}>
      <h1>{name}</h1>
      <p class="lead">
        {model.open === 0
          ? "No issue is open in a supported release."
          : `${capital(count(model.open, "issue is", "issues are"))} open in a supported release.`}{" "}
        {updates.some((update) => update.state === "open") ? "An update is on the way." : ""}
      </p>
      <ul class="inline">
        {model.versions.map(({ release, suite, version }) => (
          <li key={suite}>
            <a href={releasePath(release)}>{suite}</a> <span class="v">{version}</span>
          </li>
        ))}
      </ul>
      {updates.length === 0 ? null : (
        <section aria-labelledby="updates">
          <h2 id="updates">Updates</h2>
          <UpdateRows rows={updates} now={frame.now} />
        </section>
      )}
      <section aria-labelledby="issues">
        <h2 id="issues">
          Issues <span class="count">{formatNumber(issues.total)}</span>
        </h2>
        {issues.rows.length === 0 ? (
          <Empty>The tracker names no issue of this package.</Empty>
        ) : (
          <Scroll label="Issues by release">
            <table class="verdicts">
              <thead>
                <tr>
                  <th scope="col">Issue</th>
                  {releases.map((release) => (
                    <th scope="col" key={release}>
                      {release}
                    </th>
                  ))}
                  <th scope="col">Why</th>
                </tr>
              </thead>
              <tbody>
                {issues.rows.map((row) => (
                  <IssueRow key={row.issue} row={row} releases={releases} />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
        <Pager list={issues} what="issues" pathOf={(page) => `${packagePath(name)}?page=${page}`} />
      </section>
    </Layout>
  );
}

function IssueRow({ row, releases }: { row: PackageIssue; releases: readonly string[] }) {
  const verdictOf = (release: string) => row.verdicts.find((verdict) => verdict.release === release);
  return (
    <tr id={row.issue}>
      <th scope="row">
        {row.issue}
        {row.description === "" ? null : <small>{clip(row.description, 200)}</small>}
      </th>
      {releases.map((release) => {
        const verdict = verdictOf(release);
        return <td key={release}>{verdict ? <VerdictTag verdict={verdict} /> : null}</td>;
      })}
      <td>
        {reasons(row.verdicts).map(({ of, reason }) => (
          <p key={of}>
            <strong>{of}:</strong> {clip(reason, 400)}
          </p>
        ))}
      </td>
    </tr>
  );
}

/** Releases that share a reason share a sentence. */
function reasons(verdicts: readonly VerdictModel[]): { of: string; reason: string }[] {
  const releasesByReason = new Map<string, string[]>();
  for (const { release, reason } of verdicts) {
    if (reason !== "") releasesByReason.set(reason, [...(releasesByReason.get(reason) ?? []), release]);
  }
  return [...releasesByReason].map(([reason, of]) => ({ of: of.join(", "), reason }));
}
