import type { Frame } from "../model/index.ts";
import { Field } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { Note } from "../parts/note.tsx";

export interface LoginProps {
  readonly frame: Frame;
  /** Where to go afterwards: a path of ours. */
  readonly back: string;
  readonly person: string;
  /** Why the last try was refused; empty at first. */
  readonly problem: string;
}

/** Two ways in; a third, the one-time link, is printed by the machine's administrator. */
export function LoginPage({ frame, back, person, problem }: LoginProps) {
  return (
    <Layout frame={frame} title="Log in">
      <h1>Log in</h1>
      <Problem problem={problem} />
      <div class="pair">
        <section aria-labelledby="password-way" class="sheet">
          <h2 id="password-way">With password and code</h2>
          <form method="post" action="/login/password" class="stack">
            <input type="hidden" name="back" value={back} />
            <Field id="person" label="Name">
              <input
                id="person"
                name="person"
                required
                maxLength={64}
                autocomplete="username"
                spellcheck={false}
                value={person}
              />
            </Field>
            <Field id="password" label="Password">
              <input
                id="password"
                name="password"
                type="password"
                required
                maxLength={1000}
                autocomplete="current-password"
              />
            </Field>
            <Field id="code" label="Code of your authenticator" hint="Six digits. Each counts once.">
              <input
                id="code"
                name="code"
                required
                inputMode="numeric"
                pattern="[0-9]{6}"
                autocomplete="one-time-code"
                aria-describedby="code-hint"
              />
            </Field>
            <div class="act">
              <button type="submit">Log in</button>
            </div>
          </form>
        </section>
        <section aria-labelledby="key-way" class="sheet">
          <h2 id="key-way">With your OpenPGP key</h2>
          <p>You get a short text, sign it with the key that is on file for you, and paste it back.</p>
          <form method="post" action="/login/challenge" class="stack">
            <input type="hidden" name="back" value={back} />
            <Field id="key-person" label="Name">
              <input
                id="key-person"
                name="person"
                required
                maxLength={64}
                autocomplete="username"
                spellcheck={false}
                value={person}
              />
            </Field>
            <div class="act">
              <button type="submit" class="plain">
                Get the text to sign
              </button>
            </div>
          </form>
        </section>
      </div>
      <p class="soft">
        No way in? The desk's administrator runs <code>sameday desk login-link</code>, which prints a link that works
        once.
      </p>
    </Layout>
  );
}

/** The text to sign, and the field for it. */
export function ChallengePage(props: {
  frame: Frame;
  back: string;
  person: string;
  challenge: string;
  problem: string;
}) {
  const { frame, back, person, challenge, problem } = props;
  return (
    <Layout frame={frame} title="Log in with your key">
      <h1>Log in as {person} with your key</h1>
      <Problem problem={problem} />
      <form method="post" action="/login/key" class="stack">
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="person" value={person} />
        <Field
          id="challenge"
          label="1. Copy this text"
          hint="It is good for ten minutes, once, and for this desk only."
        >
          <textarea
            id="challenge"
            name="challenge"
            class="v"
            readOnly
            rows={7}
            spellcheck={false}
            aria-describedby="challenge-hint"
            value={challenge}
          />
        </Field>
        <div class="field">
          <p class="label">2. Sign it in clear text</p>
          <pre>gpg --clear-sign</pre>
        </div>
        <Field id="signed" label="3. Paste the signed text" hint="From BEGIN PGP SIGNED MESSAGE to END PGP SIGNATURE.">
          <textarea
            id="signed"
            name="signed"
            class="v"
            required
            rows={12}
            spellcheck={false}
            autocomplete="off"
            aria-describedby="signed-hint"
          />
        </Field>
        <div class="act">
          <button type="submit">Log in</button>
          <a href="/login">Another way</a>
        </div>
      </form>
    </Layout>
  );
}

/** A one-time link asks for a press: programs that look at links in advance would use it up. */
export function OncePage({ frame, token }: { frame: Frame; token: string }) {
  return (
    <Layout frame={frame} title="Log in once">
      <h1>This link logs you in once.</h1>
      <p>It is good for a quarter of an hour. Afterwards, set a password under your name at the top of the page.</p>
      <form method="post" action="/login/once" class="act">
        <input type="hidden" name="token" value={token} />
        <button type="submit">Log in</button>
      </form>
    </Layout>
  );
}

function Problem({ problem }: { problem: string }) {
  if (problem === "") return null;
  return (
    <Note tone="late">
      <p role="alert">
        <strong>Not logged in.</strong> {problem}
      </p>
    </Note>
  );
}
