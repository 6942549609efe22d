import type { Frame, Paged, UpdateRow } from "../model/index.ts";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Pager } from "../parts/pager.tsx";
import { UpdateRows } from "../parts/update-rows.tsx";
import type { UpdateList } from "../ports.ts";
import { capital, count } from "../text/words.ts";

const TITLES: Readonly<Record<UpdateList, readonly [one: string, many: string]>> = {
  you: ["update waits for you", "updates wait for you"],
  others: ["update waits for others", "updates wait for others"],
  itself: ["update moves by itself", "updates move by themselves"],
  ended: ["update has ended", "updates have ended"],
};

/** All updates of one group. */
export function UpdateListPage({ frame, list, model }: { frame: Frame; list: UpdateList; model: Paged<UpdateRow> }) {
  const [one, many] = TITLES[list];
  const title = capital(count(model.total, one, many));
  return (
    <Layout frame={frame} title={title}>
      <h1>{title}</h1>
      <ul class="choices">
        {(Object.keys(TITLES) as UpdateList[])
          .filter((key) => key !== "you" || frame.viewer)
          .map((key) => (
            <li key={key}>
              <a href={`/updates?list=${key}`} aria-current={key === list ? "true" : undefined}>
                {capital(TITLES[key][1].replace(/^updates /, ""))}
              </a>
            </li>
          ))}
      </ul>
      {model.rows.length === 0 ? <Empty>There is none.</Empty> : <UpdateRows rows={model.rows} now={frame.now} />}
      <Pager list={model} what="updates" pathOf={(page) => `/updates?list=${list}&page=${page}`} />
    </Layout>
  );
}
