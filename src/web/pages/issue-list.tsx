import type { Frame, OpenIssueRow, Paged } from "../model/index.ts";
import { IssueRows } from "../parts/issue-rows.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty } from "../parts/note.tsx";
import { Pager } from "../parts/pager.tsx";
import { capital, count } from "../text/words.ts";

/** Every open issue for which nobody has sent an update. */
export function IssueListPage({ frame, model }: { frame: Frame; model: Paged<OpenIssueRow> }) {
  const title = `${capital(count(model.total, "open issue has", "open issues have"))} no update`;
  return (
    <Layout frame={frame} title={title}>
      <h1>{title}.</h1>
      <p class="soft">The most urgent first. Somebody has to send a fixed source, or to decide that none is needed.</p>
      <form method="get" action="/packages" class="act">
        <label for="name">Source package</label>
        <input id="name" name="name" required pattern="[a-z0-9][a-z0-9+.\-]+" autocomplete="off" spellcheck={false} />
        <button type="submit" class="plain">
          Look up
        </button>
      </form>
      {model.rows.length === 0 ? (
        <Empty>Every open issue has an update on the way.</Empty>
      ) : (
        <IssueRows rows={model.rows} now={frame.now} />
      )}
      <Pager list={model} what="open issues" pathOf={(page) => `/issues?page=${page}`} />
    </Layout>
  );
}
