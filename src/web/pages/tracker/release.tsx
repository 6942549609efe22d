import type {
  Frame,
  ReleaseAsOfModel,
  ReleaseHistoryModel,
  TrackerHealth,
  TrackerReleaseModel,
} from "../../model/index.ts";
import { RELEASE_SHOWS, type ReleaseShow } from "../../model/release-shows.ts";
import { Note } from "../../parts/note.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { formatNumber } from "../../text/words.ts";
import { TrackerPage } from "./frame.tsx";
import { AsOf, AsOfForm, day, lastDay, type NoDay, NoDayNote } from "./history.tsx";
import { Rows } from "./list.tsx";

const SHOW_WORDS: Readonly<Record<ReleaseShow, string>> = {
  open: "Undecided",
  decided: "Decided",
  undetermined: "Undetermined",
  fixed: "Fixed",
};

interface Props {
  readonly frame: Frame;
  readonly health: TrackerHealth;
  readonly model: TrackerReleaseModel & {
    readonly history: ReleaseHistoryModel | null;
    readonly asOf: ReleaseAsOfModel | null;
  };
  readonly noDay: NoDay | null;
}

/** A release: what is open in it, by what was decided; now, or on a day in the past. */
export function TrackerReleasePage({ frame, health, model, noDay }: Props) {
  const { name, show, history, asOf } = model;
  const path = trackerPath.release(name);
  return (
    <TrackerPage frame={frame} health={health} title={`Issues in ${name}`} path={path}>
      <h1>Issues in {name}</h1>
      <NoDayNote noDay={noDay} />
      {asOf === null ? (
        <Now model={model} />
      ) : (
        <AsOf path={path} query={queryOf(show)} asOf={asOf} now={frame.now} none="No issue stood in this list then.">
          <Choices name={name} show={show} counts={asOf.counts} at={lastDay(asOf)} />
        </AsOf>
      )}
      {history === null ? null : <AsOfForm path={path} query={queryOf(show)} asOf={asOf} />}
      <p class="more">
        <a href={trackerPath.events({ release: name })}>What has changed in {name}</a>, also as{" "}
        <a href={`${path}.atom`}>Atom feed</a>
      </p>
    </TrackerPage>
  );
}

function Now({ model }: Pick<Props, "model">) {
  const { name, show, counts, inArchive, lead, history } = model;
  if (!inArchive) {
    const last = history && new Date(history.last);
    return (
      <Note tone="soon">
        <p>
          {lead}
          {last === null ? "" : ` Its history goes up to ${day(last)}; ask below for a day before that.`}
        </p>
      </Note>
    );
  }
  return (
    <>
      <Choices name={name} show={show} counts={counts} />
      <p class="soft">{lead}</p>
      <Rows model={model} pathOf={(page) => trackerPath.release(name, { ...queryOf(show), page: String(page) })} />
    </>
  );
}

/** The lists of a release with how long each is; `at` keeps the day. */
function Choices({
  name,
  show,
  counts,
  at,
}: {
  name: string;
  show: ReleaseShow;
  counts: Readonly<Record<ReleaseShow, number>>;
  at?: string;
}) {
  const query = (one: ReleaseShow) => ({ ...queryOf(one), ...(at === undefined ? {} : { at }) });
  return (
    <nav aria-label="Which issues">
      <ul class="choices">
        {RELEASE_SHOWS.map((one) => (
          <li key={one}>
            <a href={trackerPath.release(name, query(one))} aria-current={one === show ? "page" : undefined}>
              {SHOW_WORDS[one]}
            </a>{" "}
            <span class="count">{formatNumber(counts[one])}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function queryOf(show: ReleaseShow): Readonly<Record<string, string>> {
  return show === "open" ? {} : { show };
}
