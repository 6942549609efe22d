import type { Frame, TrackerHomeModel } from "../../model/index.ts";
import { Layout } from "../../parts/layout.tsx";
import { Empty } from "../../parts/note.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import { capital, count, formatNumber } from "../../text/words.ts";
import { Health, Search } from "./frame.tsx";

/** Where the tracker begins: the search, the releases, the work. */
export function TrackerHomePage({ frame, model }: { frame: Frame; model: TrackerHomeModel }) {
  const candidates = model.views.find((view) => view.name === "candidates")?.count ?? 0;
  return (
    <Layout frame={frame} title="Tracker">
      <h1>
        {candidates === 0
          ? "No candidate waits for somebody who takes it."
          : `${capital(count(candidates, "candidate waits", "candidates wait"))} for somebody who takes ${candidates === 1 ? "it" : "one"}.`}
      </h1>
      <Search />
      <Health health={model.health} now={frame.now} />
      <section aria-labelledby="releases">
        <h2 id="releases">Releases</h2>
        {model.releases.length === 0 ? (
          <Empty>No suite has been read yet.</Empty>
        ) : (
          <Scroll label="Open issues by release">
            <table>
              <thead>
                <tr>
                  <th scope="col">Release</th>
                  <th scope="col" class="number">
                    Open
                  </th>
                  <th scope="col" class="number">
                    Undecided
                  </th>
                </tr>
              </thead>
              <tbody>
                {model.releases.map(({ codename, open, undecided }) => (
                  <tr key={codename}>
                    <th scope="row">
                      <a href={trackerPath.release(codename)}>{codename}</a>
                    </th>
                    <td class="number">{formatNumber(open)}</td>
                    <td class="number">{formatNumber(undecided)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </section>
      <section aria-labelledby="work">
        <h2 id="work">Work</h2>
        <p>
          <a href={trackerPath.triage()}>New issues</a>, with suggestions: one press decides.
        </p>
        <ul class="plain">
          {model.views.map(({ name, title, count: number }) => (
            <li key={name}>
              <a href={trackerPath.view(name)}>{title}</a> <span class="count">{formatNumber(number)}</span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="time">
        <h2 id="time">Over time</h2>
        <ul class="plain">
          <li>
            <a href={trackerPath.events()}>Changes of verdicts</a>
          </li>
          <li>
            <a href={trackerPath.delays}>How long fixes took</a>
          </li>
        </ul>
      </section>
      <p class="soft">
        For programs: <a href="/tracker.json">this page as JSON</a>; every page has its JSON at the same address with{" "}
        <span class="v">.json</span> behind it.
      </p>
    </Layout>
  );
}
