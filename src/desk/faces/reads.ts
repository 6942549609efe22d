import { readFile } from "node:fs/promises";
import type { AuditSchedule } from "../../api/index.ts";
import type { Person, Release } from "../../distribution/index.ts";
import { type Clock, SamedayError } from "../../kernel/index.ts";
import { readKeys } from "../../openpgp/index.ts";
import { auditCheckpoint, formatCheckpoint } from "../../store/index.ts";
import {
  type BuilderSeen,
  getAdvisory,
  isOfTeam,
  type LineContext,
  listQueueTokens,
  maySee,
  offeredApproval,
  readLog,
  readUpdate,
  readUpdateFor,
  type StepRecord,
  stepLabel,
  stepLogPath,
  testerReportsOf,
  type UpdateView,
  undeliverableMails,
} from "../../updates/index.ts";
import {
  type AuditVerification,
  type DeskReads,
  type OpenIssueRow,
  PAGE_SIZES,
  type Paged,
  type PersonModel,
  type ReleaseSummary,
  type UpdateRow,
} from "../../web/index.ts";
import type { Alarm } from "../cases/alarms.ts";
import type { TrackerFacts } from "../tracker-facts/facts.ts";
import type { TrackerFactsSource } from "../tracker-facts/tracker-facts.ts";
import { auditEntries } from "./audit.ts";
import { boardModel, byTimeLeft, lookedAfter, warningsOf } from "./board.ts";
import { drillsModel } from "./drills.ts";
import { createKnownUpdates } from "./known-updates.ts";
import { pageOf, toRow } from "./rows.ts";
import { updateModel } from "./update-model.ts";

export interface ReadParts {
  readonly context: LineContext;
  readonly trackerFacts: TrackerFactsSource;
  /** Grows with every change of an update, whoever may know of it. */
  readonly state: () => number;
  /** The updates that have changed since that number; null when it is too long ago to know. */
  readonly changedSince: (state: number) => ReadonlySet<string> | null;
  readonly version: (reader: Person | null) => number;
  /** What the last walk over the audit log found. */
  readonly verification: () => AuditVerification;
  readonly drillResults: string;
  readonly audits: AuditSchedule;
  readonly intakeAlarms: () => Promise<readonly Alarm[]>;
}

const PAGE = PAGE_SIZES.list;
/** How old what is said about keys, suites and builders may be. */
const LOOK_AROUND_MS = 5_000;

/** What the pages read, from database, lists and suites. */
export function createReads(parts: ReadParts): DeskReads {
  const { context, trackerFacts, version, verification, drillResults } = parts;
  const { definition, store, clock, signer, suites } = context;
  const { db } = store;
  const all = createKnownUpdates({ store, definition, clock, state: parts.state, since: parts.changedSince });
  const surroundings = rememberFor(LOOK_AROUND_MS, clock, async () => {
    const [keys, health, builders, intake] = await Promise.all([
      signer.keys().catch(() => null),
      suites.health(),
      db.selectFrom("builder_seen").selectAll().execute() as Promise<BuilderSeen[]>,
      parts.intakeAlarms(),
    ]);
    return { keys, suites: health, builders, intake };
  });
  const rowsFor = async (reader: Person | null) =>
    (await all()).filter(({ update }) => maySee(reader, update)).map((one) => toRow(one, reader));

  return {
    version,

    async board(reader, issuesPage) {
      const [updates, facts, around, mails, audits] = await Promise.all([
        all(),
        trackerFacts.current(),
        reader === null ? null : surroundings(),
        // Not remembered: whoever tries one again sees that it is gone.
        isOfTeam(reader) ? undeliverableMails(db) : [],
        reader === null ? [] : parts.audits.list(reader),
      ]);
      const now = clock.now();
      const hidden = new Set(updates.filter(({ update }) => !maySee(reader, update)).map(({ update }) => update.id));
      const warnings = around === null ? [] : warningsOf({ ...around, mails, hidden }, definition, reader, now);
      return boardModel({ updates, facts, warnings, audits }, definition, reader, issuesPage, now);
    },

    async updates(reader, list, page) {
      const rows = await rowsFor(reader);
      const wanted = list === "ended" ? "nobody" : list;
      const chosen = rows.filter((row) => row.waiting.turn === wanted);
      return pageOf(list === "ended" ? chosen : chosen.sort(byTimeLeft), page, PAGE);
    },

    async issues(reader, page) {
      return openIssues(reader, page);
    },

    async update(id, reader) {
      const view = await visible(id, reader);
      if (!view) return null;
      const [reports, advisory] = await Promise.all([testerReportsOf(db, id), getAdvisory(db, id)]);
      return updateModel({ view, reports, advisory }, definition, context.publicUrl, reader);
    },

    async log(id, label, from, length, reader) {
      const view = await visible(id, reader);
      const step = view && stepNamed(view, label);
      if (!view || !step) return null;
      const path = stepLogPath(context.logs, id, step, step.row.attempt);
      const { size } = await readLog(path, 0, 0);
      const offset = from ?? Math.max(0, size - length);
      const { bytes } = await readLog(path, offset, length);
      const { attempt } = step.row;
      return { row: toRow(view, reader), step: label, attempt, running: step.state === "running", offset, bytes, size };
    },

    async evidence(id, label, reader) {
      const view = await visible(id, reader);
      return (view && stepNamed(view, label)?.row.envelope) || null;
    },

    async report(id, name, reader) {
      const view = await visible(id, reader);
      const file = view?.files.find((one) => one.role === "report" && one.name === name);
      return file ? context.blobs.get(file.sha256) : null;
    },

    async approvalText(id, decision, reason) {
      const found = await readUpdate(db, definition, id, clock.now());
      const verb = decision === "approve" ? "approve" : "override";
      const why = decision === "approve" ? "" : ` --reason ${quoted(reason)}`;
      return {
        text: offeredApproval(context, found, decision, reason),
        command: `sameday update ${verb} ${id} --desk ${context.publicUrl} --key FINGERPRINT${why}`,
      };
    },

    async releases() {
      const [rows, facts] = await Promise.all([rowsFor(null), trackerFacts.current()]);
      return definition.releases.map((release) => summaryOf(release, rows, facts));
    },

    async release(codename, reader, issuesPage) {
      const release = definition.releases.find((one) => one.codename === codename);
      if (!release) return null;
      const [rows, around, facts, issues] = await Promise.all([
        rowsFor(reader),
        surroundings(),
        trackerFacts.current(),
        openIssues(reader, issuesPage, codename),
      ]);
      return {
        summary: summaryOf(release, rows, facts),
        suites: around.suites
          .filter((one) => one.release === codename)
          .map(({ suite, dated, problem, since }) => ({
            ...{ name: suite.name, role: suite.role, url: suite.url },
            ...{ dated, problem, since },
          })),
        updates: rows.filter((row) => row.release === codename && row.state === "open").sort(byTimeLeft),
        issues,
      };
    },

    async package(name, reader, page) {
      const [facts, rows] = await Promise.all([trackerFacts.upToDate(), rowsFor(reader)]);
      const found = await facts.package(name);
      const updates = rows.filter((row) => row.source === name);
      if (!found && updates.length === 0) return null;
      const { issues, ...rest } = found ?? { name, versions: [], releases: [], open: 0, issues: [] };
      return { ...rest, issues: pageOf(issues, page, PAGE_SIZES.packageIssues), updates };
    },

    async people() {
      const keys = await signer.keys().catch(() => []);
      return {
        people: await Promise.all(definition.people.map((person) => personModel(person))),
        teams: definition.teams.map(({ title, members }) => ({ title, members })),
        signingKeys: keys.map((key) => ({
          use: key.use,
          fingerprint: key.fingerprint,
          expires: key.expires === null ? null : new Date(key.expires),
          state: key.state,
          problem: "",
        })),
      };
    },

    async tokens() {
      const tokens = await listQueueTokens(context);
      return {
        queues: definition.queues.map(({ name, embargoed }) => ({ name, embargoed })),
        tokens: tokens
          .map((token) => ({
            id: token.id,
            queue: token.queue,
            holder: token.holder,
            createdBy: token.created_by,
            createdAt: token.created_at,
            lastUsedAt: token.last_used_at,
            revokedAt: token.revoked_at,
          }))
          .sort((a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || b.id - a.id),
      };
    },

    async auditLog(query, reader) {
      const [page, head] = await Promise.all([auditEntries(db, query, reader), auditCheckpoint(db)]);
      const checkpoint = head.sequence === 0 ? "" : formatCheckpoint(head);
      return { verification: { ...verification(), checkpoint }, ...page };
    },

    audits: (reader) => parts.audits.list(reader),

    drills: () => drillsModel(drillResults, definition.policy.budgetHours),
  };

  /** Open issues for which the reader knows of no update. */
  async function openIssues(reader: Person | null, wanted: number, release?: string): Promise<Paged<OpenIssueRow>> {
    const [updates, facts] = await Promise.all([all(), trackerFacts.current()]);
    const without = lookedAfter(
      updates.filter(({ update }) => maySee(reader, update)),
      facts,
    );
    const page = Math.max(1, wanted);
    const filter = { without, ...(release === undefined ? {} : { release }) };
    return { ...(await facts.open(filter, (page - 1) * PAGE, PAGE)), page, pageSize: PAGE };
  }

  /** Null for an update that does not exist for this reader. */
  function visible(id: string, reader: Person | null): Promise<UpdateView | null> {
    return readUpdateFor(db, definition, id, reader, clock.now()).catch((error) => {
      if (error instanceof SamedayError && error.code === "NOT_FOUND") return null;
      throw error;
    });
  }

  async function personModel(person: Person): Promise<PersonModel> {
    const keys = await readFile(person.keyFile)
      .then((bytes) => readKeys(context.runner, bytes))
      .catch(() => []);
    return {
      id: person.id,
      name: person.name,
      role: person.role,
      mayUpload: person.mayUpload,
      keys: person.fingerprints.map((fingerprint) => {
        const key = keys.find((one) => one.fingerprint === fingerprint);
        const problem = key === undefined ? "It is not in the key file." : key.revoked ? "It was revoked." : "";
        return { fingerprint, expires: key?.expires ?? null, problem };
      }),
    };
  }
}

function summaryOf(release: Release, rows: readonly UpdateRow[], facts: TrackerFacts): ReleaseSummary {
  const { codename, version, architectures, phases } = release;
  const openUpdates = rows.filter((row) => row.release === codename && row.state === "open").length;
  return { codename, version, architectures, phases, openUpdates, openIssues: facts.openIn(codename) };
}

/** Asks again when the time is over; who asks while an answer is on its way waits for the same one. */
function rememberFor<Answer>(milliseconds: number, clock: Clock, ask: () => Promise<Answer>): () => Promise<Answer> {
  let known: { readonly at: number; readonly answer: Promise<Answer> } | undefined;
  return () => {
    const at = clock.now().getTime();
    if (known && at >= known.at && at - known.at < milliseconds) return known.answer;
    const made = { at, answer: ask() };
    known = made;
    made.answer.catch(() => {
      if (known === made) known = undefined;
    });
    return made.answer;
  };
}

function stepNamed(view: UpdateView, label: string): StepRecord | undefined {
  return view.steps.find((step) => stepLabel(step) === label);
}

/** For a shell: nothing inside can run or end it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
