import type { ComponentChildren } from "preact";
import type {
  AsOfModel,
  DelayModel,
  EventModel,
  IssueHistoryModel,
  PlaceHistoryModel,
  SinceModel,
  SourceHistoryModel,
  SpanModel,
} from "../../model/index.ts";
import { EventRows } from "../../parts/event-rows.tsx";
import { Empty, Note } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { When } from "../../parts/when.tsx";
import { formatDay } from "../../text/times.ts";
import { trackerPath, withQuery } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count } from "../../text/words.ts";

/** What a page of an issue or a package says beside its own model. */
export interface Past<History> {
  readonly history: History | null;
  readonly asOf: AsOfModel | null;
}

const DAY_MS = 86_400_000;

/** `since 5 Mar 2026`: how it came about stands in the history. */
export function Since({ since }: { since: SinceModel | undefined }) {
  const at = since?.openSince ?? since?.fixed ?? null;
  if (since === undefined || at === null) return null;
  const atLeast = since.openSince !== null && since.atLeast;
  return (
    <>
      {" "}
      <small>
        {atLeast ? "at least " : ""}since <time dateTime={at}>{day(new Date(at))}</time>
      </small>
    </>
  );
}

/** `5 Mar 2026`. */
export function day(at: Date): string {
  return formatDay(at).slice("Sat ".length);
}

/** Since when an issue is open in each release, what opened it and what ended that. */
export function IssueHistory({ history, now }: { history: IssueHistoryModel; now: Date }) {
  const spans = history.spans.filter((span) => span.opened !== null);
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      {spans.length === 0 ? (
        <Empty>It was open in no release since {day(new Date(history.begins))}, when the history begins.</Empty>
      ) : (
        <ul class="plain">
          {spans.map((span) => (
            <li key={`${span.source} ${span.release}`}>
              <strong>
                {span.source}, {span.release}
              </strong>
              <br />
              <SpanText span={span} now={now} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function SpanText({ span, now }: { span: SpanModel; now: Date }) {
  const { opened, closed, daysToFix } = span;
  if (opened === null) return null;
  const isFirst = opened.cause.kind === "first-state";
  return (
    <>
      {opened.after?.word === "undetermined" ? "Undetermined" : "Open"} {isFirst ? "at least since" : "since"}{" "}
      <When at={new Date(opened.at)} now={now} />
      {isFirst ? "" : `, by ${clip(opened.cause.words, 100)}`}.<Why event={opened} />
      {closed === null ? null : (
        <>
          <br />
          {endWord(closed)} <When at={new Date(closed.at)} now={now} />
          {closed.cause.kind === "first-state" ? "" : `, by ${clip(closed.cause.words, 100)}`}
          {daysToFix === null || closed.after?.word !== "fixed" ? "" : `, after ${daysWords(daysToFix)}`}.
          <Why event={closed} />
        </>
      )}
    </>
  );
}

function endWord({ after }: EventModel): string {
  if (after === null) return "Nothing is said any more since";
  return after.word === "fixed" ? "Fixed on" : `${after.word === "rejected" ? "Rejected" : "Not affected"} since`;
}

function Why({ event }: { event: EventModel }) {
  if (event.why === "") return null;
  return (
    <>
      <br />
      <span class="v">{clip(event.why, 300)}</span>
    </>
  );
}

/** One verdict's changes, the newest first. */
export function PlaceHistory({ history, now }: { history: PlaceHistoryModel; now: Date }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      {history.events.length === 0 ? (
        <Empty>Nothing is known of the time before now.</Empty>
      ) : (
        <EventRows events={history.events.toReversed()} now={now} />
      )}
    </section>
  );
}

/** What changed last in a package, and how long its fixes took. */
export function SourceHistory({ name, history, now }: { name: string; history: SourceHistoryModel; now: Date }) {
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <p>{delayWords(history.delays)}</p>
      <EventRows events={history.recent} now={now} />
      <p class="more">
        <a href={trackerPath.events({ source: name })}>All changes of {name}</a>, also as{" "}
        <a href={`${trackerPath.source(name)}.atom`}>Atom feed</a>
      </p>
    </section>
  );
}

const SINCE = {
  cve: "the CVE's publication",
  record: "the first word about the issue here",
  both: "the CVE's publication, or the first word about the issue here",
} as const;

function delayWords({ fixed, countedFrom, median, p90, open, longestOpen }: DelayModel): string {
  const took =
    median === null || p90 === null || countedFrom === null
      ? "No fix is on record whose beginning is known."
      : `Half of ${count(fixed, "fix", "fixes")} took no more than ${daysWords(median)}, nine of ten no more than ${daysWords(p90)}, from ${SINCE[countedFrom]} on.`;
  if (longestOpen === null) return took;
  return `${took} ${capital(count(open, "is", "are"))} open, the oldest for ${daysWords(longestOpen)}.`;
}

export function daysWords(days: number): string {
  if (days < 1) return "a day";
  const rounded = days < 10 ? Math.round(days * 10) / 10 : Math.round(days);
  return rounded === 1 ? "a day" : `${rounded} days`;
}

/** Asks for a day; without script the browser's own field or plain text. */
export function AsOfForm({
  path,
  query = {},
  asOf,
}: {
  path: string;
  query?: Readonly<Record<string, string>>;
  asOf: AsOfModel | null;
}) {
  return (
    <form method="get" action={path} class="act">
      {Object.entries(query).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label for="at">As it was on</label>
      <input id="at" name="at" type="date" required placeholder="2026-05-01" value={asOf ? lastDay(asOf) : undefined} />
      <button type="submit" class="plain">
        Show
      </button>
    </form>
  );
}

/** Why an address that asks for a day is answered with what is known now. */
export type NoDay = "no-such-day" | "to-come" | "no-history";

const NO_DAY: Readonly<Record<NoDay, string>> = {
  "no-such-day": "The address asks for a day that there is not; days are written like 2026-05-01.",
  "to-come": "The address asks for a day that is yet to come.",
  "no-history": "No history of this is kept, so nothing is known of that day.",
};

/** The same in a sentence, for programs too. */
export function noDayWords(noDay: NoDay): string {
  return NO_DAY[noDay];
}

export function NoDayNote({ noDay }: { noDay: NoDay | null }) {
  if (noDay === null) return null;
  return (
    <Note tone="late">
      <p role="alert">{noDayWords(noDay)} What follows is what is known now.</p>
    </Note>
  );
}

/** What was known at the end of a day, instead of what is known now. `query` chooses among lists; `none` is said of an empty one. */
export function AsOf({
  path,
  query = {},
  asOf,
  now,
  none = "No verdict was known by then.",
  children,
}: {
  path: string;
  query?: Readonly<Record<string, string>>;
  asOf: AsOfModel;
  now: Date;
  none?: string;
  children?: ComponentChildren;
}) {
  const on = lastDay(asOf);
  const before = asOf.at <= asOf.begins;
  const isOver = Date.parse(asOf.at) <= now.getTime();
  return (
    <section aria-labelledby="as-of">
      <Note tone="soon">
        <p>
          {isOver
            ? `This is what was known at the end of ${day(new Date(on))}.`
            : `This is what is known so far on ${day(new Date(on))}.`}{" "}
          <a href={withQuery(path, query)}>What is known now</a>
        </p>
      </Note>
      <h2 id="as-of">
        {isOver ? "At the end of" : "So far on"} {day(new Date(on))}
      </h2>
      {children}
      {asOf.rows.rows.length > 0 ? (
        <EventRows events={asOf.rows.rows} now={now} />
      ) : (
        <Empty>
          {before
            ? `The history begins on ${day(new Date(asOf.begins))}; nothing is known of the time before.`
            : asOf.rows.total === 0
              ? none
              : "There is no such page."}
        </Empty>
      )}
      <Pager
        list={asOf.rows}
        what="verdicts"
        pathOf={(page) => withQuery(path, { ...query, at: on, page: String(page) })}
      />
    </section>
  );
}

/** `2026-05-01`: the last day that counts. */
export function lastDay({ at }: Pick<AsOfModel, "at">): string {
  return new Date(Date.parse(at) - DAY_MS).toISOString().slice(0, 10);
}
