import type { ProcedureStep, RoleKeyProcedure } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { CasesPage } from "../../parts/cases/cases-page.tsx";
import { Empty } from "../../parts/note.tsx";
import { Scroll } from "../../parts/scroll.tsx";
import { Tag } from "../../parts/tag.tsx";
import { When } from "../../parts/when.tsx";
import { longKey } from "../../text/cases/crypto.ts";
import { count } from "../../text/words.ts";

const TITLES: Readonly<Record<ProcedureStep["step"], string>> = {
  distribute: "Everybody who has to have it, and nobody else",
  receipts: "A receipt from each",
  published: "Published as it was handed in",
  test: "A test mail arrives and is opened",
};

/** The role key where people hold it: what is due, for whom it waits, and until when. */
export function RoleKeyPage({ frame, state }: { frame: Frame; state: RoleKeyProcedure }) {
  const open = state.steps.filter(({ done }) => !done).length;
  const { current } = state;
  return (
    <CasesPage frame={frame} title="The role key" confidential={false}>
      <h1>
        {open === 0
          ? "The role key is where it has to be."
          : `The role key: ${count(open, "step is", "steps are")} due.`}
      </h1>
      <p class="soft">
        Reporters encrypt to it, and point people and deputies hold it: {state.holders.join(", ") || "nobody"}. The desk
        has its public part, and copies that are sealed to one person each.
      </p>
      <Scroll label="Table of steps">
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">How it stands</th>
              <th scope="col">Waits for</th>
            </tr>
          </thead>
          <tbody>
            {state.steps.map((step) => (
              <tr key={step.step}>
                <th scope="row">{TITLES[step.step]}</th>
                <td data-label="How it stands">
                  <Tag shape={step.done ? "good" : "open"} tone={step.done ? "good" : "soon"}>
                    {step.done ? "done" : "due"}
                  </Tag>{" "}
                  {step.sentence}
                </td>
                <td data-label="Waits for">
                  {step.waitsFor.join(", ")}
                  {step.until && step.waitsFor.length > 0 ? (
                    <>
                      , until <When at={step.until} now={frame.now} />
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {current ? (
        <dl class="headers">
          <div>
            <dt>Key</dt>
            <dd class="v">{longKey(current.fingerprint)}</dd>
          </div>
          <div>
            <dt>Encrypted to</dt>
            <dd class="v">{longKey(current.subkey)}</dd>
          </div>
          <div>
            <dt>Ends</dt>
            <dd>{current.ends ? <When at={current.ends} now={frame.now} /> : "never"}</dd>
          </div>
          {current.copies.map(({ person, receivedAt }) => (
            <div key={person}>
              <dt>Copy for {person}</dt>
              <dd>{receivedAt ? <When at={receivedAt} now={frame.now} /> : "not received yet"}</dd>
            </div>
          ))}
          {current.places.map(({ place, found }) => (
            <div key={place}>
              <dt>Published</dt>
              <dd>
                <span class="v">{place}</span> has {found}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <Empty>Nobody has handed it out yet.</Empty>
      )}
      <p>
        It is handed out, received and renewed on people's own machines: <code>sameday cases key --help</code>
      </p>
    </CasesPage>
  );
}
