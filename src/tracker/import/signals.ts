import { gunzipSync } from "node:zlib";
import { compareIssueIds, isIssueId, type Parsed, type Problem } from "../../kernel/index.ts";
import { placeOfJsonError, placeOfWord } from "../format/json-place.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally } from "../problem-tally.ts";
import { isObject, textOf } from "./is-object.ts";

/** `CVE-…`, the day on which CISA added it, `ransomware` or `-`. */
export type Exploited = readonly [issue: string, added: string, ransomware: string];
/** `CVE-…`, probability of exploitation within 30 days, its percentile; both from 0 to 1, as the table spells them. */
export type Likelihood = readonly [issue: string, probability: string, percentile: string];

/** The inflated table may have this many bytes; the real one has 10 MB. */
const LARGEST_TABLE = 256 * 1024 * 1024;
const BEGIN = { line: 1, column: 1 };
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const SHARE = /^(?:0(?:\.\d+)?|1(?:\.0+)?|\d(?:\.\d+)?[eE]-\d+)$/;

/** CISA's catalogue of known exploited vulnerabilities (known_exploited_vulnerabilities.json). Never throws. */
export function parseKev(bytes: Uint8Array, path: string): Parsed<readonly Exploited[] | undefined> {
  const text = Buffer.from(bytes).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const problem = trackerProblem("import-not-json", "This is not JSON.", placeOfJsonError(text, String(error), path));
    return { value: undefined, problems: [problem] };
  }
  if (!isObject(json) || !Array.isArray(json.vulnerabilities)) {
    const message = "`vulnerabilities` must be a list.";
    const problem = trackerProblem("import-kev", message, placeOfWord(text, "vulnerabilities", path));
    return { value: undefined, problems: [problem] };
  }
  const rows: Exploited[] = [];
  const problems = new ProblemTally();
  for (const [at, entry] of json.vulnerabilities.entries()) {
    const { cveID, dateAdded, knownRansomwareCampaignUse } = isObject(entry) ? entry : {};
    if (typeof cveID === "string" && isIssueId(cveID) && typeof dateAdded === "string" && DAY.test(dateAdded)) {
      rows.push([cveID, dateAdded, knownRansomwareCampaignUse === "Known" ? "ransomware" : "-"]);
      continue;
    }
    const message = `Entry ${at + 1} needs \`cveID\` and \`dateAdded\` (YYYY-MM-DD).`;
    // Looking for a place runs through the text.
    const place = problems.hasRoom("import-kev") ? placeOfWord(text, textOf(cveID), path) : { file: path, ...BEGIN };
    problems.push(trackerProblem("import-kev", message, place));
  }
  return { value: sorted(rows), problems: said(problems, "import-kev", path) };
}

/** FIRST's daily table of EPSS scores (epss_scores-YYYY-MM-DD.csv.gz), packed or not. Never throws. */
export function parseEpss(bytes: Uint8Array, path: string): Parsed<readonly Likelihood[] | undefined> {
  const wrong = (message: string, line: number): Problem =>
    trackerProblem("import-epss", message, { file: path, line, column: 1 });
  let text: string;
  try {
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    text = Buffer.from(packed ? gunzipSync(bytes, { maxOutputLength: LARGEST_TABLE }) : bytes).toString("utf8");
  } catch {
    return { value: undefined, problems: [wrong("The file cannot be unpacked; it is cut short or damaged.", 1)] };
  }
  const lines = text.split(/\r?\n/);
  const head = lines[0]?.startsWith("#") ? 1 : 0;
  if (lines[head] !== "cve,epss,percentile") {
    return { value: undefined, problems: [wrong("The columns must be `cve,epss,percentile`.", head + 1)] };
  }
  const rows: Likelihood[] = [];
  const problems = new ProblemTally();
  for (const [at, line] of lines.entries()) {
    if (at <= head || line === "") continue;
    const [issue = "", probability = "", percentile = "", more] = line.split(",");
    const fits = isIssueId(issue) && SHARE.test(probability) && SHARE.test(percentile) && more === undefined;
    if (fits) rows.push([issue, probability, percentile]);
    else problems.push(wrong("Write `CVE-YYYY-NNNN,probability,percentile`, both from 0 to 1.", at + 1));
  }
  return { value: sorted(rows), problems: said(problems, "import-epss", path) };
}

/** The problems that are kept, and how many there are beside them. */
function said(tally: ProblemTally, code: "import-kev" | "import-epss", path: string): readonly Problem[] {
  const more = tally.unkept.get(code) ?? 0;
  if (more === 0) return tally.problems;
  return [...tally.problems, trackerProblem(code, `${more} more are wrong in this way.`, { file: path, ...BEGIN })];
}

/** The bytes of a side file; the last row of an issue counts. */
export function renderSignals(rows: readonly (Exploited | Likelihood)[]): Uint8Array {
  const one = new Map(rows.map((row) => [row[0], row]));
  return Buffer.from(Array.from(one.values(), (row) => `${row.join("\t")}\n`).join(""), "latin1");
}

function sorted<T extends Exploited | Likelihood>(rows: readonly T[]): readonly T[] {
  return [...rows].sort((a, b) => compareIssueIds(a[0], b[0]));
}
