import { SaxesParser } from "saxes";
import type { Parsed, Problem } from "../../../kernel/index.ts";
import type { PolkitAction, PolkitPolicy, PolkitSession } from "./types.ts";

const SESSIONS: Readonly<Record<string, PolkitSession>> = {
  allow_any: "any",
  allow_inactive: "inactive",
  allow_active: "active",
};

/** Each is costly, and what is no XML has one at every character. */
const MOST_ERRORS = 100;

/** What a text between two tags is for. */
interface Wanted {
  readonly take: (text: string) => void;
  text: string;
}

/** Reads a policy file or its template; entities of its own and what it refers to are not expanded. */
export function readPolicy(text: string): Parsed<PolkitPolicy> {
  const actions: PolkitAction[] = [];
  const problems: Problem[] = [];
  const parser = new SaxesParser();
  let open:
    | { -readonly [K in keyof PolkitAction]: PolkitAction[K] extends readonly (infer E)[] ? E[] : PolkitAction[K] }
    | undefined;
  let wanted: Wanted | undefined;
  let startLine = 1;
  let errors = 0;
  parser.on("error", (error) => {
    errors += 1;
    if (errors > MOST_ERRORS) throw error;
    if (problems.length === 0)
      problems.push({
        code: "polkit-xml",
        severity: "error",
        message: "The policy is no well-formed XML here; polkit would leave the file out.",
        place: { line: parser.line, column: parser.column + 1 },
      });
  });
  parser.on("opentagstart", () => {
    // The blank behind the name is read by now; it may have been a line end.
    startLine = text[parser.position - 1] === "\n" ? parser.line - 1 : parser.line;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const line = startLine;
    wanted = undefined;
    if (name === "action") open = { id: attributes.id ?? "", line, defaults: [], annotations: [] };
    if (!open) return;
    const { defaults, annotations } = open;
    const session = Object.hasOwn(SESSIONS, name) ? SESSIONS[name] : undefined;
    if (session) wanted = { text: "", take: (found) => void defaults.push({ session, result: found.trim(), line }) };
    const key = attributes.key ?? "";
    if (name === "annotate")
      wanted = { text: "", take: (found) => void annotations.push({ key, value: found.trim(), line }) };
  });
  parser.on("text", (piece) => {
    // What an action allows is a word, what an annotation says a path or a list of them.
    if (wanted && wanted.text.length < 65_536) wanted.text += piece;
  });
  parser.on("closetag", ({ name }) => {
    wanted?.take(wanted.text);
    wanted = undefined;
    if (name !== "action" || !open) return;
    actions.push(open);
    open = undefined;
  });
  try {
    parser.write(text).close();
  } catch {
    // The first error is told; what was read before it stands.
  }
  return { value: { actions }, problems };
}
