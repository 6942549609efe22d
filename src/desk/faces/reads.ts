import { readFile } from "node:fs/promises";
import type { Person } from "../../distribution/index.ts";
import { formatApproval } from "../../evidence/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { readKeys } from "../../openpgp/index.ts";
import { auditCheckpoint, formatCheckpoint, readAudit } from "../../store/index.ts";
import { allVerdicts, dpkgJudge } from "../../tracker/index.ts";
import {
  approvalFor,
  type BuilderSeen,
  getAdvisory,
  type LineContext,
  listQueueTokens,
  readAllUpdates,
  readLog,
  readUpdate,
  type StepRecord,
  stepLabel,
  stepLogPath,
  testerReportsOf,
  type UpdateView,
} from "../../updates/index.ts";
import type { AuditVerification, DeskReads, PersonModel } from "../../web/index.ts";
import { boardModel, byTimeLeft, warningsOf } from "./board.ts";
import { drillsModel } from "./drills.ts";
import { issueRow, verdictModel } from "./issues.ts";
import { isVisible, pageOf, toRow } from "./rows.ts";
import type { TrackerViews } from "./tracker-view.ts";
import { updateModel } from "./update-model.ts";

export interface ReadParts {
  readonly context: LineContext;
  readonly trackerViews: TrackerViews;
  readonly version: () => number;
  /** What the last walk over the audit log found. */
  readonly verification: () => AuditVerification;
  readonly drillResults: string;
}

const PAGE = 50;

/** What the pages read, from database, lists and suites. */
export function createReads({ context, trackerViews, version, verification, drillResults }: ReadParts): DeskReads {
  const { definition, store, clock, signer, suites } = context;
  const { db } = store;
  const all = () => readAllUpdates(db, definition, clock.now());
  const rowsFor = async (reader: Person | null) =>
    (await all()).filter(({ update }) => isVisible(update, reader)).map((one) => toRow(one, reader));

  return {
    version,

    async board(reader, issuesPage) {
      const [updates, tracker, keys, health, builders] = await Promise.all([
        all(),
        trackerViews.current(),
        signer.keys().catch(() => null),
        suites.health(),
        db.selectFrom("builder_seen").selectAll().execute() as Promise<BuilderSeen[]>,
      ]);
      const now = clock.now();
      const warnings = warningsOf({ keys, suites: health, builders }, definition, now);
      return boardModel({ updates, tracker, warnings }, definition, reader, issuesPage, now);
    },

    async updates(reader, list, page) {
      const rows = await rowsFor(reader);
      const wanted = list === "ended" ? "nobody" : list;
      const chosen = rows.filter((row) => row.waiting.turn === wanted);
      return pageOf(list === "ended" ? chosen : chosen.sort(byTimeLeft), page, PAGE);
    },

    async issues(page, release) {
      const { open } = await trackerViews.current();
      const paged = pageOf(release === null ? open : open.filter((one) => one.release === release), page, PAGE);
      return { ...paged, rows: paged.rows.map(issueRow) };
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
      const { update, files } = await readUpdate(db, definition, id, clock.now());
      const verb = decision === "approve" ? "approve" : "override";
      const why = decision === "approve" ? "" : ` --reason ${quoted(reason)}`;
      return {
        text: formatApproval(approvalFor(update, files, decision, reason)),
        command: `sameday update ${verb} ${id} --desk ${context.publicUrl} --key FINGERPRINT${why}`,
      };
    },

    async releases() {
      const [rows, { open }] = await Promise.all([rowsFor(null), trackerViews.current()]);
      return definition.releases.map(({ codename, version: number, architectures, phases }) => ({
        codename,
        version: number,
        architectures,
        phases,
        openUpdates: rows.filter((row) => row.release === codename && row.state === "open").length,
        openIssues: open.filter((verdict) => verdict.release === codename).length,
      }));
    },

    async release(codename, reader, issuesPage) {
      const summary = (await this.releases()).find((one) => one.codename === codename);
      if (!summary) return null;
      const [rows, health, { open }] = await Promise.all([rowsFor(reader), suites.health(), trackerViews.current()]);
      const issues = pageOf(
        open.filter((verdict) => verdict.release === codename),
        issuesPage,
        PAGE,
      );
      return {
        summary,
        suites: health
          .filter((one) => one.release === codename)
          .map(({ suite, dated, problem }) => ({ name: suite.name, role: suite.role, url: suite.url, dated, problem })),
        updates: rows.filter((row) => row.release === codename && row.state === "open").sort(byTimeLeft),
        issues: { ...issues, rows: issues.rows.map(issueRow) },
      };
    },

    async package(name, reader, page) {
      const { tracker, archive } = await trackerViews.current();
      const versions = archive.rowsOf(name);
      const verdicts = [...allVerdicts(tracker, archive, dpkgJudge, { package: name })];
      const updates = (await rowsFor(reader)).filter((row) => row.source === name);
      if (versions.length === 0 && verdicts.length === 0 && updates.length === 0) return null;
      const releases = definition.releases
        .map((release) => release.codename)
        .filter((codename) => versions.some((row) => row.release === codename));
      const byIssue = new Map<string, typeof verdicts>();
      for (const verdict of verdicts) byIssue.set(verdict.issue, [...(byIssue.get(verdict.issue) ?? []), verdict]);
      const isOpen = (found: typeof verdicts) => found.some((verdict) => verdict.status === "vulnerable");
      const issues = [...byIssue].sort(
        ([a, left], [b, right]) => Number(isOpen(right)) - Number(isOpen(left)) || (a < b ? 1 : -1),
      );
      const paged = pageOf(issues, page, PAGE);
      return {
        name,
        versions: versions.map((row) => ({
          release: row.release,
          suite: row.role === "main" ? row.release : `${row.release}-${row.role}`,
          version: row.version,
        })),
        releases,
        open: issues.filter(([, found]) => isOpen(found)).length,
        issues: {
          ...paged,
          rows: paged.rows.map(([issue, found]) => ({
            issue,
            description: "",
            verdicts: found.map(verdictModel),
          })),
        },
        updates,
      };
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

    async auditLog({ before, object }) {
      const query = { limit: PAGE, ...(before === null ? {} : { before }), ...(object === "" ? {} : { object }) };
      const [entries, hidden, head] = await Promise.all([readAudit(db, query), embargoedIds(), auditCheckpoint(db)]);
      const last = entries.at(-1);
      return {
        verification: { ...verification(), checkpoint: head.sequence === 0 ? "" : formatCheckpoint(head) },
        entries: entries.map((entry) => ({
          sequence: entry.sequence,
          at: entry.at,
          actor: entry.actor,
          action: entry.action,
          object: entry.object,
          details: detailsText(entry.details),
          hash: entry.hash,
          confidential: hidden.has(entry.object),
        })),
        nextBefore: last && last.sequence > 1 && entries.length === PAGE ? last.sequence : null,
      };
    },

    drills: () => drillsModel(drillResults, definition.policy.budgetHours),
  };

  /** Null for an update that does not exist for this reader. */
  async function visible(id: string, reader: Person | null): Promise<UpdateView | null> {
    const view = await readUpdate(db, definition, id, clock.now()).catch((error) => {
      if (error instanceof SamedayError && error.code === "NOT_FOUND") return null;
      throw error;
    });
    return view && isVisible(view.update, reader) ? view : null;
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

  async function embargoedIds(): Promise<ReadonlySet<string>> {
    const rows = await db
      .selectFrom("update")
      .select("id")
      .where("embargoed", "=", true)
      .where("state", "!=", "published")
      .execute();
    return new Set(rows.map((row) => row.id));
  }
}

function stepNamed(view: UpdateView, label: string): StepRecord | undefined {
  return view.steps.find((step) => stepLabel(step) === label);
}

/** For a shell: nothing inside can run or end it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `reason: …; step: build amd64`. */
function detailsText(details: unknown): string {
  if (details === null || typeof details !== "object") return "";
  return Object.entries(details)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("; ");
}
