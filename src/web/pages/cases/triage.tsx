import { FLAGS, type Overview, type SortAs, type TriageRow } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { HourIn } from "../../parts/cases/hour.tsx";
import { CaseName } from "../../parts/cases/rows.tsx";
import { SetAsideLine } from "../../parts/cases/set-aside-line.tsx";
import { StateTag } from "../../parts/cases/tags.tsx";
import { VerdictButtons, VerdictTag, WordSource } from "../../parts/cases/verdicts.tsx";
import { Clock } from "../../parts/clock.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { Ago, When } from "../../parts/when.tsx";
import { actPath, casePath, casesPath } from "../../text/cases/addresses.ts";
import { happened } from "../../text/cases/states.ts";
import { clip } from "../../text/visible.ts";
import { capital, count, listed } from "../../text/words.ts";

export const TRIAGE_PAGE_SIZE = 8;

export interface CasesTriageProps {
  readonly frame: Frame;
  readonly rows: readonly TriageRow[];
  readonly overview: Overview;
  /** Counts from 1. */
  readonly page: number;
}

/** What no team has taken: every message against every team, and the words that are still missing. */
export function CasesTriagePage({ frame, rows, overview, page }: CasesTriageProps) {
  const shown = rows.slice((page - 1) * TRIAGE_PAGE_SIZE, page * TRIAGE_PAGE_SIZE);
  const list = { total: rows.length, page, pageSize: TRIAGE_PAGE_SIZE, rows: shown };
  const first = shown.find(({ words }) => words.some(({ yours }) => yours)) ?? shown.find((row) => maySort(row));
  return (
    <CasesPage frame={frame} title="Triage" confidential={rows.some(({ row }) => row.title !== null)}>
      <h1>{triageSentence(rows, overview.sees)}</h1>
      {rows.length === 0 ? (
        <Empty>
          {overview.sees === "all"
            ? "Every message has found its team. The next one stands here the moment it is judged."
            : "Others are not shown to you, and no verdict is asked of you."}
        </Empty>
      ) : (
        <>
          <Matrix rows={shown} frame={frame} />
          {shown.map((row) => (
            <Waiting key={row.row.id} row={row} frame={frame} first={row === first} />
          ))}
        </>
      )}
      <Pager list={list} what="messages" pathOf={(at) => casesPath.triage({ page: String(at) })} />
      <SetAsideLine overview={overview} />
      {first ? <AccessKeys of={first} /> : null}
    </CasesPage>
  );
}

/** The keys that press something on this page, and no others. */
function AccessKeys({ of: one }: { of: TriageRow }) {
  const verdicts = one.words.some(({ yours }) => yours);
  const sorting = maySort(one);
  return (
    <p class="soft">
      The access keys {verdicts ? `m, n and u say mine, not mine and unsure of ${one.row.id}` : ""}
      {verdicts && sorting ? "; " : ""}
      {sorting ? `s, b, l and p sort ${verdicts ? "it" : one.row.id} out as spam, bogus, legal and support` : ""}.
    </p>
  );
}

export function triageSentence(rows: readonly TriageRow[], sees: Overview["sees"] = "all"): string {
  if (rows.length === 0) {
    return sees === "all" ? "Every message has found its team." : "No case in which you have a part waits for a team.";
  }
  const yours = rows.filter(({ words }) => words.some((word) => word.yours && word.verdict === undefined)).length;
  const what = `${capital(count(rows.length, "message waits", "messages wait"))} for a team`;
  if (yours === 0) return `${what}; none for your word.`;
  return `${what}; ${yours === 1 ? "one of them waits" : `${count(yours, "one", "of them")} wait`} for your word.`;
}

/** Messages against teams, at one glance. */
function Matrix({ rows, frame }: { rows: readonly TriageRow[]; frame: Frame }) {
  const teams = [...new Set(rows.flatMap(({ words }) => words.map(({ team }) => team)))];
  if (teams.length === 0) return null;
  return (
    <Scroll label="Messages and teams">
      <table class="cards matrix">
        <thead>
          <tr>
            <th scope="col">Message</th>
            {teams.map((team) => (
              <th scope="col" key={team}>
                {team}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(({ words }) => words.length > 0)
            .map(({ row, words }) => (
              <tr key={row.id}>
                <th scope="row">
                  <a href={`#${row.id}`}>{row.id}</a>
                </th>
                {teams.map((team) => {
                  const word = words.find((one) => one.team === team);
                  return (
                    <td key={team} data-label={team}>
                      {word ? (
                        <>
                          <VerdictTag verdict={word.verdict} /> <WordSource word={word} frame={frame} />
                        </>
                      ) : (
                        <span class="soft">not asked</span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Waiting({ row: one, frame, first }: { row: TriageRow; frame: Frame; first: boolean }) {
  const { row, words } = one;
  return (
    <section class={row.title === null ? "sheet triage" : "sheet triage confidential"} aria-labelledby={row.id}>
      <h2 id={row.id}>
        <CaseName row={row} frame={frame} /> <StateTag state={row.state} />
      </h2>
      {row.due ? (
        <Clock knownAt={row.due.startsAt} deadline={row.due.deadline} stoppedAt={null} now={frame.now} />
      ) : null}
      <p>
        {happened(row.state)} <Silence row={one} frame={frame} />
      </p>
      <Judged row={one} />
      <VerdictButtons frame={frame} id={row.id} words={words} first={first} back="triage" />
      {maySort(one) && isOdd(one) ? <LetIn row={one} /> : null}
      {maySort(one) ? <Sorting row={one} frame={frame} first={first} /> : null}
    </section>
  );
}

/** Who is silent since when, and what the desk does about it next. */
function Silence({ row: { row, words, askingSince, next }, frame }: { row: TriageRow; frame: Frame }) {
  const silent = words.filter(({ verdict }) => verdict === undefined);
  return (
    <>
      {silent.length > 0 ? (
        <>
          <strong>{capital(listed(silent.map(({ team, speaks }) => `${team} (${speaks})`)))}</strong>{" "}
          {silent.length === 1 ? "has" : "have"} been silent since <When at={askingSince} now={frame.now} />,{" "}
          <Ago at={askingSince} now={frame.now} />.{" "}
        </>
      ) : (
        <>
          It arrived <Ago at={row.receivedAt} now={frame.now} />.{" "}
        </>
      )}
      {next ? (
        <>
          At <HourIn at={next.at} frame={frame} /> the desk asks {STEP_WORDS[next.step]}: {listed(next.to)}.
        </>
      ) : null}
    </>
  );
}

const STEP_WORDS = {
  "point-person": "the point people",
  deputy: "the deputies",
  lead: "the leads",
  director: "the director",
} as const;

/** Why a person must look, or why nothing could be read. */
function Judged({ row: { row, judged } }: { row: TriageRow }) {
  if (!judged) return null;
  const odd = isOdd({ row });
  if (!odd && judged.flags.length === 0) return null;
  return (
    <div class={odd ? "note soon" : undefined}>
      {odd ? (
        <p>
          <strong>{row.state === "quarantined" ? "In quarantine:" : "Unreadable:"}</strong> {clip(judged.because, 300)}
        </p>
      ) : null}
      {judged.flags.length > 0 ? (
        <ul class="flags">
          {judged.flags.map((flag) => (
            <li key={flag}>{FLAGS[flag]}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** No team is asked before somebody has looked at it. */
function isOdd({ row }: Pick<TriageRow, "row">): boolean {
  return row.state === "quarantined" || row.state === "held_unreadable";
}

/** What can be done with such a message where it is a report. */
function LetIn({ row: { row } }: { row: TriageRow }) {
  return (
    <div class="act sorting">
      <span class="soft">Is it a report?</span>
      <a href={casePath(row.id)}>Look at it</a>
      {row.state === "held_unreadable" ? <a href={casePath(row.id, "/reply")}>Ask its sender again …</a> : null}
      <a href={actPath(row.id, "admit")}>Let it in …</a>
    </div>
  );
}

/** Who may read it may sort it out, by the table of acts; the desk asks again. */
function maySort({ row }: TriageRow): boolean {
  return row.title !== null;
}

const SORTS: readonly (readonly [as: SortAs, words: string, key: string])[] = [
  ["bogus", "Bogus …", "b"],
  ["legal", "Legal …", "l"],
  ["support", "Support …", "p"],
];

function Sorting({ row: { row, judged }, frame, first }: { row: TriageRow; frame: Frame; first: boolean }) {
  const { id } = row;
  const hint = judged?.flags.includes("route_legal_suggested")
    ? "legal"
    : judged?.flags.includes("route_support_suggested")
      ? "support"
      : "";
  return (
    <div class="act sorting">
      <span class="soft">Or it is no report:</span>
      <ActForm frame={frame} action={casePath(id, "/sort")} class="inline">
        <input type="hidden" name="as" value="spam" />
        <input type="hidden" name="reason" value="Spam." />
        <input type="hidden" name="back" value="triage" />
        <button type="submit" class="link" accesskey={first ? "s" : undefined} aria-label={`Spam: close ${id}`}>
          Spam
        </button>
      </ActForm>
      {SORTS.map(([as, words, key]) => (
        <a
          key={as}
          href={casePath(id, `/sort?as=${as}`)}
          accesskey={first ? key : undefined}
          aria-label={`${words} ${id}`}
        >
          {as === hint ? <strong>{words}</strong> : words}
        </a>
      ))}
      {isOdd({ row }) ? null : <a href={actPath(id, "route")}>Ask other teams …</a>}
    </div>
  );
}
