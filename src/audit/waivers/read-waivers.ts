import { strictToml, suggestion } from "../../distribution/index.ts";
import { DAY_MS, type Parsed } from "../../kernel/index.ts";
import type { WaiverProblem } from "./problem-codes.ts";
import { essenceOf, faultOfReason } from "./reason.ts";
import { type WaiverRow, waiversFile } from "./schema.ts";
import { subjectOf, type Waiver } from "./types.ts";

export interface WaiverSurroundings {
  /** Name of the file in places of problems. */
  readonly file: string;
  /** Ids of every rule that can be waived. */
  readonly rules: readonly string[];
  readonly now: Date;
}

/**
 * A waivers' file: the entries that count, and a problem with its place for every one that does not. One bad entry leaves the
 * others in force; a file that is no TOML, or has a key of its own, leaves none.
 */
export function readWaivers(bytes: Uint8Array, around: WaiverSurroundings): Parsed<readonly Waiver[]> {
  const toml = strictToml.parseToml(bytes, around.file);
  if (!toml.value) return { value: [], problems: toml.problems };
  const report = strictToml.createReport("waiver");
  const rows = waiversFile.read(toml.value, report)?.waiver ?? [];
  const earlier = new Map<string, WaiverRow>();
  const reasons = new Map<string, WaiverRow>();
  const value = rows.filter((row) => {
    // Both are always asked, so that every fault of an entry is named at once.
    const faults = [checkReason(row, reasons, report), checkDays(row, around.now, report)];
    faults.push(checkSubject(row, earlier, around.rules, report));
    return faults.every((isGood) => isGood);
  });
  return { value: value.map(waiverOf), problems: report.problems };
}

const REASON_WORDS: Readonly<Partial<Record<WaiverProblem, string>>> = {
  "waiver-empty-reason": "The reason is empty: write why this finding may stay.",
  "waiver-placeholder-reason": "This is no reason: write in a sentence why this finding may stay until its end.",
};

function checkReason(row: WaiverRow, reasons: Map<string, WaiverRow>, report: strictToml.Report): boolean {
  const { value, place } = row.reason;
  const fault = faultOfReason(value);
  if (fault) {
    report.error(fault, place, REASON_WORDS[fault] ?? "This is no reason.");
    return false;
  }
  const before = reasons.get(essenceOf(value));
  if (before) {
    const message = `The waiver of line ${before.place.line} has the same reason; say what is true of this finding.`;
    report.error("waiver-copied-reason", place, message);
    return false;
  }
  reasons.set(essenceOf(value), row);
  return true;
}

function checkDays(row: WaiverRow, now: Date, report: strictToml.Report): boolean {
  const { created, expires } = row;
  if (created.value.getTime() > now.getTime() + DAY_MS) {
    report.error("waiver-created-ahead", created.place, "The day on which it was written is yet to come.");
    return false;
  }
  if (expires.value <= created.value) {
    report.error("waiver-ends-before", expires.place, "It ends before it begins.");
    return false;
  }
  if (expires.value > aYearAfter(created.value)) {
    const latest = aYearAfter(created.value).toISOString().slice(0, 10);
    report.error("waiver-too-long", expires.place, `A waiver lasts for at most 12 months: here until ${latest}.`);
    return false;
  }
  if (expires.value > now) return true;
  const message = "Its time is over, and the finding counts again: mend it, or look anew and write a new reason.";
  report.error("waiver-expired", expires.place, message);
  return false;
}

/** The same day of the next year; 29 February ends on 1 March. */
function aYearAfter(day: Date): Date {
  return new Date(Date.UTC(day.getUTCFullYear() + 1, day.getUTCMonth(), day.getUTCDate()));
}

function checkSubject(
  row: WaiverRow,
  earlier: Map<string, WaiverRow>,
  rules: readonly string[],
  report: strictToml.Report,
): boolean {
  const { rule, path, fingerprint } = row;
  if (!rules.includes(rule.value)) {
    const message = `"${rule.value}" is no rule of this program.${suggestion(rule.value, rules)}`;
    report.error("waiver-unknown-rule", rule.place, message);
    return false;
  }
  const key = subjectOf(rule.value, path.value, fingerprint.value);
  const before = earlier.get(key);
  if (before) {
    report.error("waiver-twice", row.place, `The waiver of line ${before.place.line} is for the same finding.`);
    return false;
  }
  earlier.set(key, row);
  return true;
}

function waiverOf({ rule, path, fingerprint, reason, owner, created, expires, ticket, place }: WaiverRow): Waiver {
  return {
    rule: rule.value,
    path: path.value,
    fingerprint: fingerprint.value,
    reason: reason.value,
    owner,
    created: created.value,
    expires: expires.value,
    ticket,
    place,
  };
}
