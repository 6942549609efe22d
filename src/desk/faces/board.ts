import type { AuditRow } from "../../api/index.ts";
import type { Distribution, Person } from "../../distribution/index.ts";
import { expiringKeys, type SigningKey } from "../../signer/index.ts";
import {
  type BuilderSeen,
  isOfTeam,
  type MailRecord,
  mailKind,
  maySee,
  type SuiteHealth,
} from "../../updates/index.ts";
import type { BoardModel, UpdateGroup, UpdateRow, Warning } from "../../web/index.ts";
import type { Alarm } from "../cases/alarms.ts";
import { packageInRelease, type TrackerFacts } from "../tracker-facts/facts.ts";
import type { KnownUpdate } from "./known-updates.ts";
import { toRow } from "./rows.ts";

export interface BoardParts {
  readonly updates: readonly KnownUpdate[];
  readonly facts: TrackerFacts;
  readonly warnings: readonly Warning[];
  readonly audits: readonly AuditRow[];
}

const ROWS_IN_A_GROUP = 20;
const ISSUES_ON_A_PAGE = 25;
const SHOWN_FIXED = 30;
const MAILS_NAMED = 3;
const BUILDER_LOST_MS = 2 * 60_000;

/** The board as one reader sees it. */
export async function boardModel(
  { updates, facts, warnings, audits }: BoardParts,
  definition: Distribution,
  reader: Person | null,
  issuesPage: number,
  now: Date,
): Promise<BoardModel> {
  const visible = updates.filter(({ update }) => maySee(reader, update));
  const rows = visible.map((one) => toRow(one, reader));
  const open = rows.filter((row) => row.state === "open");
  const group = (turn: UpdateRow["waiting"]["turn"]): UpdateGroup => {
    const all = rows.filter((row) => row.waiting.turn === turn).sort(byTimeLeft);
    return { total: all.length, rows: all.slice(0, ROWS_IN_A_GROUP) };
  };
  const page = Math.max(1, issuesPage);
  const without = lookedAfter(visible, facts);
  const issues = await facts.open({ without }, (page - 1) * ISSUES_ON_A_PAGE, ISSUES_ON_A_PAGE);
  return {
    budgetHours: definition.policy.budgetHours,
    late: open.filter((row) => row.deadline < now).length,
    open: open.length,
    you: group("you"),
    others: group("others"),
    itself: group("itself"),
    issues: { ...issues, page, pageSize: ISSUES_ON_A_PAGE },
    fixed: rows
      .flatMap((row) => (row.publishedAt === null ? [] : [{ ...row, publicAt: row.knownAt, fixedAt: row.publishedAt }]))
      .sort((a, b) => a.fixedAt.getTime() - b.fixedAt.getTime())
      .slice(-SHOWN_FIXED),
    warnings: reader === null ? [] : warnings,
    audits: reader === null ? [] : audits.filter(({ isDue }) => isDue),
  };
}

/** Packages of releases that an update is on the way for, or went out for since the facts were made. */
export function lookedAfter(updates: readonly KnownUpdate[], facts: TrackerFacts): ReadonlySet<string> {
  const found = updates.filter(
    ({ update }) => update.state === "open" || (update.state === "published" && !facts.published.has(update.id)),
  );
  return new Set(found.map(({ update }) => packageInRelease(update)));
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
    /** What keeps mail from being handled. */
    readonly intake: readonly Alarm[];
    /** That were given up, the newest first. */
    readonly mails: readonly MailRecord[];
    /** Names of updates that do not exist for the reader. */
    readonly hidden: ReadonlySet<string>;
  },
  definition: Distribution,
  reader: Person | null,
  now: Date,
): Warning[] {
  return [
    ...(isOfTeam(reader) ? facts.intake.map(intakeWarning) : []),
    ...mailWarning(isOfTeam(reader) ? facts.mails : []),
    ...(facts.keys === null ? [signerAway] : keyWarnings(facts.keys, definition, now)),
    ...facts.suites.flatMap(suiteWarning),
    ...facts.builders.flatMap((builder) => builderWarning(builder, facts.hidden, now)),
  ].sort((a, b) => Number(b.severity === "late") - Number(a.severity === "late"));
}

const signerAway: Warning = {
  severity: "late",
  sentence: "The signer does not answer: nothing can be queued or published.",
  next: "Start it again; what waits for it goes on by itself.",
  since: null,
};

function intakeWarning({ sentence, since }: Alarm): Warning {
  return { severity: "late", sentence, next: "The log of the desk's process intake says more.", since };
}

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

/** One line for all of them; whom a mail was for is the team's business alone. */
function mailWarning(mails: readonly MailRecord[]): Warning[] {
  const oldest = mails.at(-1);
  if (!oldest) return [];
  const shown = mails.slice(0, MAILS_NAMED).map((mail) => `${mail.recipient} did not get ${mailKind(mail)}`);
  const more = mails.length - shown.length;
  return [
    {
      severity: mails.some(({ key }) => key.startsWith("advisory ")) ? "late" : "soon",
      sentence: `${shown.join("; ")}${more > 0 ? `; and ${more} mails more` : ""}.`,
      next: "Tell them in another way. `sameday mail list` says why; `sameday mail retry` tries again, `sameday mail drop` ends this line.",
      since: oldest.given_up_at,
    },
  ];
}

function builderWarning(builder: BuilderSeen, hidden: ReadonlySet<string>, now: Date): Warning[] {
  if (now.getTime() - builder.last_seen_at.getTime() < BUILDER_LOST_MS) return [];
  const isHidden = (builder.doing.match(/\bU-\d+\b/g) ?? []).some((name) => hidden.has(name));
  const lost = builder.doing === "" || isHidden ? "" : ` It was at ${builder.doing}, which goes to another builder.`;
  return [
    {
      severity: "soon",
      sentence: `Builder ${builder.name} was not heard of for a while.${lost}`,
      next: "Look at its machine.",
      since: builder.last_seen_at,
    },
  ];
}
