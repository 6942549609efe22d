import { type ActName, type CaseView, FORWARD } from "../../../cases/index.ts";
import { ACT_FORMS, GROUPS } from "../../forms/cases/acts.ts";
import type { ActContext, Values } from "../../forms/cases/fields.ts";
import type { Frame } from "../../model/index.ts";
import { actPath, casePath } from "../../text/cases/addresses.ts";
import { promise } from "../../text/cases/clocks.ts";
import { happened, turn } from "../../text/cases/states.ts";
import { clip } from "../../text/visible.ts";
import { listed } from "../../text/words.ts";
import { Problem } from "../fields.tsx";
import { ActForm } from "../form.tsx";
import { Note } from "../note.tsx";
import { ActField } from "./act-fields.tsx";
import { HourIn } from "./hour.tsx";
import { WhatIsMissing } from "./missing.tsx";
import { Unanswered } from "./rows.tsx";
import { VerdictButtons } from "./verdicts.tsx";

/** Acts that are seen on a page of their own before they are done. */
const OWN_PAGES: Readonly<Partial<Record<ActName, { readonly path: string; readonly words: string }>>> = {
  publish: { path: "/publication", words: "See what the world will be told …" },
  learn: { path: "/lesson", words: "Write the lesson …" },
};
/** What a team settles about a case, in one form. */
export const SETTLE = ["set-severity", "set-priority", "set-expiry", "set-affected"] as const satisfies ActName[];

interface Props {
  readonly frame: Frame;
  readonly view: CaseView;
}

/** What happened, for whom it waits and until when, what is missing and who can give it; then the step that leads on. */
export function Next({ frame, context }: { frame: Frame; context: ActContext }) {
  const { view } = context;
  const { row, next } = view;
  const forward = FORWARD[row.state];
  const step = forward && view.possible.find(({ act }) => act === forward);
  const tone = row.late ? "late" : row.due ? "soon" : "good";
  return (
    <Note tone={tone}>
      <p class="lead">
        <strong>{row.yours ? turn(row.state) : happened(row.state)}</strong>{" "}
        {row.yours ? happened(row.state) : row.due ? `It waits for ${listed(row.waitsFor)}.` : ""}
      </p>
      {JUDGED.includes(row.state) ? <Because view={view} /> : null}
      {row.due ? (
        <p>
          {row.late ? <strong class="late">Late: </strong> : null}
          {capitalIf(!row.late, promise(row.due))} by <HourIn at={row.due.deadline} frame={frame} />.{" "}
          {next ? (
            <>
              If nothing happens, {listed(next.to)} will be reminded at <HourIn at={next.at} frame={frame} />.
            </>
          ) : null}
        </p>
      ) : null}
      <Unanswered row={row} frame={frame} />
      {step && !step.can && step.sentence.includes(" needs ") ? <WhatIsMissing sentence={step.sentence} /> : null}
      <Step frame={frame} view={view} />
    </Note>
  );
}

/** States into which a message came by the way it was judged, and not by what people did. */
const JUDGED: readonly CaseView["row"]["state"][] = ["quarantined", "held_unreadable", "noise"];

function Because({ view }: { view: CaseView }) {
  const because = view.messages[0]?.kept.judgement?.because;
  return because === undefined ? null : <p>{clip(because, 300)}</p>;
}

function capitalIf(yes: boolean, text: string): string {
  return yes ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
}

function Step({ frame, view }: Props) {
  const { id, state } = view.row;
  const can = (act: ActName): boolean => view.possible.some((one) => one.act === act && one.can);
  if (view.words.some(({ yours }) => yours))
    return <VerdictButtons frame={frame} id={id} words={view.words} first={true} back="case" />;
  const forward = FORWARD[state];
  if (forward === undefined)
    return can("reopen") ? (
      <p class="act">
        <a class="button plain" href={actPath(id, "reopen")}>
          Open it again …
        </a>
      </p>
    ) : null;
  const own = OWN_PAGES[forward];
  if (own)
    return can(forward) || forward === "publish" ? (
      <p class="act">
        <a class="button" href={casePath(id, own.path)}>
          {own.words}
        </a>
      </p>
    ) : null;
  const form = ACT_FORMS[forward];
  if (!form || !can(forward)) return null;
  if (form.fields.length > 0 || form.grave)
    return (
      <p class="act">
        <a class="button" href={actPath(id, forward)}>
          {form.title} …
        </a>
      </p>
    );
  return (
    <ActForm frame={frame} action={actPath(id, forward)}>
      <button type="submit">
        {form.button}, as {frame.viewer?.id}
      </button>
    </ActForm>
  );
}

/** Severity, priority, date and versions, in one form, while a team settles them. */
export function Settle(props: { frame: Frame; context: ActContext; sent: Values | undefined; problem: string }) {
  const { frame, context, sent, problem } = props;
  const { view } = context;
  const { state } = view.row;
  if (state !== "claimed" && state !== "triaged") return null;
  const open = SETTLE.filter((act) => view.possible.some((one) => one.act === act && one.can));
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="settle">
      <h2 id="settle">Settle what it is</h2>
      <Problem text={problem} />
      <ActForm frame={frame} action={casePath(view.row.id, "/settle")} class="stack">
        {open.flatMap((act) =>
          (ACT_FORMS[act]?.fields ?? []).map((spec) => (
            <ActField key={spec.name} spec={unset(spec)} context={context} sent={sent} prefix="settle" />
          )),
        )}
        <div class="act">
          <button type="submit">Settle it, as {frame.viewer?.id}</button>
          <small>What you leave empty stays as it is.</small>
        </div>
      </ActForm>
    </section>
  );
}

/** A choice may stay open here: the first of several words is no decision. */
function unset(spec: Parameters<typeof ActField>[0]["spec"]): typeof spec {
  const { options } = spec;
  if (spec.kind !== "choice" || options === undefined) return { ...spec, value: spec.value ?? (() => "") };
  const value: NonNullable<typeof spec.value> = ({ view: { kept } }) =>
    (spec.name === "severity" ? kept.case.severity : kept.case.priority) ?? "";
  return { ...spec, value, options: (context) => [["", "not settled"], ...options(context)] };
}

/** Everything that can be done now, under what it serves. What cannot be done is named with the reason. */
export function OtherActs({ view }: { view: CaseView }) {
  const { id } = view.row;
  const open = view.possible.filter(({ can }) => can);
  const groups = GROUPS.map((group) => ({
    group,
    acts: open.flatMap(({ act }) => {
      const form = ACT_FORMS[act];
      return form?.group === group ? [{ act, form }] : [];
    }),
  })).filter(({ acts }) => acts.length > 0);
  return (
    <section aria-labelledby="more">
      <h2 id="more">Everything that you can do now</h2>
      {groups.length === 0 ? <p class="soft">Nothing: you may read it.</p> : null}
      <dl class="ways">
        {groups.map(({ group, acts }) => (
          <div key={group}>
            <dt>{group}</dt>
            <dd>
              {acts.map(({ act, form }) => (
                <a key={act} href={actPath(id, act)}>
                  {form.title}
                </a>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
