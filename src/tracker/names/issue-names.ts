import { type IssueId, isIssueId, type Parsed, SamedayError } from "../../kernel/index.ts";
import { linesOf } from "../format/lines.ts";
import { type TrackerProblem, trackerProblem } from "../problem-codes.ts";

/** What an issue was called before. */
export interface FormerName {
  readonly old: IssueId;
  readonly now: IssueId;
  /** `2026-11-21`. */
  readonly day: string;
  readonly line: number;
}

export const ISSUE_NAMES_FILE = "issue-names";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads `TEMP-1012345-0A1B2C CVE-2026-1234 2026-11-21` a line; `#` begins a comment line. Never throws. */
export function parseIssueNames(bytes: Uint8Array, path: string): Parsed<readonly FormerName[]> {
  const names: FormerName[] = [];
  const problems: TrackerProblem[] = [];
  const report = (message: string, line: number): void => {
    problems.push(trackerProblem("tracker-issue-name", message, { file: path, line, column: 1 }));
  };
  for (const { text, number } of linesOf(bytes)) {
    if (text.trim() === "" || text.startsWith("#")) continue;
    const [old = "", now = "", day = "", more] = text.trim().split(/\s+/);
    if (!isName(old) || !isName(now) || !DAY.test(day) || more !== undefined) {
      report("Write `OLD NEW YYYY-MM-DD`, two names of issues and a day.", number);
    } else if (old === now || presentIn(names, now) === old) {
      report(`${old} would lead back to itself.`, number);
    } else if (names.some((one) => one.old === old)) {
      report(`${old} leads elsewhere already.`, number);
    } else {
      names.push({ old, now, day, line: number });
    }
  }
  return { value: names, problems };
}

/** The file with one more line. Throws INPUT_INVALID for what the file's own reader would refuse. */
export function addFormerName(bytes: Uint8Array, name: Omit<FormerName, "line">): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const after = Buffer.from(`${ended}${name.old} ${name.now} ${name.day}\n`, "latin1");
  const before = parseIssueNames(bytes, ISSUE_NAMES_FILE).problems.length;
  const fault = parseIssueNames(after, ISSUE_NAMES_FILE).problems[before];
  if (fault) throw new SamedayError("INPUT_INVALID", fault.message);
  return after;
}

/** The name that an issue has now; its own when nothing leads on. */
export function presentName(names: readonly FormerName[], name: IssueId): IssueId {
  return presentIn(names, name);
}

/** Every name that leads to this one, the nearest first. */
export function formerNames(names: readonly FormerName[], name: IssueId): readonly IssueId[] {
  const found: IssueId[] = [];
  const seen = new Set([name]);
  for (let next = [name]; next.length > 0; ) {
    next = next
      .flatMap((one) => names.filter(({ now }) => now === one).map(({ old }) => old))
      .filter((one) => !seen.has(one));
    for (const one of next) seen.add(one);
    found.push(...next);
  }
  return found;
}

/** Lines of several layers may lead in a circle though none of them does. */
function presentIn(names: readonly FormerName[], name: IssueId): IssueId {
  const seen = new Set<IssueId>();
  let at = name;
  for (;;) {
    seen.add(at);
    const next = names.find(({ old }) => old === at)?.now;
    if (next === undefined || seen.has(next)) return at;
    at = next;
  }
}

function isName(text: string): boolean {
  return isIssueId(text) && !text.endsWith("XXXX");
}
