import type { ComponentChildren } from "preact";
import type { Frame, TrackerHealth } from "../../model/index.ts";
import { Layout } from "../../parts/layout.tsx";
import { Note } from "../../parts/note.tsx";
import { When } from "../../parts/when.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { clip } from "../../text/visible.ts";
import { capital, count } from "../../text/words.ts";

/** A page of the tracker: the way back, the search box, and what is wrong with the data. */
export function TrackerPage({
  frame,
  health,
  title,
  path,
  children,
}: {
  frame: Frame;
  health: TrackerHealth;
  title: string;
  /** Of this page without its query, for the JSON beside it. */
  path: string;
  children: ComponentChildren;
}) {
  return (
    <Layout frame={frame} title={title}>
      <p class="crumb">
        <a href={trackerPath.home}>Tracker</a>
      </p>
      <Health health={health} now={frame.now} />
      {children}
      <Search />
      <p class="soft">
        For programs: <a href={`${path}.json`}>this page as JSON</a>
      </p>
    </Layout>
  );
}

export function Search() {
  return (
    <search>
      <form method="get" action="/tracker/search" class="act">
        <label for="q">Issue, source package, bug, advisory or release</label>
        <input id="q" name="q" required maxLength={100} autocomplete="off" spellcheck={false} />
        <button type="submit" class="plain">
          Look up
        </button>
      </form>
    </search>
  );
}

/** Said on every page, because an answer from data with faults is not the whole answer. */
export function Health({ health, now }: { health: TrackerHealth; now: Date }) {
  const { troubles, setAside } = health;
  if (troubles.length === 0 && setAside === 0) return null;
  return (
    <Note tone="soon">
      {troubles.map(({ layer, message, since }) => (
        <p key={layer}>
          The layer {layer} cannot be read since <When at={since} now={now} />: {clip(message, 300)} What was read of it
          last is shown.
        </p>
      ))}
      {setAside === 0 ? null : (
        <p>
          {capital(count(setAside, "error stands", "errors stand"))} in the tracker's data. What{" "}
          {setAside === 1 ? "it spoils" : "they spoil"} is left out, everything else is shown.{" "}
          <a href={trackerPath.problems}>Which they are</a>
        </p>
      )}
    </Note>
  );
}
