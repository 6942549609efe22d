import type { Case, CaseView } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { casePath, casesPath } from "../../text/cases/addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count } from "../../text/words.ts";
import { Clock } from "../clock.tsx";
import { Note } from "../note.tsx";
import { isJudged } from "./rows.tsx";
import { CaseSecrecy, SeverityTag, StateTag } from "./tags.tsx";

/** What every page of one case begins with. `of` says which page it is when it is not the case's own. */
export function CaseHead({ frame, view, of }: { frame: Frame; view: CaseView; of?: string }) {
  const { row, kept, policy } = view;
  const { due } = row;
  const title = kept.title.trim() === "" ? "without a title" : clip(kept.title, 300);
  return (
    <>
      <p class="crumb">
        <a href={casesPath.home}>Cases</a>
        {of === undefined ? null : (
          <>
            {" › "}
            <a href={casePath(row.id)}>
              {row.id}: {title}
            </a>
          </>
        )}
      </p>
      <h1>
        {of ?? (
          <>
            {row.id} {title}
          </>
        )}
      </h1>
      <Confidential readers={view.readers.length} isKnown={isKnownOutside(kept.case)} />
      {of === undefined ? (
        <div class="headline">
          {due ? <Clock knownAt={due.startsAt} deadline={due.deadline} stoppedAt={null} now={frame.now} /> : null}
          <StateTag state={row.state} />
          {isJudged(row) ? <SeverityTag severity={row.severity} /> : null}
          <CaseSecrecy theCase={kept.case} policy={policy} />
        </div>
      ) : null}
    </>
  );
}

/** Whether the world knows of the problem: what was sorted out is no secret to keep any more, and yet nobody told it. */
function isKnownOutside({ publishedAt, publicSince, leakedAt }: Case): boolean {
  return [publishedAt, publicSince, leakedAt].some((at) => at !== undefined);
}

function Confidential({ readers, isKnown }: { readers: number; isKnown: boolean }) {
  const who = `${capital(count(readers, "person", "people"))} can read it. Your reading is in the log.`;
  return (
    <Note tone="sealed">
      <p>
        <strong>
          <span aria-hidden="true">■ </span>Confidential.
        </strong>{" "}
        {isKnown ? "The problem is no secret any more; what people wrote to us stays among us. " : ""}
        {who}
      </p>
    </Note>
  );
}
