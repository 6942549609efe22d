import { isIssueId, SamedayError } from "../../kernel/index.ts";
import { linesOf } from "../format/lines.ts";
import { trackerProblem } from "../problem-codes.ts";
import { ProblemTally, type TalliedParse } from "../problem-tally.ts";

/** What a person made of a suggestion that a package carries vulnerable code of another. */
export interface CopyDecision {
  readonly issue: string;
  /** The package whose code is copied. */
  readonly code: string;
  /** The package that carries the copy. */
  readonly embedder: string;
  readonly answer: "confirmed" | "dismissed";
  readonly reason: string;
  readonly line: number;
}

export const COPY_DECISIONS_FILE = "embedded-decisions";

const LINE = /^(\S+) ([a-z0-9][a-z0-9.+-]*) in ([a-z0-9][a-z0-9.+-]*): (confirmed|dismissed) \((.+)\)$/;

/** Reads `CVE-2026-1234 curl in webkit2gtk: dismissed (built against the system's curl)` a line; `#` begins a comment line. */
export function parseCopyDecisions(
  bytes: Uint8Array,
  path: string,
  most?: number,
): TalliedParse<readonly CopyDecision[]> {
  const decisions: CopyDecision[] = [];
  const problems = new ProblemTally(most);
  for (const { text, number } of linesOf(bytes)) {
    const body = text.trim();
    if (body === "" || body.startsWith("#")) continue;
    const decision = parseLine(body, number);
    if (decision) decisions.push(decision);
    else {
      const message = "Write `ISSUE code in package: confirmed (why)` or `dismissed (why)`.";
      problems.push(trackerProblem("tracker-copy-entry", message, { file: path, line: number, column: 1 }));
    }
  }
  return problems.parsed(decisions);
}

function parseLine(body: string, line: number): CopyDecision | undefined {
  const [, issue = "", code = "", embedder = "", answer, reason = ""] = LINE.exec(body) ?? [];
  if (answer === undefined || !isIssueId(issue)) return undefined;
  return { issue, code, embedder, answer: answer as CopyDecision["answer"], reason, line };
}

/**
 * The file with one more decision at its end; a decision about the same suggestion is taken out, all other bytes stay.
 * Throws INPUT_INVALID for what the file's own reader would not take.
 */
export function addCopyDecision(bytes: Uint8Array, decision: Omit<CopyDecision, "line">): Uint8Array {
  const { issue, code, embedder, answer, reason } = decision;
  const line = `${issue} ${code} in ${embedder}: ${answer} (${reason})`;
  if (/[^ -~]/.test(line) || parseLine(line, 0)?.reason !== reason) {
    throw new SamedayError(
      "INPUT_INVALID",
      "A decision names an issue, two packages and a reason in one line of ASCII.",
    );
  }
  const text = Buffer.from(bytes).toString("latin1");
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const kept = lines.filter((one) => !one.trim().startsWith(`${issue} ${code} in ${embedder}: `));
  return Buffer.from([...kept, line].map((one) => `${one}\n`).join(""), "latin1");
}
