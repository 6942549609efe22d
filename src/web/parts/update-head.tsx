import type { Frame, UpdateRow } from "../model/index.ts";
import { packagePath, releasePath, updatePath } from "../text/addresses.ts";
import { Clock } from "./clock.tsx";
import { Note } from "./note.tsx";
import { Secrecy, Tag } from "./tag.tsx";
import { When } from "./when.tsx";

const MOST_ISSUES = 20;

export function updateTitle(row: UpdateRow): string {
  return `${row.source} ${row.version} for ${row.release}`;
}

/** What it is and whether people outside may know; the same on the update's page and on those around it. */
export function UpdateHead({ frame, row, of }: { frame: Frame; row: UpdateRow; of?: string }) {
  const hidden = row.embargoed && row.state !== "published";
  return (
    <>
      {of === undefined ? (
        <p class="crumb">
          Update {row.id} of <a href={packagePath(row.source)}>{row.source}</a> for{" "}
          <a href={releasePath(row.release)}>{row.release}</a>
        </p>
      ) : (
        <p class="crumb">
          <a href={updatePath(row.id)}>
            Update {row.id}: {updateTitle(row)}
          </a>
        </p>
      )}
      <h1>
        {of ?? (
          <>
            {row.source} <span class="v">{row.version}</span> for {row.release}
          </>
        )}
      </h1>
      {hidden ? (
        <Note tone="sealed">
          <p>
            <strong>
              <span aria-hidden="true">■ </span>Embargoed
              {row.embargoUntil ? (
                <>
                  {" "}
                  until <When at={row.embargoUntil} now={frame.now} />
                </>
              ) : (
                "; nobody has set until when"
              )}
              .
            </strong>{" "}
            Only the team and whoever signed its source see this page. Do not speak of it elsewhere.
          </p>
        </Note>
      ) : null}
      {of === undefined ? (
        <div class="headline">
          {row.state === "open" || row.publishedAt ? (
            <Clock knownAt={row.knownAt} deadline={row.deadline} stoppedAt={row.publishedAt} now={frame.now} />
          ) : (
            <Tag shape="none">{row.state}</Tag>
          )}
          {hidden ? null : <Secrecy embargoed={row.embargoed} state={row.state} />}
          <span>
            {row.issues.length === 0 ? "Names no issue." : "Fixes "}
            {row.issues.slice(0, MOST_ISSUES).map((issue, index) => (
              <>
                {index > 0 ? ", " : ""}
                <a key={issue} href={packagePath(row.source, issue)}>
                  {issue}
                </a>
              </>
            ))}
            {row.issues.length > MOST_ISSUES ? ` and ${row.issues.length - MOST_ISSUES} more` : ""}
          </span>
        </div>
      ) : null}
    </>
  );
}
