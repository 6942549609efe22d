import { may, subjectOf } from "../access.ts";
import type { Frame, UpdateModel } from "../model/index.ts";
import { BinaryReview } from "../parts/binary-review.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty, Note } from "../parts/note.tsx";
import { Proofs } from "../parts/proofs.tsx";
import { SourceReview } from "../parts/source-review.tsx";
import { Steps } from "../parts/steps.tsx";
import { Testers } from "../parts/testers.tsx";
import { Tests } from "../parts/tests.tsx";
import { UpdateFacts } from "../parts/update-facts.tsx";
import { UpdateHead, updateTitle } from "../parts/update-head.tsx";
import type { Decision } from "../ports.ts";
import { updatePath } from "../text/addresses.ts";
import { visible } from "../text/visible.ts";

/** Many architectures make a long line; the differences then leave it room, so that the page stays under 50 kB. */
const DIFFERENCE_BYTES = 21_000;
const STEP_BYTES = 350;

/** One update: what is the case, what may be done, and all that a decision rests on. */
export function UpdatePage({ frame, model }: { frame: Frame; model: UpdateModel }) {
  const { row } = model;
  return (
    <Layout frame={frame} title={updateTitle(row)} confidential={row.embargoed && row.state !== "published"}>
      <UpdateHead frame={frame} row={row} />
      <State frame={frame} model={model} />
      <div class="columns">
        <div>
          <section aria-labelledby="line">
            <h2 id="line">The line</h2>
            <Steps
              id={row.id}
              steps={model.steps}
              frame={frame}
              mayRetry={may(frame.viewer, "retry")}
              sentBack={row.state === "refused" || row.state === "withdrawn"}
            />
          </section>
          <section aria-labelledby="proofs">
            <h2 id="proofs">Is it what the source says?</h2>
            <Proofs id={row.id} self={model.reproducesItself} archive={model.matchesArchive} />
          </section>
        </div>
        <UpdateFacts frame={frame} model={model} />
      </div>
      <section aria-labelledby="source">
        <h2 id="source">Difference of the source</h2>
        <Base model={model} />
        {model.review ? (
          <SourceReview
            id={row.id}
            source={model.review.source}
            bytes={Math.max(3000, DIFFERENCE_BYTES - STEP_BYTES * model.steps.length)}
          />
        ) : (
          <Empty>It is compared when the first build is done.</Empty>
        )}
      </section>
      <section aria-labelledby="packages">
        <h2 id="packages">Difference of the packages</h2>
        {model.review ? (
          <BinaryReview id={row.id} binaries={model.review.binaries} />
        ) : (
          <Empty>They are compared when the first build is done.</Empty>
        )}
      </section>
      <section aria-labelledby="tests">
        <h2 id="tests">Tests</h2>
        <Tests tests={model.tests} />
      </section>
      <section aria-labelledby="testers">
        <h2 id="testers">Testers</h2>
        <Testers frame={frame} model={model} />
      </section>
    </Layout>
  );
}

/** What it waits for, and the ways on for this reader. */
function State({ frame, model }: { frame: Frame; model: UpdateModel }) {
  const { row } = model;
  const { waiting } = row;
  const tone = row.state === "published" ? "good" : waiting.turn === "itself" ? "good" : "soon";
  return (
    <Note tone={row.state === "refused" || model.act === "mend" ? "late" : tone}>
      <p class="lead">
        <strong>{visible(waiting.sentence)}</strong> {waiting.forWhom === "" ? "" : `It takes ${waiting.forWhom}.`}
      </p>
      <Ways frame={frame} model={model} />
    </Note>
  );
}

function Ways({ frame, model }: { frame: Frame; model: UpdateModel }) {
  const { viewer } = frame;
  const { id, state } = model.row;
  const subject = subjectOf(model);
  // After a publication that failed whoever has signed before may sign anew: then the newer text counts.
  const anew = model.act === "mend";
  const open = (decision: Decision): boolean =>
    model.decisions.includes(decision) &&
    (anew || !model.approvals.some((one) => one.person === viewer?.id && one.decision === decision));
  const as = `as ${viewer?.id}`;
  const ways: readonly (readonly [path: string, words: string, main: boolean, shown: boolean])[] = [
    [
      "/approve",
      anew ? `Approve anew ${as} …` : `Approve ${as} …`,
      true,
      model.act !== "judge" && may(viewer, "approve", subject) && open("approve"),
    ],
    [
      "/override",
      `Override the missing proof ${as} …`,
      false,
      (model.act === "judge" || anew) && may(viewer, "override", subject) && open("override-proof"),
    ],
    ["/publish", `Publish ${as} …`, true, model.act === "publish" && may(viewer, "publish")],
    ["/edit", "Change issues, summary or hour …", false, state === "open" && may(viewer, "edit")],
    ["/send-back", "Send back with a reason …", false, state === "open" && may(viewer, "send-back", subject)],
  ];
  const shown = ways.filter((way) => way[3]);
  if (shown.length === 0) return null;
  return (
    <p class="act">
      {shown.map(([path, words, main]) => (
        <a key={path} class={main ? "button" : "button plain"} href={updatePath(id, path)}>
          {words}
        </a>
      ))}
    </p>
  );
}

function Base({ model }: { model: UpdateModel }) {
  const base = model.review?.base;
  if (!base) return null;
  return (
    <p>
      Compared with <span class="v">{base.version}</span> of {base.suite}, which machines have now. Below,{" "}
      <ins>+ is new</ins> and <del>− is gone</del>.
    </p>
  );
}
