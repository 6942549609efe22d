import type { Parsed, Problem } from "../../kernel/index.ts";
import { placeOfJsonError } from "../format/json-place.ts";
import { isObject } from "../import/is-object.ts";
import { trackerProblem } from "../problem-codes.ts";
import type { ReadReport } from "./ask-bugs.ts";
import { bugNumber, issuesNamedIn } from "./report.ts";

const LARGEST_FILE = 256 * 1024 * 1024;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reports of any bug tracker from a file: a JSON list of objects with `bug` (a number), `source`, `title`, `day`, and where
 * known `text`, `merged` (numbers), `closed` and `fixed` (versions). Never throws; undefined when the file is no such list.
 */
export function parseReportFile(bytes: Uint8Array, path: string): Parsed<readonly ReadReport[] | undefined> {
  const place = { file: path, line: 1, column: 1 };
  if (bytes.length > LARGEST_FILE) return refused(trackerProblem("import-bugs", "The file is too large.", place));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const at = placeOfJsonError(text, String(error), path);
    return refused(trackerProblem("import-not-json", "This is not JSON.", at));
  }
  if (!Array.isArray(json)) return refused(trackerProblem("import-bugs", "Write a list of reports.", place));
  const reports = new Map<number, ReadReport>();
  const problems: Problem[] = [];
  for (const [index, entry] of json.entries()) {
    const report = readEntry(entry);
    if (typeof report === "string") {
      problems.push(trackerProblem("import-bugs", `Report ${index + 1}: ${report}.`, place));
    } else if (reports.has(report.bug)) {
      problems.push(trackerProblem("import-bugs", `Report ${index + 1}: ${report.bug} stands there twice.`, place));
    } else reports.set(report.bug, report);
  }
  return { value: [...reports.values()], problems };
}

/** The report, or what is wrong with it. */
function readEntry(entry: unknown): ReadReport | string {
  if (!isObject(entry)) return "it is no object";
  const { title, day, text = "", source = "", merged = [], closed = false, fixed = [] } = entry;
  const bug = bugNumber(entry.bug);
  if (bug === undefined) return "`bug` is a number from 1 to 999999999";
  if (typeof title !== "string") return "`title` is a text";
  if (typeof day !== "string" || !isDay(day)) return "`day` is a day such as 2026-11-21";
  if (typeof source !== "string" || typeof text !== "string") return "`source` and `text` are texts";
  if (typeof closed !== "boolean") return "`closed` is true or false";
  const others = Array.isArray(merged) ? merged.map(bugNumber) : [undefined];
  if (!others.every((one): one is number => one !== undefined)) return "`merged` is a list of numbers";
  if (!Array.isArray(fixed) || !fixed.every((one) => typeof one === "string")) return "`fixed` is a list of versions";
  return {
    bug,
    sources: source === "" ? [] : [source],
    title,
    day,
    changed: "",
    merged: others,
    closed,
    fixedIn: fixed,
    names: { title: issuesNamedIn(title), text: issuesNamedIn(text) },
  };
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function refused(problem: Problem): Parsed<undefined> {
  return { value: undefined, problems: [problem] };
}
