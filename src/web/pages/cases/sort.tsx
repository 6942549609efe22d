import type { CaseView, ReplyDraft, SortAs } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CaseHead } from "../../parts/cases/head.tsx";
import { HowItGoes } from "../../parts/cases/how-it-goes.tsx";
import { LookForKey } from "../../parts/cases/look-for-key.tsx";
import { OfDraft } from "../../parts/cases/of-draft.tsx";
import { AreaField, Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { casePath } from "../../text/cases/addresses.ts";
import type { SentAnswer } from "./reply.tsx";

const WORDS: Readonly<Record<SortAs, readonly [title: string, says: string]>> = {
  spam: ["It is spam", "It is kept as noise. Nobody is answered."],
  bogus: ["It is bogus", "There is no problem in what it reports. Whoever sent it may be told so, kindly."],
  legal: ["It is a legal request", "It goes to the director. Whoever sent it is told where such requests belong."],
  support: [
    "It is a question for support",
    "Nothing in it is a security problem. Whoever sent it is told where help is.",
  ],
};

export interface SortPageProps {
  readonly frame: Frame;
  readonly view: CaseView;
  readonly as: SortAs;
  /** How an answer would go; undefined where nobody can be answered. */
  readonly draft: ReplyDraft | undefined;
  readonly sent?: SentAnswer;
  readonly problem?: string;
  /** Others were asked for a key just now. */
  readonly looked?: boolean;
}

/** Sorting out, with the answer that goes with it: every word of it may be changed, and an empty one is not sent. */
export function SortPage({ frame, view, as, draft, sent, problem = "", looked = false }: SortPageProps) {
  const { id } = view.row;
  const [title, says] = WORDS[as];
  const answers = draft !== undefined && as !== "spam";
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of={title} />
      <p class="lead">{says} It can be opened again.</p>
      <Problem text={problem} />
      <ActForm frame={frame} action={casePath(id, "/sort")} class="stack">
        <input type="hidden" name="as" value={as} />
        <TextField
          id="reason"
          label="Why?"
          hint="For us; it stands in the log."
          value={sent?.reason ?? ""}
          longest={500}
          required
        />
        {answers ? (
          <>
            <HowItGoes draft={draft} />
            <OfDraft draft={draft} sent={sent} />
            <AreaField
              id="body"
              label="The answer"
              hint="Change every word of it. Leave it empty to send none."
              value={sent?.body ?? draft.body}
              longest={100_000}
              rows={12}
            />
          </>
        ) : null}
        <div class="act">
          <button type="submit">
            Sort it out{answers ? " and answer" : ""}, as {frame.viewer?.id}
          </button>
          <a href={casePath(id)}>Not now</a>
        </div>
        {answers ? <LookForKey draft={draft} action={casePath(id, "/sort/key")} looked={looked} /> : null}
      </ActForm>
    </Layout>
  );
}
