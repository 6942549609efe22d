import type { CannedAnswer, CaseView, ReplyDraft } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CaseHead } from "../../parts/cases/head.tsx";
import { HowItGoes } from "../../parts/cases/how-it-goes.tsx";
import { LookForKey } from "../../parts/cases/look-for-key.tsx";
import { OfDraft } from "../../parts/cases/of-draft.tsx";
import { AreaField, Problem, TextField } from "../../parts/fields.tsx";
import { ActForm } from "../../parts/form.tsx";
import { Layout } from "../../parts/layout.tsx";
import { casePath, replyPath } from "../../text/cases/addresses.ts";
import { longKey } from "../../text/cases/crypto.ts";

export interface ReplyPageProps {
  readonly frame: Frame;
  readonly view: CaseView;
  readonly draft: ReplyDraft;
  readonly canned: readonly CannedAnswer[];
  /** Which message is answered, and which answer it begins with; empty for the report and for none. */
  readonly message: string;
  readonly begins: string;
  readonly sent?: SentAnswer;
  readonly problem?: string;
  /** Others were asked for a key just now. */
  readonly looked?: boolean;
}

/** What was typed, to be shown again. */
export interface SentAnswer {
  /** Undefined where it was as the form began: then it begins as it does now. */
  readonly body: string | undefined;
  readonly reason: string;
  /** Undefined where an answer has left with it: what is sent now is another. */
  readonly token: string | undefined;
}

/** An answer to the reporter: how it goes out stands above it, and the key beside the button that sends it. */
export function ReplyPage(props: ReplyPageProps) {
  const { frame, view, draft, message, begins, problem = "" } = props;
  // Who answers on a machine of their own begins with `--canned` there.
  const canned = draft.byPerson ? [] : props.canned.filter(({ body }) => body !== "");
  const { id } = view.row;
  return (
    <Layout frame={frame} title={id} confidential>
      <CaseHead frame={frame} view={view} of="Answer" />
      {canned.length === 0 ? null : (
        <nav aria-label="Answers to begin with">
          <ul class="choices">
            {[{ name: "", title: "Empty" }, ...canned].map(({ name, title }) => (
              <li key={name}>
                <a
                  href={replyPath(id, {
                    ...(message === "" ? {} : { message }),
                    ...(name === "" ? {} : { canned: name }),
                  })}
                  aria-current={name === begins ? "true" : undefined}
                >
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <HowItGoes draft={draft} />
      <Problem text={problem} />
      {draft.byPerson ? <MadeByPerson id={id} begins={begins} /> : <AnswerForm {...props} />}
    </Layout>
  );
}

function AnswerForm({ frame, view, draft, message, begins, sent, looked = false }: ReplyPageProps) {
  const { id } = view.row;
  const refused = draft.how === "refused";
  return (
    <ActForm frame={frame} action={casePath(id, "/reply")} class="stack">
      <input type="hidden" name="message" value={message} />
      <input type="hidden" name="canned" value={begins} />
      <OfDraft draft={draft} sent={sent} />
      <AreaField
        id="body"
        label="The answer"
        hint="Nothing of the report is quoted by itself."
        value={sent?.body ?? draft.body}
        longest={200_000}
        rows={16}
        required
      />
      {refused ? (
        <TextField
          id="reason"
          label="Why may it leave in clear all the same?"
          hint="The report came encrypted. Your reason stands with the case, with your name; the log says that there is one."
          value={sent?.reason ?? ""}
          longest={500}
          required
        />
      ) : null}
      <div class="act send">
        <button type="submit" class={refused ? "plain" : undefined}>
          {refused ? "Send it in clear all the same" : draft.how === "encrypted" ? "Send it encrypted" : "Send it"}, as{" "}
          {frame.viewer?.id}
        </button>
        {draft.fingerprint === undefined ? (
          <span>in clear: there is no key</span>
        ) : (
          <span>
            to <span class="v">{longKey(draft.fingerprint)}</span>
          </span>
        )}
        <a href={casePath(id)}>Not now</a>
      </div>
      <LookForKey draft={draft} action={casePath(id, "/reply/key")} looked={looked} />
    </ActForm>
  );
}

/** Where people hold the role key, the desk signs and encrypts nothing. */
function MadeByPerson({ id, begins }: { id: string; begins: string }) {
  return (
    <>
      <p>
        The desk signs and encrypts no answer, since the point people hold the role key. Make it on your own machine,
        signed by your own key:
      </p>
      <pre class="text">{`sameday cases reply ${id} ${begins === "" ? "--body-file FILE" : `--canned ${begins}`}`}</pre>
      <p>
        <a href={casePath(id)}>Back to the case</a>
      </p>
    </>
  );
}
