import type { ComponentChildren } from "preact";
import { may } from "../access.ts";
import type { Frame } from "../model/index.ts";
import { roleWord } from "../text/role.ts";
import { formatShort } from "../text/times.ts";
import { ActForm } from "./form.tsx";
import { Note } from "./note.tsx";

export interface LayoutProps {
  readonly frame: Frame;
  /** For the window and for bookmarks. */
  readonly title: string;
  /** Whether anything on the page must not leave the team. */
  readonly confidential?: boolean;
  readonly children: ComponentChildren;
}

/** A whole page: skip link, navigation, content. */
export function Layout({ frame, title, confidential = false, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${confidential ? "■ " : ""}${title} · Sameday`}</title>
        <link rel="stylesheet" href={frame.stylesheet} />
      </head>
      <body class={confidential ? "confidential" : undefined}>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="bar">
          <a class="brand" href="/">
            Sameday <span>{frame.distribution}</span>
          </a>
          <Navigation frame={frame} />
          <Who frame={frame} />
        </header>
        <main id="content">
          {frame.notice === "" ? null : (
            <Note tone="good">
              <p role="status">{frame.notice}</p>
            </Note>
          )}
          {children}
        </main>
      </body>
    </html>
  );
}

function Navigation({ frame }: { frame: Frame }) {
  const { viewer } = frame;
  const entries: readonly (readonly [path: string, word: string, shown: boolean])[] = [
    ["/", "Board", true],
    ["/cases", "Cases", viewer !== null && frame.takesCases],
    ["/issues", "Issues", true],
    ["/tracker", "Tracker", true],
    ["/releases", "Releases", true],
    ["/people", "People", may(viewer, "see-people")],
    ["/tokens", "Testers", may(viewer, "manage-tokens")],
    ["/drills", "Drills", may(viewer, "see-drills")],
    ["/audits", "Audits", may(viewer, "see-audits")],
    ["/audit", "Audit log", may(viewer, "see-audit-log")],
  ];
  const here = frame.path.split("?")[0] ?? "";
  return (
    <nav aria-label="Main">
      {entries
        .filter(([, , shown]) => shown)
        .map(([path, word]) => (
          <a key={path} href={path} aria-current={current(path, here)}>
            {word}
          </a>
        ))}
    </nav>
  );
}

/** A page below an entry belongs to it; the board, at the root, has none below it. */
function current(path: string, here: string): "page" | "true" | undefined {
  if (path === here) return "page";
  return here.startsWith(`${path}/`) ? "true" : undefined;
}

function Who({ frame }: { frame: Frame }) {
  const { viewer, now } = frame;
  const time = (
    <time class="now" dateTime={now.toISOString()}>
      {formatShort(now, now)}
    </time>
  );
  if (!viewer)
    return (
      <div class="who">
        {time} <a href="/login">Log in</a>
      </div>
    );
  return (
    <div class="who">
      {time}{" "}
      <a href="/account">
        {viewer.id}
        <span class="role">, {roleWord(viewer.role)}</span>
      </a>
      <ActForm frame={frame} action="/logout" class="out">
        <button type="submit" class="link">
          Log out
        </button>
      </ActForm>
    </div>
  );
}
