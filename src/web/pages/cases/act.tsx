import type { CaseView } from "../../../cases/index.ts";
import type { ActForm } from "../../forms/cases/acts.ts";
import type { ActContext, Values } from "../../forms/cases/fields.ts";
import type { Frame } from "../../model/index.ts";
import { ActField } from "../../parts/cases/act-fields.tsx";
import { CaseHead } from "../../parts/cases/head.tsx";
import { WhatIsMissing } from "../../parts/cases/missing.tsx";
import { Problem } from "../../parts/fields.tsx";
import { ActForm as Form } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { Note } from "../../parts/note.tsx";
import { actPath, casePath } from "../../text/cases/addresses.ts";

export interface ActPageProps {
  readonly frame: Frame;
  readonly act: string;
  readonly form: ActForm;
  readonly context: ActContext;
  /** What was sent and refused. */
  readonly sent?: Values;
  readonly problem?: string;
}

/** One act on a case: what it means, what it takes, what stands in its way. */
export function ActPage({ frame, act, form, context, sent, problem = "" }: ActPageProps) {
  const { view } = context;
  const { id } = view.row;
  const missing = possible(view, act);
  const atOnce = missing === "" ? form.atOnce?.(context) : undefined;
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of={form.title} />
      <p class="lead">{form.says}</p>
      <Problem text={problem} />
      {problem === "" && missing !== "" ? (
        <Note tone="soon">
          <WhatIsMissing sentence={missing} />
        </Note>
      ) : null}
      {form.grave ? (
        <Note tone="late">
          <p>
            <strong>This changes who knows of it.</strong> Make sure that it is this case, and that it is meant.
          </p>
        </Note>
      ) : null}
      {atOnce ? (
        <>
          <p>{atOnce.says}</p>
          <Form frame={frame} action={actPath(id, act)}>
            {Object.entries(atOnce.values).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <button type="submit">
              {atOnce.button}, as {frame.viewer?.id}
            </button>
          </Form>
        </>
      ) : null}
      <Form frame={frame} action={actPath(id, act)} class="stack">
        {form.fields.map((spec) => (
          <ActField key={spec.name} spec={spec} context={context} sent={sent} prefix={act} />
        ))}
        <div class="act">
          <button type="submit">
            {form.button}, as {frame.viewer?.id}
          </button>
          <a href={casePath(id)}>Not now</a>
        </div>
      </Form>
    </Layout>
  );
}

/** Why it cannot be done; empty when it can. */
function possible(view: CaseView, act: string): string {
  const found = view.possible.find((one) => one.act === act);
  return found === undefined || found.can ? "" : found.sentence;
}
