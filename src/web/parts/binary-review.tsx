import type { ReviewFindings } from "../../updates/index.ts";
import { evidencePath } from "../text/addresses.ts";
import { pageBytes } from "../text/cut.ts";
import { clip } from "../text/visible.ts";
import { capital, count, listed } from "../text/words.ts";
import { Empty } from "./note.tsx";

type Binary = ReviewFindings["binaries"][number];

/** How many names a list shows before it counts the rest. */
const MOST_NAMES = 8;
const LONGEST_NAME = 140;
/** Bytes of page for all packages together, and for the markup of one. */
const BYTES = 7_000;
const HEAD_BYTES = 500;

/** What changes on users' machines, package by package; packages without a difference share one sentence. */
export function BinaryReview({ id, binaries }: { id: string; binaries: readonly Binary[] }) {
  if (binaries.length === 0) return <Empty>There is no package to compare with.</Empty>;
  const changed = binaries.filter((binary) => hasNews(binary));
  const same = binaries.filter((binary) => !hasNews(binary));
  const shown = thatFit(changed);
  return (
    <>
      {shown.map((binary) => (
        <Package key={`${binary.package} ${binary.architecture}`} binary={binary} />
      ))}
      {changed.length > shown.length ? (
        <p>
          {capital(count(changed.length - shown.length, "more package", "more packages"))} changed;{" "}
          <a href={evidencePath(id, "review")}>the evidence of the review</a> names everything.
        </p>
      ) : null}
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

function namesOf(binary: Binary): readonly string[] {
  const lists = [binary.setuid, binary.scripts, binary.dependencies, binary.filesAdded, binary.filesRemoved];
  return lists.flatMap((list) => list.slice(0, MOST_NAMES).map((name) => name.slice(0, LONGEST_NAME)));
}

/** The first packages that the page has room for; the first one always. */
function thatFit(binaries: readonly Binary[]): readonly Binary[] {
  let used = 0;
  const end = binaries.findIndex((binary, index) => {
    used += HEAD_BYTES + namesOf(binary).reduce((sum, name) => sum + 22 + pageBytes(name), 0);
    return index > 0 && used > BYTES;
  });
  return end < 0 ? binaries : binaries.slice(0, end);
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
      {binary.problem === "" ? null : <p>{clip(binary.problem, 300)}</p>}
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
                  {clip(name, LONGEST_NAME)}
                </dd>
              ))}
              {names.length > MOST_NAMES ? <dd>and {names.length - MOST_NAMES} more</dd> : null}
            </div>
          ))}
      </dl>
    </div>
  );
}
