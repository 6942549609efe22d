import type { CaseView, DutyReport } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CaseHead } from "../../parts/cases/head.tsx";
import { Layout } from "../../parts/layout.tsx";
import { When } from "../../parts/when.tsx";
import { actPath, casePath } from "../../text/cases/addresses.ts";
import { visible } from "../../text/visible.ts";
import { count } from "../../text/words.ts";

/** A report that is owed, as far as the desk can write it. */
export function DutyPage({ frame, view, report }: { frame: Frame; view: CaseView; report: DutyReport }) {
  const { id } = view.row;
  const open = report.open.length;
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of="A report that is owed" />
      <p class="lead">
        To {report.to}
        {report.dueAt ? (
          <>
            , <When at={report.dueAt} now={frame.now} />.
          </>
        ) : (
          "; its time does not run yet."
        )}{" "}
        {open === 0 ? "Every question is answered." : `${count(open, "question waits", "questions wait")} for you.`}
      </p>
      <pre class="text">{visible(report.text)}</pre>
      <p>
        Whoever has sent it <a href={actPath(id, "duty-met")}>says so here</a>; the clock ends then.{" "}
        <a href={casePath(id)}>Back to the case</a>
      </p>
    </Layout>
  );
}
