import { type IssueId, isIssueId, SamedayError } from "../../kernel/index.ts";
import { linesOf } from "../format/lines.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";

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
export function parseIssueNames(bytes: Uint8Array, path: string, most?: number): TalliedParse<readonly FormerName[]> {
  const names: FormerName[] = [];
  const leads = new Map<IssueId, IssueId>();
  const problems = new ProblemTally(most);
  const report = (message: string, line: number): void => {
    problems.push(trackerProblem("tracker-issue-name", message, { file: path, line, column: 1 }));
  };
  for (const { text, number } of linesOf(bytes)) {
    if (text.trim() === "" || text.startsWith("#")) continue;
    const [old = "", now = "", day = "", more] = text.trim().split(/\s+/);
    if (!isName(old) || !isName(now) || !DAY.test(day) || more !== undefined) {
      report("Write `OLD NEW YYYY-MM-DD`, two names of issues and a day.", number);
    } else if (old === now || endOf(leads, now) === old) {
      report(`${old} would lead back to itself.`, number);
    } else if (leads.has(old)) {
      report(`${old} leads elsewhere already.`, number);
    } else {
      names.push({ old, now, day, line: number });
      leads.set(old, now);
    }
  }
  return problems.parsed(names);
}

/** The file with one more line. Throws INPUT_INVALID for what the file's own reader would refuse. */
export function addFormerName(bytes: Uint8Array, name: Omit<FormerName, "line">): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const after = Buffer.from(`${ended}${name.old} ${name.now} ${name.day}\n`, "latin1");
  const all = Number.POSITIVE_INFINITY;
  const before = parseIssueNames(bytes, ISSUE_NAMES_FILE, all).problems.length;
  const fault = parseIssueNames(after, ISSUE_NAMES_FILE, all).problems[before];
  if (fault) throw new SamedayError("INPUT_INVALID", fault.message);
  return after;
}

/**
 * The file after an edit that gave an issue another name. A name that comes back leads nowhere any more, and a name that
 * somebody has led elsewhere stays so: no edit is refused because of its name. Throws INPUT_INVALID for what is no name.
 */
export function addRenaming(bytes: Uint8Array, name: Omit<FormerName, "line">): Uint8Array {
  const all = Number.POSITIVE_INFINITY;
  const known = parseIssueNames(bytes, ISSUE_NAMES_FILE, all).value;
  if (known.some(({ old }) => old === name.old)) return bytes;
  const back = new Set(known.filter(({ old }) => old === name.now).map(({ line }) => line));
  const lines = Buffer.from(bytes).toString("latin1").split("\n");
  const kept = lines.filter((_, at) => !back.has(at + 1)).join("\n");
  return addFormerName(Buffer.from(kept, "latin1"), name);
}

/** The name that an issue has now; its own when nothing leads on. `names` are of the lowest layer first; the upper one decides. */
export function presentName(names: readonly FormerName[], name: IssueId): IssueId {
  return presentIn(new Map(names.map(({ old, now }) => [old, now])), name);
}

/** Every name that leads to this one, the nearest first. */
export function formerNames(names: readonly FormerName[], name: IssueId): readonly IssueId[] {
  const found: IssueId[] = [];
  const seen = new Set([name]);
  const before = new Map<IssueId, IssueId[]>();
  for (const { old, now } of names) {
    const there = before.get(now);
    if (there) there.push(old);
    else before.set(now, [old]);
  }
  for (let next = [name]; next.length > 0; ) {
    next = next.flatMap((one) => before.get(one) ?? []).filter((one) => !seen.has(one));
    for (const one of next) seen.add(one);
    found.push(...next);
  }
  return found;
}

/** Lines of several layers may lead in a circle though none of them does. */
function presentIn(leads: ReadonlyMap<IssueId, IssueId>, name: IssueId): IssueId {
  const seen = new Set<IssueId>();
  let at = name;
  for (;;) {
    seen.add(at);
    const next = leads.get(at);
    if (next === undefined || seen.has(next)) return at;
    at = next;
  }
}

/** Where names that lead in no circle end; what was walked is shortened, so that a long chain is not walked for each of its names. */
function endOf(leads: Map<IssueId, IssueId>, name: IssueId): IssueId {
  const walked: IssueId[] = [];
  let end = name;
  for (let next = leads.get(end); next !== undefined; next = leads.get(end)) {
    walked.push(end);
    end = next;
  }
  for (const one of walked) leads.set(one, end);
  return end;
}

function isName(text: string): boolean {
  return isIssueId(text) && !text.endsWith("XXXX");
}
