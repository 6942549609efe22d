import type { Frame } from "../model/index.ts";
import { Layout } from "../parts/layout.tsx";
import { updatePath } from "../text/addresses.ts";

export interface ErrorModel {
  /** 4xx or 5xx. */
  readonly status: number;
  /** One sentence for people. */
  readonly message: string;
  /** What the reader can do now; empty when there is nothing. */
  readonly next: string;
  /** Finds the request in the server's log. */
  readonly reference: string;
  /** What was asked for, or where a form went; empty when that is not known. */
  readonly address: string;
}

/** A page or form of one update, below its own page. */
const UPDATE = /^\/updates\/(U-\d{1,9})\//;

const TITLES: Readonly<Record<number, string>> = {
  400: "That could not be read.",
  401: "You are not logged in.",
  403: "You may not do this.",
  404: "There is nothing here.",
  409: "This cannot be done now.",
  413: "That is too large.",
  422: "That was not taken.",
  500: "Something is broken on our side.",
};

/** The answer to a form has no address to come back to. */
function afterLogin(frame: Frame): string {
  return frame.path === "" ? "." : " and come back to this page.";
}

/** What went wrong and what to do; nothing about what the reader may not know. */
export function ErrorPage({ frame, error }: { frame: Frame; error: ErrorModel }) {
  const stranger = frame.viewer === null && (error.status === 401 || error.status === 404);
  const update = error.status === 404 || frame.viewer === null ? undefined : UPDATE.exec(error.address)?.[1];
  const back = encodeURIComponent(frame.path === "" ? "/" : frame.path);
  return (
    <Layout frame={frame} title={TITLES[error.status] ?? "That did not work."}>
      <p class="crumb">Error {error.status}</p>
      <h1>{TITLES[error.status] ?? (error.status < 500 ? "That did not work." : TITLES[500])}</h1>
      <p class="lead">{error.message}</p>
      {error.next === "" ? null : <p>{error.next}</p>}
      <ul class="plain">
        {stranger ? (
          <li>
            <a href={`/login?back=${back}`}>Log in</a>
            {error.status === 404 ? "; some pages are there for the team only." : afterLogin(frame)}
          </li>
        ) : null}
        {stranger && frame.path !== "" ? (
          <li>
            Logged in already, and followed a link from a mail or another site?{" "}
            <a href={frame.path}>Open it again from here</a>: the browser does not tell us who you are when you come
            from elsewhere.
          </li>
        ) : null}
        {update ? (
          <li>
            <a href={updatePath(update)}>To {update}</a>
          </li>
        ) : null}
        <li>
          <a href="/">To the board</a>
        </li>
      </ul>
      <p class="soft">
        Reference <span class="v">{error.reference}</span>
      </p>
    </Layout>
  );
}
