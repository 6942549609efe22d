import { Readable } from "node:stream";
import Fastify, { type FastifyInstance } from "fastify";
import type { CaseDesk, DisclosureDesk, SealedDesk } from "../../src/cases/index.ts";
import type { Person } from "../../src/distribution/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import { maySee as mayKnow } from "../../src/updates/index.ts";
import {
  type Accounts,
  type DeskActions,
  type DeskReads,
  registerWeb,
  type TrackerEdits,
  type TrackerReads,
  type TriageActs,
  type UpdateRow,
} from "../../src/web/index.ts";
import { AUDITS } from "./web-audits.ts";
import * as example from "./web-example.ts";

/** A desk whose state is the example, with a session for everybody: what is tested with it is the pages, not the line. */

/** The rule over a row, which does not name its uploaders: here they all are of the team. */
const maySee = (reader: Person | null, row: UpdateRow) => mayKnow(reader, { ...row, uploader: "", uploaders: [] });

/** The session's token of a person: 43 characters that begin with the name. */
export function tokenOf(person: Person): string {
  return `${person.id}${"-".repeat(43)}`.slice(0, 43);
}

export interface ExampleDesk {
  readonly app: FastifyInstance;
  readonly url: string;
  /** What was done, as `who verb object`. */
  readonly acts: readonly string[];
}

export interface ExampleOptions {
  readonly reads?: Partial<DeskReads>;
  readonly actions?: Partial<DeskActions>;
  readonly accounts?: Partial<Accounts>;
  readonly publicUrl?: string;
  readonly tracker?: TrackerReads;
  readonly triage?: TriageActs;
  readonly trackerEdits?: TrackerEdits;
  readonly cases?: CaseDesk;
  readonly disclosures?: DisclosureDesk;
  readonly sealed?: SealedDesk;
}

export async function startExampleDesk(options: ExampleOptions = {}): Promise<ExampleDesk> {
  const acts: string[] = [];
  const app = createExampleApp(acts, options);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, url, acts };
}

export function createExampleApp(acts: string[], options: ExampleOptions = {}): FastifyInstance {
  const app = Fastify({ logger: false });
  registerWeb(app, {
    reads: { ...exampleReads(), ...options.reads },
    actions: { ...exampleActions(acts), ...options.actions },
    accounts: { ...exampleAccounts(), ...options.accounts },
    clock: { now: () => example.NOW },
    publicUrl: options.publicUrl ?? "http://desk.example",
    distributionTitle: "Debian",
    ...(options.tracker ? { tracker: options.tracker } : {}),
    ...(options.triage ? { triage: options.triage } : {}),
    ...(options.trackerEdits ? { trackerEdits: options.trackerEdits } : {}),
    ...(options.cases ? { cases: options.cases } : {}),
    ...(options.disclosures ? { disclosures: options.disclosures } : {}),
    ...(options.sealed ? { sealed: options.sealed } : {}),
  });
  return app;
}

export function exampleReads(): DeskReads {
  const updates = [example.UPDATE, example.JUDGED];
  const find = (id: string, reader: Person | null) =>
    updates.find((one) => one.row.id === id && maySee(reader, one.row)) ?? null;
  const page = <Row>(rows: readonly Row[]) => ({ total: rows.length, page: 1, pageSize: 50, rows });
  return {
    version: () => 1,
    board: async (reader) => {
      const visible = (group: typeof example.BOARD.you) => {
        const rows = group.rows.filter((row) => maySee(reader, row));
        return { total: rows.length, rows };
      };
      const { BOARD } = example;
      if (!reader) return { ...BOARD, you: { total: 0, rows: [] }, others: visible(BOARD.others), warnings: [] };
      return { ...BOARD, you: visible(BOARD.you), audits: AUDITS.filter(({ isDue }) => isDue) };
    },
    updates: async (reader) => page(Object.values(example.ROWS).filter((row) => maySee(reader, row))),
    issues: async () => ({ ...example.BOARD.issues, pageSize: 10 }),
    update: async (id, reader) => find(id, reader),
    log: async (id, step, from, length, reader) => {
      if (!find(id, reader) || !example.UPDATE.steps.some((one) => one.label === step)) return null;
      const { bytes } = example.LOG;
      if (from === null) return example.LOG;
      return { ...example.LOG, offset: from, size: bytes.length, bytes: bytes.subarray(from, from + length) };
    },
    evidence: async (id, step, reader) => (find(id, reader) && step === "review" ? '{"payload":""}' : null),
    report: async (id, name, reader) =>
      find(id, reader)?.reproducesItself.reports.includes(name) ? Readable.from(["--- a\n+++ b\n"]) : null,
    approvalText: async (id, decision, reason) => ({
      text: `Sameday approval, version 4\n\nDecision: ${decision}\nUpdate: ${id}\nSource: memcached\nVersion: 1.6.18-1+deb12u1\nRelease: bookworm\nIssues: none\nRegression-Of: none\nBuilt-Without: none\nUntil: 2026-11-28T14:02:00Z\n${reason === "" ? "" : `Reason: ${reason}\n`}\nFiles:\n  ${"ab12".repeat(16)}  memcached_1.6.18-1+deb12u1.dsc\n  ${"cd34".repeat(16)}  memcached_1.6.18-1+deb12u1_amd64.deb\n`,
      command: `sameday update approve ${id} --desk http://desk.example --key FINGERPRINT`,
    }),
    releases: async () => [
      example.RELEASE.summary,
      { ...example.RELEASE.summary, codename: "buster", version: "10", phases: [], openIssues: 0, openUpdates: 0 },
    ],
    release: async (codename) => (codename === "bookworm" ? example.RELEASE : null),
    package: async (name, reader) =>
      name === "memcached"
        ? { ...example.PACKAGE, updates: example.PACKAGE.updates.filter((row) => maySee(reader, row)) }
        : null,
    people: async () => example.PEOPLE_MODEL,
    tokens: async () => example.TOKENS,
    auditLog: async () => example.AUDIT,
    drills: async () => example.DRILLS,
    audits: async () => AUDITS,
  };
}

function exampleActions(acts: string[]): DeskActions {
  return {
    approve: async (id, signed) => {
      if (!signed.startsWith("-----BEGIN PGP SIGNED MESSAGE-----\n"))
        throw new SamedayError("SIGNATURE_BAD", "The text is not clear-signed.");
      acts.push(`approve ${id}`);
      return { person: "leo", decision: "approve" };
    },
    publish: async (id, by) => {
      acts.push(`${by.id} publish ${id}`);
    },
    sendBack: async (id, reason, by) => {
      acts.push(`${by.id} send-back ${id}: ${reason}`);
    },
    retry: async (id, step, by) => {
      acts.push(`${by.id} retry ${id} ${step}`);
    },
    edit: async (id, edit, by) => {
      acts.push(`${by.id} edit ${id}: ${JSON.stringify(edit)}`);
    },
    reportTest: async (id, report, by) => {
      acts.push(`${by.id} ${report.verdict} ${id}: ${report.note}`);
    },
    createQueueToken: async (wish, by) => {
      acts.push(`${by.id} token ${wish.queue} ${wish.holder}`);
      return "5pPzCq0mVhL2mF8sQXv1y0kJtWbN3aRd";
    },
    revokeQueueToken: async (id, by) => {
      acts.push(`${by.id} revoke ${id}`);
    },
    verifyAuditLog: async (by) => {
      acts.push(`${by.id} verify`);
    },
  };
}

function exampleAccounts(): Accounts {
  const refuse = async (): Promise<never> => {
    throw new SamedayError("NOT_LOGGED_IN", "Name, password and code do not fit together.");
  };
  return {
    session: async (token) => example.PEOPLE.find((person) => tokenOf(person) === token) ?? null,
    passwordLogin: refuse,
    challenge: async (person) => `Sameday login, version 1\nDesk: http://desk.example\nPerson: ${person}\nNonce: n\n`,
    challengeLogin: refuse,
    linkLogin: refuse,
    setPassword: async (person) =>
      `otpauth://totp/Sameday:${person}?issuer=Sameday&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP`,
    logout: async () => undefined,
    csrf: (token) => `form-of-${token}`,
  };
}
