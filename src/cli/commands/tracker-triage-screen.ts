import { decisionWords, type RecordFacts } from "../../tracker/index.ts";
import { printable } from "../printable.ts";
import type { Style } from "../style.ts";
import type { Session, Typing } from "./tracker-triage-session.ts";

export interface ScreenParts {
  readonly session: Session;
  readonly style: Style;
  readonly columns: number;
  /** Still to be written. */
  readonly waiting: number;
  readonly facts: RecordFacts | undefined;
}

const KEYS = [
  ...["1-9 take it", "n not for us", "u package", "a not affected", "t leave as todo"],
  ...["s later", "z take back", "o record", "? help", "q quit"],
];
const HELP = `1 to 9  take the suggestion with this number
n       not for us: the product's name, as it is remembered or as you type it
u       it is in a package: \`curl\` (unfixed), \`curl 8.1-1\`, \`curl undetermined\`, \`curl itp 123456\`
a       a package is not affected: its name, then why
t       leave it as a task, with what is to be found out; an empty line leaves it as it is
s       later: it comes again at the end
z       take the last decision back; again, the one before
o       the record as it stands in the list, and what the CVE record says
q       quit; what was decided is written before the program ends
Tab completes names, Enter takes a line, Esc leaves it.
Each decision is a commit of its own. You never wait for it: what could not be written comes again, with the reason.`;
const ASKS: Readonly<Record<Typing, string>> = {
  product: "Not for us, product",
  package: "Package, and what is said of it (unfixed)",
  "not-affected": "Not affected, package and why",
  todo: "What is to be found out (Enter leaves it as it is)",
};
const WIDEST = 100;
const KEY_GAP = "   ";

/** The whole screen as text. Whatever comes from records passes `printable`, so that it can do nothing to the terminal. */
export function screenText(parts: ScreenParts): string {
  const { session, style, columns, waiting } = parts;
  const width = Math.max(20, Math.min(columns - 1, WIDEST));
  const count = `${session.left} to look at, ${session.decided} decided${waiting > 0 ? `, ${waiting} being written` : ""}`;
  const lines = [style.quiet(count), ""];
  const { mode } = session;
  if (mode.kind === "reading" && mode.what === "help") lines.push(...helpLines(width));
  else if (mode.kind === "reading") lines.push(...recordLines(parts, width));
  else lines.push(...issueLines(parts, width));
  lines.push("", session.message === "" ? "" : style.waiting(wrapped(safe(session.message), width, "")));
  if (mode.kind === "typing") {
    lines.push(
      style.quiet(session.completions.map(safe).join("   ")),
      `${style.strong(ASKS[mode.what])}: ${safe(mode.text)}`,
    );
    return lines.join("\n");
  }
  lines.push(style.quiet(mode.kind === "reading" ? "Any key goes back." : keyLines(width)), "");
  return lines.join("\n");
}

function issueLines({ session, style, facts }: ScreenParts, width: number): readonly string[] {
  const { current, suggestions } = session;
  if (current === undefined) return [style.good("Nothing is left to be checked.")];
  const { issue, description, layer, exploited } = current.task;
  const head = `${style.strong(safe(issue))}  ${style.quiet(safe(layer))}${exploited ? `  ${style.bad("exploited")}` : ""}`;
  const text = facts?.description || description || "No description.";
  const lines = [head, wrapped(safe(text.slice(0, 600)), width, ""), ""];
  if (suggestions.length === 0) lines.push(style.quiet("Nothing speaks for anything; n and u take a name."));
  suggestions.forEach(({ decision, score, reasons }, at) => {
    const strength = `${Math.round(score * 100)}`.padStart(2);
    lines.push(`${style.strong(String(at + 1))}  ${safe(decisionWords(decision))}  ${style.quiet(`(${strength})`)}`);
    const [why = ""] = reasons;
    lines.push(style.quiet(wrapped(safe(why), width, "   ")));
  });
  return lines;
}

function recordLines({ session, facts }: ScreenParts, width: number): readonly string[] {
  const { current } = session;
  if (current === undefined) return [];
  const { record, issue, description } = current.task;
  const text = record === "" ? `${issue} (${description})\nOur own list has no record of it yet.` : record.trimEnd();
  const lines = [safe(text).replaceAll("\t", "    "), ""];
  if (facts === undefined) return lines;
  lines.push(wrapped(safe(facts.description), width, ""), "");
  for (const { vendor, product } of facts.affected)
    lines.push(safe(`affected: ${vendor} ${product}`.replace("  ", " ")));
  for (const link of facts.links) lines.push(safe(link));
  return lines;
}

/** What a key does stands beside it, however many lines that takes. */
function helpLines(width: number): readonly string[] {
  return HELP.split("\n").map((line) => {
    const indent = /^\S.{7}(?=\S)/.test(line) && line[7] === " " ? 8 : 0;
    return wrapped(line, width - indent, "").replaceAll("\n", `\n${" ".repeat(indent)}`);
  });
}

/** What a key does stays on one line. */
function keyLines(width: number): string {
  const lines = [""];
  for (const key of KEYS) {
    const last = lines.at(-1) as string;
    if (last === "") lines[lines.length - 1] = key;
    else if (last.length + KEY_GAP.length + key.length > width) lines.push(key);
    else lines[lines.length - 1] = last + KEY_GAP + key;
  }
  return lines.join("\n");
}

function safe(text: string): string {
  return printable(text).replace(/[^\n\t -~]/g, "\ufffd");
}

function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/ (?! )/)) {
    if (line !== "" && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word.trimStart();
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line].join("\n");
}
