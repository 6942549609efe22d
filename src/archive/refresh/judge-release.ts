import { parseRelease, type ReleaseStatement } from "../../debian/index.ts";
import { formatInstant, formatProblem, SamedayError } from "../../kernel/index.ts";
import type { SuiteState } from "../state/suite-state.ts";
import type { RefreshRequest } from "./options.ts";

/** How far clocks of honest machines may differ. */
const CLOCK_TOLERANCE_MS = 60 * 60_000;

/** Reads what was signed. Throws ARCHIVE_UNVERIFIED with the first fault. */
export function readStatement(signedText: Uint8Array, suite: string): ReleaseStatement {
  const { value, problems } = parseRelease(signedText, `${suite}/InRelease`);
  if (value) return value;
  const first = problems.find((problem) => problem.severity === "error");
  throw refusal(`The Release file cannot be used: ${first ? formatProblem(first) : "it is empty."}`);
}

/**
 * Whether a correctly signed statement is the one that was asked for, and not an older or stale one that somebody plays
 * back. Throws ARCHIVE_UNVERIFIED; returns warnings where the request wants no refusal.
 */
export function judgeStatement(
  statement: ReleaseStatement,
  request: RefreshRequest,
  inService: SuiteState | undefined,
  now: Date,
): readonly string[] {
  const { name } = request.suite;
  if (statement.codename !== name && statement.suite !== name) {
    throw refusal(`The mirror gives the Release file of ${statement.codename || statement.suite} for ${name}.`);
  }
  if (inService && statement.date < inService.release.date) {
    const dates = `${formatInstant(statement.date)}, ours is of ${formatInstant(inService.release.date)}`;
    throw refusal(`The mirror gives an older Release file than the one in service: it is of ${dates}.`);
  }
  const warnings = outdated(statement, now);
  if (request.outdated === "refuse" && warnings[0] !== undefined) throw refusal(warnings[0]);
  return warnings;
}

/** What the clock has to say about a statement's dates. */
export function outdated(release: { date: Date; validUntil: Date | null | undefined }, now: Date): readonly string[] {
  if (release.date.getTime() > now.getTime() + CLOCK_TOLERANCE_MS) {
    return [
      `The Release file is dated ${formatInstant(release.date)}, which is in the future by this machine's clock.`,
    ];
  }
  if (release.validUntil && release.validUntil < now) {
    return [
      `The Release file was valid until ${formatInstant(release.validUntil)}: newer updates may be kept from us.`,
    ];
  }
  return [];
}

function refusal(message: string): SamedayError {
  return new SamedayError("ARCHIVE_UNVERIFIED", message);
}
