import type { Frame, PackageIssue, PackageModel, VerdictModel } from "../model/index.ts";
import { PAGE_SIZES } from "../model/page-sizes.ts";
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
  const { name, issues, updates } = model;
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
          <UpdateRows rows={updates.slice(0, PAGE_SIZES.group)} now={frame.now} />
          {updates.length > PAGE_SIZES.group ? (
            <p class="more">And {updates.length - PAGE_SIZES.group} older ones.</p>
          ) : null}
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
                  <th scope="col">Release</th>
                  <th scope="col">State</th>
                  <th scope="col">Why</th>
                </tr>
              </thead>
              {issues.rows.map((row) => (
                <Issue key={row.issue} row={row} />
              ))}
            </table>
          </Scroll>
        )}
        <Pager list={issues} what="issues" pathOf={(page) => `${packagePath(name)}?page=${page}`} />
      </section>
    </Layout>
  );
}

function Issue({ row }: { row: PackageIssue }) {
  return (
    <tbody id={row.issue}>
      <tr>
        <th scope="rowgroup" colSpan={3} class="group">
          {row.issue} {row.description === "" ? null : <small>{clip(row.description, 300)}</small>}
        </th>
      </tr>
      {together(row.verdicts).map(({ releases, verdict }) => (
        <tr key={releases}>
          <th scope="row">{releases}</th>
          <td>
            <VerdictTag verdict={verdict} />
          </td>
          <td>{clip(verdict.reason, 400)}</td>
        </tr>
      ))}
    </tbody>
  );
}

/** Releases with the same state for the same reason share a row. */
function together(verdicts: readonly VerdictModel[]): { releases: string; verdict: VerdictModel }[] {
  const groups = new Map<string, VerdictModel[]>();
  for (const verdict of verdicts) {
    const key = JSON.stringify([verdict.word, verdict.detail, verdict.reason]);
    groups.set(key, [...(groups.get(key) ?? []), verdict]);
  }
  return [...groups.values()].flatMap((group) => {
    const [verdict] = group;
    return verdict ? [{ releases: group.map(({ release }) => release).join(", "), verdict }] : [];
  });
}
