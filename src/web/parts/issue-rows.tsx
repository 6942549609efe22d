import { formatTimeLeft } from "../../kernel/index.ts";
import type { OpenIssueRow } from "../model/index.ts";
import { packagePath } from "../text/addresses.ts";
import { clip } from "../text/visible.ts";
import { Clock } from "./clock.tsx";
import { When } from "./when.tsx";

const LONGEST_REASON = 220;
const LONGEST_DESCRIPTION = 160;

/** Open issues without an update. */
export function IssueRows({ rows, now }: { rows: readonly OpenIssueRow[]; now: Date }) {
  return (
    <ul class="rows">
      {rows.map((row) => (
        <li key={`${row.issue} ${row.source} ${row.release}`}>
          <TimeLeft row={row} now={now} />
          <div>
            <a href={packagePath(row.source, row.issue)}>{row.issue}</a> in {row.source} for {row.release}
            {row.description === "" ? null : (
              <>
                <br />
                <span class="soft">{clip(row.description, LONGEST_DESCRIPTION)}</span>
              </>
            )}
            <br />
            {clip(row.reason, LONGEST_REASON)}
            {row.forWhom === "" ? null : ` It takes ${clip(row.forWhom, LONGEST_REASON)}.`}
          </div>
          <small>
            <span>{row.urgency === "not yet assigned" ? "no urgency yet" : `urgency ${row.urgency}`}</span>
            {row.knownAt ? (
              <span>
                known <When at={row.knownAt} now={now} />
              </span>
            ) : null}
            {row.deadline ? (
              <span>
                due <When at={row.deadline} now={now} />
              </span>
            ) : null}
          </small>
        </li>
      ))}
    </ul>
  );
}

function TimeLeft({ row, now }: { row: OpenIssueRow; now: Date }) {
  if (row.deadline === null) return <span class="clock none">{row.decided ? "can wait" : "older than this desk"}</span>;
  if (row.knownAt === null) {
    return <span class={row.deadline < now ? "clock late" : "clock"}>{formatTimeLeft(row.deadline, now)}</span>;
  }
  return <Clock knownAt={row.knownAt} deadline={row.deadline} stoppedAt={null} now={now} />;
}
