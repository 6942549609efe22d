import type { Distribution, Person } from "../../distribution/index.ts";
import { expiringKeys, type SigningKey } from "../../signer/index.ts";
import type { BuilderSeen, UpdateRow as Read, SuiteHealth } from "../../updates/index.ts";
import type { BoardModel, UpdateGroup, UpdateRow, Warning } from "../../web/index.ts";
import { issueRow } from "./issues.ts";
import { isVisible, pageOf, toRow } from "./rows.ts";
import type { TrackerView } from "./tracker-view.ts";

export interface BoardParts {
  readonly updates: readonly Read[];
  readonly tracker: TrackerView;
  readonly warnings: readonly Warning[];
}

const ROWS_IN_A_GROUP = 20;
const ISSUES_ON_A_PAGE = 25;
const SHOWN_FIXED = 30;
const BUILDER_LOST_MS = 2 * 60_000;

/** The board as one reader sees it. */
export function boardModel(
  { updates, tracker, warnings }: BoardParts,
  definition: Distribution,
  reader: Person | null,
  issuesPage: number,
  now: Date,
): BoardModel {
  const visible = updates.filter(({ update }) => isVisible(update, reader));
  const rows = visible.map((one) => toRow(one, reader));
  const open = rows.filter((row) => row.state === "open");
  const group = (turn: UpdateRow["waiting"]["turn"]): UpdateGroup => {
    const all = rows.filter((row) => row.waiting.turn === turn).sort(byTimeLeft);
    return { total: all.length, rows: all.slice(0, ROWS_IN_A_GROUP) };
  };
  const taken = new Set(open.map((row) => `${row.source} ${row.release}`));
  const issues = tracker.open.filter((verdict) => !taken.has(`${verdict.package} ${verdict.release}`));
  const page = pageOf(issues, issuesPage, ISSUES_ON_A_PAGE);
  return {
    budgetHours: definition.policy.budgetHours,
    late: open.filter((row) => row.deadline < now).length,
    open: open.length,
    you: group("you"),
    others: group("others"),
    itself: group("itself"),
    issues: { ...page, rows: page.rows.map(issueRow) },
    fixed: rows
      .flatMap((row) => (row.publishedAt === null ? [] : [{ ...row, publicAt: row.knownAt, fixedAt: row.publishedAt }]))
      .sort((a, b) => a.fixedAt.getTime() - b.fixedAt.getTime())
      .slice(-SHOWN_FIXED),
    warnings: reader === null ? [] : warnings,
  };
}

export function byTimeLeft(a: UpdateRow, b: UpdateRow): number {
  return a.deadline.getTime() - b.deadline.getTime();
}

/** What threatens the desk itself, the worst first. */
export function warningsOf(
  facts: {
    readonly keys: readonly SigningKey[] | null;
    readonly suites: readonly SuiteHealth[];
    readonly builders: readonly BuilderSeen[];
  },
  definition: Distribution,
  now: Date,
): Warning[] {
  return [
    ...(facts.keys === null ? [signerAway] : keyWarnings(facts.keys, definition, now)),
    ...facts.suites.flatMap(suiteWarning),
    ...facts.builders.flatMap((builder) => builderWarning(builder, now)),
  ].sort((a, b) => Number(b.severity === "late") - Number(a.severity === "late"));
}

const signerAway: Warning = {
  severity: "late",
  sentence: "The signer does not answer: nothing can be queued or published.",
  next: "Start it again; what waits for it goes on by itself.",
  since: null,
};

function keyWarnings(keys: readonly SigningKey[], { policy }: Distribution, now: Date): Warning[] {
  const lastDay = Math.min(...policy.keyWarningDays);
  return expiringKeys(keys, policy.keyWarningDays, now).map(({ threshold, sentence, next }) => ({
    severity: threshold <= lastDay ? "late" : "soon",
    sentence,
    next,
    since: null,
  }));
}

function suiteWarning({ suite, problem, since, dated }: SuiteHealth): Warning[] {
  if (problem === "") return [];
  const next =
    dated === null ? "Check mirror and keyring." : "The last good state stays in service. Check mirror and keyring.";
  return [{ severity: dated === null ? "late" : "soon", sentence: `${suite.name}: ${problem}`, next, since }];
}

function builderWarning(builder: BuilderSeen, now: Date): Warning[] {
  if (now.getTime() - builder.last_seen_at.getTime() < BUILDER_LOST_MS) return [];
  const lost = builder.doing === "" ? "" : ` It was at ${builder.doing}, which goes to another builder.`;
  return [
    {
      severity: "soon",
      sentence: `Builder ${builder.name} was not heard of for a while.${lost}`,
      next: "Look at its machine.",
      since: builder.last_seen_at,
    },
  ];
}
