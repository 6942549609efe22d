import type { ReviewFindings } from "../../updates/index.ts";
import { visible } from "../text/visible.ts";
import { capital, count, listed } from "../text/words.ts";
import { Empty } from "./note.tsx";

type Binary = ReviewFindings["binaries"][number];

/** How many names a list shows before it counts the rest. */
const MOST_NAMES = 15;
const MOST_PACKAGES = 30;

/** What changes on users' machines, package by package; packages without a difference share one sentence. */
export function BinaryReview({ binaries }: { binaries: readonly Binary[] }) {
  if (binaries.length === 0) return <Empty>There is no package to compare with.</Empty>;
  const changed = binaries.filter((binary) => hasNews(binary));
  const same = binaries.filter((binary) => !hasNews(binary));
  return (
    <>
      {changed.slice(0, MOST_PACKAGES).map((binary) => (
        <Package key={`${binary.package} ${binary.architecture}`} binary={binary} />
      ))}
      {changed.length > MOST_PACKAGES ? <p>And {changed.length - MOST_PACKAGES} more packages changed.</p> : null}
      {same.length === 0 ? null : (
        <p>
          {capital(count(same.length, "package has", "packages have"))} the same files, dependencies, maintainer scripts
          and no new setuid bit: <span class="v">{listed(same.slice(0, MOST_NAMES).map(nameOf))}</span>
          {same.length > MOST_NAMES ? " and others" : ""}.
        </p>
      )}
    </>
  );
}

function nameOf(binary: Binary): string {
  return `${binary.package} (${binary.architecture})`;
}

function hasNews(binary: Binary): boolean {
  const lists = [binary.filesAdded, binary.filesRemoved, binary.dependencies, binary.scripts, binary.setuid];
  return binary.problem !== "" || lists.some((list) => list.length > 0);
}

function Package({ binary }: { binary: Binary }) {
  const rows: readonly (readonly [what: string, names: readonly string[], alarming: boolean])[] = [
    ["New setuid or setgid", binary.setuid, true],
    ["Maintainer scripts changed", binary.scripts, true],
    ["Dependencies changed", binary.dependencies, false],
    ["Files added", binary.filesAdded, false],
    ["Files removed", binary.filesRemoved, false],
  ];
  return (
    <div class="file">
      <h3>
        <span class="v">{binary.package}</span> <small>{binary.architecture}</small>
      </h3>
      {binary.before === "" ? null : (
        <p>
          <span class="v">{binary.before}</span> → <span class="v">{binary.after}</span>
        </p>
      )}
      {binary.problem === "" ? null : <p>{visible(binary.problem)}</p>}
      <dl class="changes">
        {rows
          .filter(([, names]) => names.length > 0)
          .map(([what, names, alarming]) => (
            <div key={what}>
              <dt class={alarming ? "late" : undefined}>
                {alarming ? <span aria-hidden="true">▲ </span> : null}
                {what}
              </dt>
              {names.slice(0, MOST_NAMES).map((name) => (
                <dd key={name} class="v">
                  {visible(name)}
                </dd>
              ))}
              {names.length > MOST_NAMES ? <dd>and {names.length - MOST_NAMES} more</dd> : null}
            </div>
          ))}
      </dl>
    </div>
  );
}
