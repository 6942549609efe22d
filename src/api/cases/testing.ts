import Fastify, { type FastifyInstance } from "fastify";
import {
  type Case,
  type CaseDesk,
  type CaseRow,
  type CaseView,
  type KeptMessage,
  openCase,
  type Policy,
  type RunningClock,
} from "../../cases/index.ts";
import type { Person } from "../../distribution/index.ts";
import { ADMINISTRATOR } from "../access.ts";
import { createDeskClient, type DeskClient } from "../client.ts";
import { answerErrorsAsJson } from "../error-answer.ts";
import { answerUnknownAsJson } from "../not-found.ts";
import { caseRoutes } from "./routes.ts";

/* For tests: one case with everything in it, and a desk that keeps what it was asked, behind the real routes and client. */

export const ID = "SEC-2026-0007";
export const REPORT = "0123456789abcdef0123456789abcdef";
export const ANSWER = "fedcba9876543210fedcba9876543210";
export const NOW = new Date("2026-11-22T12:00:00Z");
const RECEIVED = new Date("2026-11-20T09:30:00Z");

const clock: RunningClock = {
  clock: "fix",
  kind: "work",
  startsAt: RECEIVED,
  deadline: new Date("2026-11-22T14:10:00Z"),
  why: "fix for severity high: within 7 days",
  isProposal: true,
};

export const ROW: CaseRow = {
  id: ID,
  state: "fixing",
  team: "network",
  assignee: "mo",
  severity: "high",
  receivedAt: RECEIVED,
  due: clock,
  late: false,
  waitsFor: ["mo"],
  why: "assigned",
  yours: true,
  title: "Relay crash \u001b[31mby a cell",
  unansweredSince: undefined,
};

/** Of another team: whoever asks may know that it is there, and no more. */
export const FOREIGN: CaseRow = {
  ...ROW,
  id: "SEC-2026-0008",
  state: "routed",
  team: "",
  assignee: undefined,
  severity: undefined,
  due: { ...clock, clock: "claim", deadline: new Date("2026-11-22T08:00:00Z"), why: "claim: within 24 h" },
  late: true,
  waitsFor: ["paul"],
  why: "asked",
  yours: false,
  title: null,
};

const report: KeptMessage = {
  direction: "in",
  by: "alice@reporter.example.net",
  messageId: "<1@reporter.example.net>",
  shown: {
    headers: [{ name: "Subject", text: "Relay crash", protected: true }],
    parts: [
      { what: "text", text: "It crashes.\nSee \u202Ethe patch.", encrypted: true, signers: ["A1".repeat(20)] },
      { what: "text made from HTML", text: "It crashes, too.", encrypted: false, signers: [] },
    ],
  },
  judgement: {
    disposition: "new_case",
    because: "It is a report that names no case.",
    crypto: {
      layer: "pgp-mime",
      decrypted: true,
      integrity: "ok",
      signature: "good",
      signer: "A1".repeat(20),
      signerMatchesFrom: true,
    },
    reply: `encrypt:${"A1".repeat(20)}`,
    flags: ["key_from_autocrypt"],
    attachments: [
      { name: "poc.py", mediaType: "text/x-python", encrypted: true, signers: [], secret: false, bytes: 11 },
      { name: "key.asc", mediaType: "application/pgp-keys", encrypted: true, signers: [], secret: true, bytes: 900 },
    ],
    command: "",
  },
  encryptedTo: [],
};

const answer: KeptMessage = {
  direction: "out",
  by: "mo",
  messageId: "<2@example.org>",
  shown: { headers: [], parts: [{ what: "text", text: "We look at it.", encrypted: true, signers: [] }] },
  judgement: undefined,
  encryptedTo: ["A1".repeat(20)],
};

const EXPIRES = { at: new Date("2026-12-01T13:00:00Z"), zone: "Europe/Berlin" };

const theCase: Case = {
  ...openCase(ID, RECEIVED),
  state: "fixing",
  team: "network",
  assignee: "mo",
  severity: "high",
  priority: "urgent",
  expires: EXPIRES,
  affected: "unknown",
  ids: ["CVE-2026-44601"],
  told: { public: new Date("2026-11-21T10:00:00Z") },
  observers: [{ who: "una", reason: "knows the cell code", until: new Date("2026-12-05T00:00:00Z") }],
};

export const VIEW: CaseView = {
  row: ROW,
  kept: {
    case: theCase,
    title: ROW.title ?? "",
    reporter: "alice@reporter.example.net",
    cameEncrypted: true,
    advisory: "",
  },
  clocks: [clock],
  late: [],
  words: [
    { team: "network", speaks: "pia", verdict: "mine", by: "pia", at: RECEIVED, yours: false },
    { team: "browser", speaks: "paul", verdict: undefined, by: undefined, at: undefined, yours: false },
  ],
  messages: [
    { id: REPORT, at: RECEIVED, kept: report, delivery: undefined },
    { id: ANSWER, at: new Date("2026-11-20T10:00:00Z"), kept: answer, delivery: "sent" },
  ],
  log: [
    { at: RECEIVED, by: "pia", role: "point-person", act: { act: "claim", team: "network" } },
    { at: RECEIVED, by: "mo", role: "handler", act: { act: "set-expiry", expires: EXPIRES } },
    { at: RECEIVED, by: "mo", role: "handler", act: { act: "check-advisory", valid: false } },
    { at: RECEIVED, by: "pia", role: "point-person", act: { act: "route", teams: ["network", "browser"] } },
    {
      at: RECEIVED,
      by: "pia",
      role: "point-person",
      act: { act: "invite", who: "una", reason: "knows it", until: EXPIRES.at },
    },
  ],
  possible: [
    { act: "fix-ready", sentence: "Fix ready needs more reviewers of the fix: 0 of 2 have reviewed it.", can: false },
    { act: "set-severity", sentence: "", can: true },
  ],
  nextOwnId: "TROVE-2026-013",
  policy: { name: "tor", title: "The Tor Project's Network Team" } as Policy,
  next: { clock: "fix", step: "director", at: new Date("2026-11-23T12:00:00Z"), to: ["dora"] },
  readers: [{ who: "mo", role: "handler" }],
  readBy: [{ who: "mo", at: RECEIVED }],
  reporterKey: { fingerprint: "A1".repeat(20), since: RECEIVED },
};

const PEOPLE = ["mo", "pia", "paul", ADMINISTRATOR];

/** A token of somebody in tests. */
export function tokenOf(who: string): string {
  return `token-of-${who}-in-tests-`.padEnd(24, "x");
}

export interface Served {
  readonly url: string;
  /** What the desk was asked, the newest last: the call's name and its arguments, with who asked first. */
  readonly asked: readonly unknown[][];
  clientOf(who: string): DeskClient;
  close(): Promise<void>;
}

/**
 * The routes over a desk that answers `answers`, on a port. A call that a test does not expect is a fault of the program, and
 * answered as one.
 */
export async function serveCases(answers: Partial<CaseDesk> | undefined): Promise<Served> {
  const asked: unknown[][] = [];
  const app: FastifyInstance = Fastify({ bodyLimit: 2 * 1024 * 1024 });
  answerUnknownAsJson(app);
  app.register(async (scope) => {
    answerErrorsAsJson(scope);
    caseRoutes(scope, {
      cases: answers && recording(answers, asked),
      clock: { now: () => NOW },
      authenticate: async (token) => {
        const id = PEOPLE.find((who) => tokenOf(who) === token);
        return id === undefined ? null : ({ id, name: id, role: "full" } as Person);
      },
    });
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    asked,
    clientOf: (who) => createDeskClient(url, () => tokenOf(who)),
    close: () => app.close(),
  };
}

function recording(answers: Partial<CaseDesk>, asked: unknown[][]): CaseDesk {
  return new Proxy(answers as CaseDesk, {
    get(target, name: keyof CaseDesk) {
      const call = target[name] as ((...words: unknown[]) => unknown) | undefined;
      if (!call) throw new Error(`The test's desk was asked for ${String(name)}.`);
      return (...words: unknown[]) => {
        asked.push([name, ...words]);
        return call(...words);
      };
    },
  });
}
