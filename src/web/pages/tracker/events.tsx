import type { DelayModel, DelaysModel, EventsModel, EventWish, Frame, TrackerHealth } from "../../model/index.ts";
import { EventRows } from "../../parts/event-rows.tsx";
import { Empty } from "../../parts/note.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { formatNumber } from "../../text/words.ts";
import { TrackerPage } from "./frame.tsx";
import { day } from "./history.tsx";

interface Props<Model> {
  readonly frame: Frame;
  readonly health: TrackerHealth;
  readonly model: Model;
}

/** Every change of a verdict, the newest first, with what the reader has chosen. */
export function TrackerEventsPage({ frame, health, model, wish }: Props<EventsModel> & { readonly wish: EventWish }) {
  const { begins, events, releases, teams } = model;
  const own = trackerPath.events();
  return (
    <TrackerPage frame={frame} health={health} title="Changes of verdicts" path={own}>
      <h1>
        Changes of verdicts <span class="count">{formatNumber(events.total)}</span>
      </h1>
      <p class="soft">
        {begins === null
          ? "No history is kept yet: it needs data in git, and an archive that was read."
          : `The newest first; the history begins on ${day(new Date(begins))}.`}{" "}
        <a href={trackerPath.delays}>How long fixes took</a>
      </p>
      <form method="get" action={own} class="act">
        <label for="issue">Issue</label>
        <input id="issue" name="issue" maxLength={60} value={wish.issue} spellcheck={false} />
        <label for="source">Source package</label>
        <input id="source" name="source" maxLength={100} value={wish.source} spellcheck={false} />
        <Choice name="release" label="Release" all={releases} chosen={wish.release} />
        <Choice name="team" label="Team" all={teams} chosen={wish.team} />
        <button type="submit" class="plain">
          Show
        </button>
      </form>
      {events.rows.length > 0 ? (
        <EventRows events={events.rows} now={frame.now} />
      ) : (
        <Empty>{events.total === 0 ? "Nothing of this kind has changed." : "There is no such page."}</Empty>
      )}
      <Pager
        list={events}
        what="changes"
        pathOf={(page) => trackerPath.events({ ...given(wish), page: String(page) })}
      />
      <p class="soft">
        To follow these: <a href={trackerPath.eventsAtom(given(wish))}>Atom feed</a>, or{" "}
        <a href={trackerPath.eventsJson(given(wish))}>JSON</a> with a cursor: what follows its <code>next</code> is
        asked for with <code>since</code>.
      </p>
    </TrackerPage>
  );
}

function Choice({
  name,
  label,
  all,
  chosen,
}: {
  name: string;
  label: string;
  all: readonly string[];
  chosen: string | undefined;
}) {
  return (
    <>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">all</option>
        {all.map((one) => (
          <option key={one} value={one} selected={one === chosen}>
            {one}
          </option>
        ))}
      </select>
    </>
  );
}

/** The parts of a wish that were given, for addresses. */
export function given(wish: EventWish): Readonly<Record<string, string>> {
  const parts = Object.entries(wish).filter((part): part is [string, string] => part[1] !== undefined);
  return Object.fromEntries(parts);
}

/** Days from an issue's publication to its fix in a suite. */
export function TrackerDelaysPage({ frame, health, model }: Props<DelaysModel>) {
  return (
    <TrackerPage frame={frame} health={health} title="How long fixes took" path={trackerPath.delays}>
      <h1>How long fixes took</h1>
      <p class="soft">
        Days from an issue's publication to the first archive with the fix, since {day(new Date(model.begins))}.
        Publication is the day of the CVE record where one was imported, else the first word about the issue in the
        data: the column <i>From</i> says which. What has no known beginning is left out; what was fixed already when it
        became known stands apart.
      </p>
      <Table title="By release" first="Release" rows={model.releases} />
      <Table title="By team" first="Team" rows={model.teams} />
      <p class="soft">A team is who supported the release when the issue became known.</p>
    </TrackerPage>
  );
}

const FROM = { cve: "CVE", record: "record", both: "both" } as const;

function Table({
  title,
  first,
  rows,
}: {
  title: string;
  first: string;
  rows: readonly (DelayModel & { readonly name: string })[];
}) {
  const id = first.toLowerCase();
  const days = (value: number | null): string => (value === null ? "–" : value.toFixed(1));
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {rows.length === 0 ? (
        <Empty>Nothing is on record yet.</Empty>
      ) : (
        <Scroll label={`Days, ${title.toLowerCase()}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                <th scope="col">From</th>
                {["Fixes", "Half within", "Three of four", "Nine of ten", "At once", "Open", "Oldest"].map((word) => (
                  <th key={word} scope="col" class="number">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.name}>
                  <th scope="row">{row.name}</th>
                  <td>{row.countedFrom === null ? "–" : FROM[row.countedFrom]}</td>
                  <td class="number">{formatNumber(row.fixed)}</td>
                  <td class="number">{days(row.median)}</td>
                  <td class="number">{days(row.p75)}</td>
                  <td class="number">{days(row.p90)}</td>
                  <td class="number">{formatNumber(row.atOnce)}</td>
                  <td class="number">{formatNumber(row.open)}</td>
                  <td class="number">{days(row.longestOpen)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}
