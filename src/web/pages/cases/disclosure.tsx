import type { CaseView, DisclosurePlan, DisclosureState } from "../../../cases/index.ts";
import { formatTimeLeft } from "../../../kernel/index.ts";
import type { Frame } from "../../model/index.ts";
import { CaseHead } from "../../parts/cases/head.tsx";
import { HourIn } from "../../parts/cases/hour.tsx";
import { WhatIsMissing } from "../../parts/cases/missing.tsx";
import { Problem as Refused } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { Note } from "../../parts/note.tsx";
import { When } from "../../parts/when.tsx";
import { casePath } from "../../text/cases/addresses.ts";
import { cutLines } from "../../text/cut.ts";
import { clip, visible } from "../../text/visible.ts";
import { count, listed } from "../../text/words.ts";

const TEXT_BYTES = 16_000;
const MOST = 60;

export interface DisclosurePageProps {
  readonly frame: Frame;
  readonly view: CaseView;
  readonly plan: DisclosurePlan;
  readonly state: DisclosureState | undefined;
  /** Why the last try to disclose was refused. */
  readonly refused?: string;
}

/** Everything that one act will tell the world, before it; how far it has come, after it. */
export function DisclosurePage({ frame, view, plan, state, refused = "" }: DisclosurePageProps) {
  const { id } = view.row;
  return (
    <Layout frame={frame} title={id} confidential={state === undefined}>
      <CaseHead frame={frame} view={view} of="Disclosure" />
      <p class="lead">{leadOf(view, plan, state)}</p>
      <Refused text={refused} />
      {state ? <Progress frame={frame} state={state} /> : null}
      {state === undefined && plan.canPublish ? <Blocked frame={frame} view={view} plan={plan} /> : null}
      {state === undefined && waitsForSignature(plan) ? <Signature id={id} plan={plan} /> : null}
      {state === undefined && view.kept.advisory !== "" ? <Problems plan={plan} /> : null}
      {plan.advisory === "" ? (
        <p>
          <a href={casePath(id, "/advisory")}>
            {view.kept.advisory === "" ? "Begin the advisory" : "Mend the advisory"}
          </a>
          : everything that is told is made from it.
        </p>
      ) : (
        <Told frame={frame} plan={plan} />
      )}
      {state === undefined && plan.canPublish ? <Act frame={frame} view={view} plan={plan} /> : null}
    </Layout>
  );
}

function leadOf(view: CaseView, plan: DisclosurePlan, state: DisclosureState | undefined): string {
  if (state?.doneAt) return "The world has been told.";
  if (state) return "It is published; the world is being told.";
  if (view.kept.advisory === "") return `No advisory is written yet. ${writers(view)}`;
  if (plan.advisory === "")
    return `The advisory has faults, and nothing can be told before they are mended. ${writers(view)}`;
  if (plan.canPublish) {
    const mayNow = view.possible.some(({ act, can }) => act === "publish" && can);
    return `This is what the world will be told${mayNow ? "." : ", once what is missing is there."}`;
  }
  if (!waitsForSignature(plan)) return "This cannot be told yet.";
  const { holders } = plan.signing;
  return `This cannot be told yet: it waits for the signature of ${holders.length > 0 ? holders.join(", ") : "whoever has the publisher's key"}.`;
}

/** Whose work the record is. */
function writers({ row }: CaseView): string {
  return row.assignee === undefined
    ? "It waits for whoever the case is assigned to, and that is nobody yet."
    : `It waits for ${row.assignee}.`;
}

/** Whether somebody has to sign on their own machine, and has not for what would be told now. */
function waitsForSignature({ signing, signedBy, advisory }: DisclosurePlan): boolean {
  return advisory !== "" && signedBy !== undefined && signing.by === "people" && signing.made === undefined;
}

/** No page can sign: the key is where a browser does not reach. */
function Signature({ id, plan }: { id: string; plan: DisclosurePlan }) {
  return (
    <Note tone="soon">
      <p>
        This desk has no key. Whoever has <code>{plan.signedBy}</code> signs documents and announcement on their own
        machine, with gpg, or with sq and <code>--sign-with FILE</code>:
      </p>
      <pre class="text">{`sameday cases disclose ${id} --sign ${plan.seen.slice(0, 16)}`}</pre>
      <p>
        Afterwards anybody who may publish the case tells the world here. What changes meanwhile has to be signed again.
      </p>
    </Note>
  );
}

/** The key, and where people sign whether they have. */
function SignedBy({ frame, plan }: { frame: Frame; plan: DisclosurePlan }) {
  const { signedBy, signing } = plan;
  if (signedBy === undefined) return <>nobody</>;
  const key = <code>{signedBy}</code>;
  if (signing.by !== "people") return key;
  if (!signing.made) return <>{key}, not yet</>;
  return (
    <>
      {key}; handed in by {signing.made.by}, <When at={signing.made.at} now={frame.now} />
    </>
  );
}

function Progress({ frame, state }: { frame: Frame; state: DisclosureState }) {
  const { by, begunAt, doneAt, trackerCommit, files, problem, nextTryAt } = state;
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">How far it has come</h2>
      <p>
        By {by}, <When at={begunAt} now={frame.now} />.{" "}
        {doneAt ? (
          <>
            Done <When at={doneAt} now={frame.now} />: {count(files, "file", "files")} written
            {trackerCommit === "" ? "" : `, and commit ${trackerCommit.slice(0, 12)} in the tracker's data`}.
          </>
        ) : problem === "" ? (
          "Its steps are being done."
        ) : null}
      </p>
      {problem === "" ? null : (
        <Note tone="late">
          <p>
            A step failed: {clip(problem, 500)}{" "}
            {nextTryAt ? (
              <>
                It is tried again <When at={nextTryAt} now={frame.now} />; what was told before stands.
              </>
            ) : null}
          </p>
        </Note>
      )}
    </section>
  );
}

function Problems({ plan }: { plan: DisclosurePlan }) {
  if (plan.problems.length === 0) return null;
  return (
    <section aria-labelledby="against">
      <h2 id="against">{plan.canPublish ? "What to know before" : "What stands against it"}</h2>
      <ul class="flags">
        {plan.problems.slice(0, MOST).map((problem, at) => (
          <li key={String(at)} class={plan.canPublish ? undefined : "late"}>
            {clip(problem, 400)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Told({ frame, plan }: { frame: Frame; plan: DisclosurePlan }) {
  const { text, left } = cutLines(visible(plan.announcement), TEXT_BYTES);
  return (
    <>
      <section aria-labelledby="told">
        <h2 id="told">{plan.advisory}</h2>
        <dl class="facts">
          <dt>Says</dt>
          <dd>{visible(plan.title)}</dd>
          <dt>Issues</dt>
          <dd>{plan.issues.join(", ")}</dd>
          <dt>Versions</dt>
          <dd>
            <Lines of={plan.products} />
          </dd>
          <dt>Thanks</dt>
          <dd>{plan.credits.length === 0 ? "nobody by name" : <Lines of={plan.credits} />}</dd>
          <dt>Mails to</dt>
          <dd>{plan.mailsTo.length === 0 ? "nobody" : <Lines of={plan.mailsTo} />}</dd>
          <dt>Tracker</dt>
          <dd>{plan.inTracker ? "one commit in our layer" : "nothing: it knows CVEs and Debian packages alone"}</dd>
          <dt>Signed by</dt>
          <dd>
            <SignedBy frame={frame} plan={plan} />
          </dd>
          <dt>Files</dt>
          <dd>
            <Lines of={plan.files} />
          </dd>
        </dl>
      </section>
      <section aria-labelledby="announcement">
        <h2 id="announcement">The announcement, as its readers will see it</h2>
        <pre class="text">{text}</pre>
        {left > 0 ? <p class="soft">And {count(left, "more line", "more lines")}.</p> : null}
      </section>
    </>
  );
}

function Lines({ of }: { of: readonly string[] }) {
  return (
    <>
      {of.slice(0, MOST).map((line, at) => (
        <div key={String(at)}>{clip(visible(line), 200)}</div>
      ))}
      {of.length > MOST ? <div class="soft">and {count(of.length - MOST, "more", "more")}</div> : null}
    </>
  );
}

/** Above what would be told: whoever reads it knows first that it cannot be told yet. */
function Blocked({ frame, view, plan }: { frame: Frame; view: CaseView; plan: DisclosurePlan }) {
  const publish = view.possible.find(({ act }) => act === "publish");
  if (publish?.can) return null;
  return (
    <Note tone="soon">
      <p>It cannot be disclosed yet.</p>
      {plan.waits.length === 0 ? (
        <WhatIsMissing sentence={publish?.sentence ?? ""} />
      ) : (
        <Waits frame={frame} plan={plan} />
      )}
    </Note>
  );
}

/** For what it waits, for whom, and until when. */
function Waits({ frame, plan }: { frame: Frame; plan: DisclosurePlan }) {
  return (
    <>
      <p>
        <strong>It waits for:</strong>
      </p>
      <ul class="missing">
        {plan.waits.map(({ gate, needs, who, until, canBeSetAside }) => (
          <li key={gate}>
            {/* The hour stands behind it as the reader's own clock shows it. */}
            {visible(until ? needs.replace(/: .*/, "") : needs)}
            {until ? (
              <>
                ; {formatTimeLeft(until.at, frame.now)}, until <HourIn at={until.at} zone={until.zone} frame={frame} />
              </>
            ) : null}
            {who.length > 0 ? <small>, from {listed(who)}</small> : null}
            {canBeSetAside ? <small>; the director may set it aside, with a reason</small> : null}
          </li>
        ))}
      </ul>
      {plan.waits.some(({ until }) => until) ? <p>At its hour this page has the button that tells it.</p> : null}
    </>
  );
}

function Act({ frame, view, plan }: { frame: Frame; view: CaseView; plan: DisclosurePlan }) {
  const { id } = view.row;
  if (!view.possible.some(({ act, can }) => act === "publish" && can)) return null;
  return (
    <ActForm frame={frame} action={casePath(id, "/publication")} class="stack">
      <input type="hidden" name="seen" value={plan.seen} />
      <p>Nobody can take it back. If something of it changes before you press, nothing is told.</p>
      <div class="act">
        <button type="submit">Tell the world, as {frame.viewer?.id}</button>
        <a href={casePath(id)}>Not now</a>
      </div>
    </ActForm>
  );
}
