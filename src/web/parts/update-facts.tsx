import { may } from "../access.ts";
import type { ApprovalModel, Frame, UpdateModel } from "../model/index.ts";
import { clip } from "../text/visible.ts";
import { listed } from "../text/words.ts";
import { When } from "./when.tsx";

const LONGEST_SUMMARY = 1200;

/** Who, when, for what: beside the line on wide screens, after it on narrow ones. */
export function UpdateFacts({ frame, model }: { frame: Frame; model: UpdateModel }) {
  const { row, uploaders, needs } = model;
  return (
    <section aria-labelledby="facts" class="facts">
      <h2 id="facts">Facts</h2>
      <dl>
        <dt>Known since</dt>
        <dd>
          <When at={row.knownAt} now={frame.now} />
        </dd>
        <dt>Its day ends</dt>
        <dd>
          <When at={row.deadline} now={frame.now} />
        </dd>
        <dt>Uploaded</dt>
        <dd>
          by {listed(uploaders.map(({ id, name }) => `${name} (${id})`))}, <When at={model.createdAt} now={frame.now} />
          <br />
          <small class="v wrap">{fingerprint(model.uploadFingerprint)}</small>
        </dd>
        <dt>Architectures</dt>
        <dd>{listed(model.architectures)}</dd>
        <dt>Approvals</dt>
        <dd>
          <Given frame={frame} approvals={model.approvals} decision="approve" needed={needs.approvals} />
        </dd>
        {model.approvals.some((one) => one.decision === "override-proof") || model.act === "judge" ? (
          <>
            <dt>Overrides of a proof</dt>
            <dd>
              <Given frame={frame} approvals={model.approvals} decision="override-proof" needed={needs.overrides} />
            </dd>
          </>
        ) : null}
        {row.publishedAt ? (
          <>
            <dt>Published</dt>
            <dd>
              <When at={row.publishedAt} now={frame.now} />
            </dd>
          </>
        ) : null}
        {model.regressionOf ? (
          <>
            <dt>Repairs</dt>
            <dd>a regression of {clip(model.regressionOf, 64)}</dd>
          </>
        ) : null}
        {model.advisory ? (
          <>
            <dt>Advisory</dt>
            <dd>{model.advisory}</dd>
          </>
        ) : null}
        {model.summary === "" ? null : (
          <>
            <dt>Summary</dt>
            <dd>{clip(model.summary, LONGEST_SUMMARY)}</dd>
          </>
        )}
      </dl>
      {may(frame.viewer, "see-audit-log") ? (
        <p>
          <a href={`/audit?object=${encodeURIComponent(row.id)}`}>Audit log of {row.id}</a>
        </p>
      ) : null}
    </section>
  );
}

function Given(props: {
  frame: Frame;
  approvals: readonly ApprovalModel[];
  decision: ApprovalModel["decision"];
  needed: number;
}) {
  const given = props.approvals.filter((one) => one.decision === props.decision);
  return (
    <>
      {given.length} of {props.needed}
      {given.map((one) => (
        <>
          <br />
          {one.person}, <When at={one.at} now={props.frame.now} />
          {one.reason === "" ? "" : `: ${clip(one.reason, 300)}`}
        </>
      ))}
    </>
  );
}

/** In groups of four, as people compare them. */
function fingerprint(text: string): string {
  return text.replace(/(.{4})(?=.)/g, "$1 ");
}
