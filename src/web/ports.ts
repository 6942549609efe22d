import type { Readable } from "node:stream";
import type { AuditRow } from "../api/index.ts";
import type { Person } from "../distribution/index.ts";
import type { UpdateEdit } from "../updates/index.ts";
import type {
  ApprovalText,
  AuditModel,
  BoardModel,
  DrillsModel,
  LogModel,
  OpenIssueRow,
  PackageModel,
  Paged,
  PeopleModel,
  ReleaseModel,
  ReleaseSummary,
  TokensModel,
  UpdateModel,
  UpdateRow,
} from "./model/index.ts";

/**
 * What the pages read. Everything that depends on the reader gets the reader (null for strangers) and answers null for
 * what does not exist for them: an embargoed update and one that never was are the same answer.
 */
export interface DeskReads {
  /** Grows with every change that a page could show to this reader; names the state that a cached page was made from. */
  version(reader: Person | null): number;
  /** `issuesPage` counts from 1. */
  board(reader: Person | null, issuesPage: number): Promise<BoardModel>;
  updates(reader: Person | null, list: UpdateList, page: number): Promise<Paged<UpdateRow>>;
  /** Open issues for which the reader knows of no update. */
  issues(reader: Person | null, page: number): Promise<Paged<OpenIssueRow>>;
  update(id: string, reader: Person | null): Promise<UpdateModel | null>;
  /** `from` in bytes, or null for the end of the log; at most `length` bytes. Null when there is no such step. */
  log(id: string, step: string, from: number | null, length: number, reader: Person): Promise<LogModel | null>;
  /** A step's DSSE envelope as JSON text; null while there is none. */
  evidence(id: string, step: string, reader: Person | null): Promise<string | null>;
  /** A file that a step attached for people, such as diffoscope's report. */
  report(id: string, name: string, reader: Person | null): Promise<Readable | null>;
  approvalText(id: string, decision: Decision, reason: string): Promise<ApprovalText>;
  releases(): Promise<readonly ReleaseSummary[]>;
  release(codename: string, reader: Person | null, issuesPage: number): Promise<ReleaseModel | null>;
  package(name: string, reader: Person | null, page: number): Promise<PackageModel | null>;
  people(): Promise<PeopleModel>;
  tokens(): Promise<TokensModel>;
  /** What is about an embargoed update is redacted for readers who may not know of it. */
  auditLog(query: { readonly before: number | null; readonly object: string }, reader: Person): Promise<AuditModel>;
  drills(): Promise<DrillsModel>;
  /** The schedule of audits, those that are due first. */
  audits(reader: Person): Promise<readonly AuditRow[]>;
}

export type UpdateList = "you" | "others" | "itself" | "ended";
export type Decision = "approve" | "override-proof";

/**
 * What people do in pages. Rights are checked before by access.ts and again by the room that acts.
 * Each throws SamedayError (CONFLICT, NOT_ALLOWED, SIGNATURE_BAD …), whose sentence the page shows.
 */
export interface DeskActions {
  /** A clear-signed approval or override; the signature is the authority. Answers whose it was. */
  approve(id: string, signedText: string): Promise<{ readonly person: string; readonly decision: Decision }>;
  publish(id: string, by: Person): Promise<void>;
  sendBack(id: string, reason: string, by: Person): Promise<void>;
  retry(id: string, step: string, by: Person): Promise<void>;
  /** Changes what is said of an update; what was signed for it lapses. */
  edit(id: string, edit: UpdateEdit, by: Person): Promise<void>;
  reportTest(
    id: string,
    report: { readonly verdict: "works" | "breaks"; readonly note: string },
    by: Person,
  ): Promise<void>;
  /** Answers the token, which is shown once. */
  createQueueToken(wish: { readonly queue: string; readonly holder: string }, by: Person): Promise<string>;
  revokeQueueToken(id: number, by: Person): Promise<void>;
  /** Walks the whole chain and remembers what was found. */
  verifyAuditLog(by: Person): Promise<void>;
}

export interface OpenedSession {
  /** The cookie's value: 256 random bits; only its hash is stored. */
  readonly token: string;
  readonly expires: Date;
}

/** Who is at the desk; `accounts/` implements it. Refusals are SamedayErrors and never say which part was wrong. */
export interface Accounts {
  session(token: string): Promise<Person | null>;
  passwordLogin(wish: {
    readonly person: string;
    readonly password: string;
    readonly code: string;
    readonly address: string;
  }): Promise<OpenedSession>;
  /** A text to clear-sign. */
  challenge(person: string, address: string): Promise<string>;
  challengeLogin(signedText: string, address: string): Promise<OpenedSession>;
  linkLogin(token: string, address: string): Promise<OpenedSession>;
  /** Ends the person's sessions; answers the authenticator's `otpauth:` address, shown once. */
  setPassword(person: string, password: string): Promise<string>;
  logout(token: string): Promise<void>;
  /** What forms of this session carry; follows from the token. */
  csrf(token: string): string;
}
