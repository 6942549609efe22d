import type { ComponentChildren } from "preact";
import type { Frame } from "../../model/index.ts";
import { casesPath } from "../../text/cases/addresses.ts";
import { Layout } from "../layout.tsx";

const PAGES = [
  [casesPath.home, "What needs me now"],
  [casesPath.triage(), "Triage"],
  [casesPath.agenda, "Agenda"],
  [casesPath.lessons, "Lessons"],
  [casesPath.closed, "Closed"],
  [casesPath.setAside, "Set aside"],
  [casesPath.people, "People"],
] as const;

const KEY = [casesPath.key, "Role key"] as const;

/** A page about cases, with the way to the others. `title` names no contents: it stands in windows, tabs and histories. */
export function CasesPage(props: {
  frame: Frame;
  title: string;
  /** Whether titles or contents are on it. */
  confidential: boolean;
  children: ComponentChildren;
}) {
  const { frame, title, confidential } = props;
  const here = frame.path.split("?")[0] ?? "";
  return (
    <Layout frame={frame} title={title} confidential={confidential}>
      <nav aria-label="Cases">
        <ul class="choices">
          {[...PAGES, ...(frame.peopleHoldKey ? [KEY] : [])].map(([path, word]) => (
            <li key={path}>
              <a href={path} aria-current={path === here ? "page" : undefined}>
                {word}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {props.children}
    </Layout>
  );
}
