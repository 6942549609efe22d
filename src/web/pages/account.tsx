import type { Frame } from "../model/index.ts";
import { ActForm, Field } from "../parts/form.tsx";
import { Layout } from "../parts/layout.tsx";
import { Note } from "../parts/note.tsx";
import { roleWord } from "../text/role.ts";

/** The reader's own account: a new password, which always comes with a new authenticator secret. */
export function AccountPage({ frame, problem }: { frame: Frame; problem: string }) {
  const { viewer } = frame;
  return (
    <Layout frame={frame} title="Your account">
      <h1>{viewer?.name}</h1>
      <p>
        You are {viewer?.id} in the distribution definition, with the role {viewer ? roleWord(viewer.role) : ""}. The
        definition decides what you may do; here you only set how you log in.
      </p>
      <section aria-labelledby="password-title">
        <h2 id="password-title">Set a password</h2>
        <p>It replaces the old one, makes a new secret for your authenticator, and ends all your sessions.</p>
        {problem === "" ? null : (
          <Note tone="late">
            <p role="alert">{problem}</p>
          </Note>
        )}
        <ActForm frame={frame} action="/account/password" class="stack">
          <Field id="name" label="Name">
            <input id="name" readOnly autocomplete="username" value={viewer?.id ?? ""} />
          </Field>
          <Field id="password" label="New password" hint="At least 12 characters; a sentence is good.">
            <input
              id="password"
              name="password"
              type="password"
              required
              minLength={12}
              maxLength={1000}
              autocomplete="new-password"
              aria-describedby="password-hint"
            />
          </Field>
          <Field id="again" label="The same again">
            <input
              id="again"
              name="again"
              type="password"
              required
              minLength={12}
              maxLength={1000}
              autocomplete="new-password"
            />
          </Field>
          <div class="act">
            <button type="submit">Set the password of {viewer?.id}</button>
          </div>
        </ActForm>
      </section>
    </Layout>
  );
}

/** The authenticator's secret, shown this once. */
export function SecretPage({ frame, otpauth }: { frame: Frame; otpauth: string }) {
  const secret = URL.canParse(otpauth) ? (new URL(otpauth).searchParams.get("secret") ?? "") : "";
  return (
    <Layout frame={frame} title="Your authenticator">
      <h1>Put this secret into your authenticator now.</h1>
      <p class="lead">It is shown this once. Then log in with the new password and a code.</p>
      <dl class="changes">
        <div>
          <dt>Secret</dt>
          <dd>
            <code class="wrap">{secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          </dd>
        </div>
        <div>
          <dt>As an address, for programs that take one</dt>
          <dd>
            <code class="wrap">{otpauth}</code>
          </dd>
        </div>
        <div>
          <dt>Kind</dt>
          <dd>by time (TOTP), six digits, 30 seconds, SHA-1</dd>
        </div>
      </dl>
      <p class="more">
        <a class="button" href="/login">
          Log in again
        </a>
      </p>
    </Layout>
  );
}
