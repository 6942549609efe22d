import type { Frame, TokenModel, TokensModel } from "../model/index.ts";
import { ActForm, Field } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { Empty, Note } from "../parts/note.tsx";
import { Scroll } from "../parts/scroll.tsx";
import { Ago, When } from "../parts/when.tsx";
import { capital, count } from "../text/words.ts";

const MOST_TOKENS = 100;

export interface CreatedToken {
  readonly token: string;
  readonly queue: string;
  readonly holder: string;
}

/** Who may install embargoed updates before their hour. `created` is shown on this answer and never again. */
export function TokensPage(props: { frame: Frame; model: TokensModel; created: CreatedToken | null }) {
  const { frame, model, created } = props;
  const valid = model.tokens.filter((token) => token.revokedAt === null);
  return (
    <Layout frame={frame} title="Testers" confidential>
      <h1>{capital(count(valid.length, "tester token opens", "tester tokens open"))} an embargoed queue.</h1>
      <p class="soft">
        A token is a personal password for apt. Whoever has it can install embargoed updates, and so knows of them.
      </p>
      {created ? <Created created={created} /> : null}
      <section aria-labelledby="new">
        <h2 id="new">New token</h2>
        {model.queues.some((queue) => queue.embargoed) ? (
          <NewToken frame={frame} model={model} />
        ) : (
          <Empty>The definition has no embargoed queue; public queues need no token.</Empty>
        )}
      </section>
      <section aria-labelledby="given">
        <h2 id="given">Given</h2>
        {model.tokens.length === 0 ? (
          <Empty>Nobody was given a token yet.</Empty>
        ) : (
          <Scroll label="Table of tokens">
            <table class="cards">
              <thead>
                <tr>
                  <th scope="col">Holder</th>
                  <th scope="col">Queue</th>
                  <th scope="col">Given</th>
                  <th scope="col">Last used</th>
                  <th scope="col">State</th>
                </tr>
              </thead>
              <tbody>
                {model.tokens.slice(0, MOST_TOKENS).map((token) => (
                  <TokenRow key={token.id} token={token} frame={frame} />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </section>
    </Layout>
  );
}

function Created({ created }: { created: CreatedToken }) {
  return (
    <Note tone="good">
      <div role="status">
        <p>
          <strong>
            The token of {created.holder} for {created.queue}. It is shown this once:
          </strong>
        </p>
        <p>
          <code class="wrap">{created.token}</code>
        </p>
        <p>Hand it over in a way that nobody else reads.</p>
      </div>
    </Note>
  );
}

function NewToken({ frame, model }: { frame: Frame; model: TokensModel }) {
  return (
    <ActForm frame={frame} action="/tokens" class="stack">
      <Field id="holder" label="For whom" hint="A name that you will recognise in the log.">
        <input id="holder" name="holder" required maxLength={100} autocomplete="off" aria-describedby="holder-hint" />
      </Field>
      <Field id="queue" label="Queue">
        <select id="queue" name="queue">
          {model.queues
            .filter((queue) => queue.embargoed)
            .map((queue) => (
              <option key={queue.name} value={queue.name}>
                {queue.name}
              </option>
            ))}
        </select>
      </Field>
      <div class="act">
        <button type="submit">Give a token, as {frame.viewer?.id}</button>
      </div>
    </ActForm>
  );
}

function TokenRow({ token, frame }: { token: TokenModel; frame: Frame }) {
  return (
    <tr>
      <th scope="row">{token.holder}</th>
      <td data-label="Queue">{token.queue}</td>
      <td data-label="Given">
        <When at={token.createdAt} now={frame.now} /> by {token.createdBy}
      </td>
      <td data-label="Last used">{token.lastUsedAt ? <Ago at={token.lastUsedAt} now={frame.now} /> : "never"}</td>
      <td data-label="State">
        {token.revokedAt ? (
          <>
            revoked <When at={token.revokedAt} now={frame.now} />
          </>
        ) : (
          <ActForm frame={frame} action="/tokens/revoke" class="retry">
            <input type="hidden" name="id" value={String(token.id)} />
            <button type="submit" class="plain">
              Revoke<span class="vh"> the token of {token.holder}</span>
            </button>
          </ActForm>
        )}
      </td>
    </tr>
  );
}
