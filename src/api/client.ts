import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { ERROR_CODES, type ErrorCode, type ErrorDetails, SamedayError } from "../kernel/index.ts";
import type { AuditLogAnswer, BackupAnswer } from "./administration-routes.ts";
import type { AuditAnswer, AuditRunWish } from "./audit-routes.ts";
import { type CaseClient, createCaseClient } from "./cases/client.ts";
import { createSealedClient, type SealedClient } from "./cases/sealed-client.ts";
import type { MailAnswer } from "./mail-routes.ts";
import type { PersonAnswer } from "./people-routes.ts";
import type { GivenTokenAnswer, QueueAnswer, QueueTokenAnswer } from "./queue-routes.ts";
import type { Edit, EvidenceAnswer, Submission, UpdateAnswer } from "./schemas.ts";

const ANSWER_MS = 60_000;
/** 30 MB over an onion service. */
const DOWNLOAD_MS = 30 * 60_000;
const LONG_MS = 12 * 3_600_000;

/** A desk as commands and the drill reach it. Every call throws SamedayError with the desk's own code and sentence. */
export interface DeskClient {
  challenge(person: string): Promise<string>;
  /** Answers the session's token. */
  login(signedChallenge: string): Promise<string>;
  /** A one-time login link, at the desk's public address; for the machine's administrator only. */
  loginLink(person: string): Promise<string>;
  /** For the machine's administrator only. */
  backup(): Promise<BackupAnswer>;
  verifyAuditLog(): Promise<AuditLogAnswer>;
  putFile(sha256: string, path: string): Promise<void>;
  submit(submission: Submission): Promise<UpdateAnswer>;
  updates(): Promise<UpdateAnswer[]>;
  /** With `after`, waits up to 20 s for a change later than that. */
  update(id: string, after?: number): Promise<UpdateAnswer>;
  edit(id: string, edit: Edit): Promise<UpdateAnswer>;
  /** Gives it the public names of its sealed issues, which the desk reads in its own tracker data. */
  takeDisclosedNames(id: string): Promise<UpdateAnswer>;
  approvalText(id: string, decision: "approve" | "override-proof", reason: string): Promise<string>;
  approve(id: string, signedText: string): Promise<void>;
  publish(id: string): Promise<void>;
  retry(id: string, label: string): Promise<void>;
  withdraw(id: string, reason: string): Promise<void>;
  report(id: string, verdict: "works" | "breaks", note: string): Promise<void>;
  log(id: string, label: string): Promise<string>;
  evidence(id: string): Promise<EvidenceAnswer>;
  /** A file of an update, as it comes; the caller checks its hash. */
  file(id: string, sha256: string): Promise<Readable>;
  queues(): Promise<QueueAnswer[]>;
  queueTokens(): Promise<QueueTokenAnswer[]>;
  giveQueueToken(queue: string, holder: string): Promise<GivenTokenAnswer>;
  revokeQueueToken(id: number): Promise<void>;
  people(): Promise<PersonAnswer[]>;
  /** That nobody took. */
  mails(): Promise<MailAnswer[]>;
  /** Tries them again, all or one; answers how many. */
  retryMails(id: number | null): Promise<number>;
  dropMail(id: number): Promise<void>;
  /** The schedule of audits, those that are due first. */
  audits(): Promise<AuditAnswer[]>;
  /** Answers how the audit stands then. */
  recordAudit(name: string, run: AuditRunWish): Promise<AuditAnswer>;
  readonly cases: CaseClient;
  readonly sealed: SealedClient;
}

export function createDeskClient(baseUrl: string, token: () => string | null): DeskClient {
  const call = (method: string, path: string, body?: unknown, limitMs = ANSWER_MS) =>
    request(baseUrl, token(), method, path, body, limitMs);
  const at = (id: string, rest = "") => `/api/v1/updates/${encodeURIComponent(id)}${rest}`;
  return {
    challenge: async (person) => (await call("POST", "/api/v1/login/challenge", { person })).challenge as string,
    login: async (signed) => (await call("POST", "/api/v1/login", { signed })).token as string,
    loginLink: async (person) => (await call("POST", "/api/v1/login/link", { person })).link as string,
    backup: () => call("POST", "/api/v1/backup", {}, LONG_MS) as Promise<BackupAnswer>,
    verifyAuditLog: () => call("GET", "/api/v1/audit-log/verification", undefined, LONG_MS) as Promise<AuditLogAnswer>,
    putFile: (sha256, path) => putFile(baseUrl, token(), sha256, path),
    submit: (submission) => call("POST", "/api/v1/updates", submission, LONG_MS) as Promise<UpdateAnswer>,
    updates: async () => (await call("GET", "/api/v1/updates")).updates as UpdateAnswer[],
    update: (id, after) => call("GET", at(id, after === undefined ? "" : `?after=${after}`)) as Promise<UpdateAnswer>,
    edit: (id, edit) => call("PATCH", at(id), edit) as Promise<UpdateAnswer>,
    takeDisclosedNames: (id) => call("POST", at(id, "/disclosed"), {}) as Promise<UpdateAnswer>,
    approvalText: async (id, decision, reason) =>
      (await call("GET", at(id, `/approval?${new URLSearchParams({ decision, reason })}`))).text as string,
    approve: async (id, signed) => void (await call("POST", at(id, "/approval"), { signed })),
    publish: async (id) => void (await call("POST", at(id, "/publish"), {})),
    retry: async (id, step) => void (await call("POST", at(id, "/retry"), { step })),
    withdraw: async (id, reason) => void (await call("POST", at(id, "/withdraw"), { reason })),
    report: async (id, verdict, note) => void (await call("POST", at(id, "/report"), { verdict, note })),
    evidence: (id) => call("GET", at(id, "/evidence")) as Promise<EvidenceAnswer>,
    file: (id, sha256) => getFile(`${baseUrl}${at(id, `/files/${sha256}`)}`, token()),
    queues: async () => (await call("GET", "/api/v1/queues")).queues as QueueAnswer[],
    queueTokens: async () => (await call("GET", "/api/v1/queue-tokens")).tokens as QueueTokenAnswer[],
    giveQueueToken: (queue, holder) =>
      call("POST", "/api/v1/queue-tokens", { queue, holder }) as Promise<GivenTokenAnswer>,
    revokeQueueToken: async (id) => void (await call("POST", `/api/v1/queue-tokens/${id}/revoke`, {})),
    people: async () => (await call("GET", "/api/v1/people")).people as PersonAnswer[],
    mails: async () => (await call("GET", "/api/v1/mails")).mails as MailAnswer[],
    retryMails: async (id) => (await call("POST", "/api/v1/mails/retry", id === null ? {} : { id })).mails as number,
    dropMail: async (id) => void (await call("POST", `/api/v1/mails/${id}/drop`, {})),
    log: async (id, step) => (await call("GET", at(id, `/log?${new URLSearchParams({ step })}`))).text as string,
    sealed: createSealedClient({ call }),
    audits: async () => (await call("GET", "/api/v1/audits")).audits as AuditAnswer[],
    recordAudit: (name, run) =>
      call("POST", `/api/v1/audits/${encodeURIComponent(name)}/runs`, run) as Promise<AuditAnswer>,
    cases: createCaseClient({ call, download: (path) => getBytes(`${baseUrl}${path}`, token()) }),
  };
}

async function request(
  baseUrl: string,
  token: string | null,
  method: string,
  path: string,
  body: unknown,
  limitMs: number,
): Promise<Record<string, unknown>> {
  const response = await reach(`${baseUrl}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(limitMs),
  });
  return (await readAnswer(response)) as Record<string, unknown>;
}

async function putFile(baseUrl: string, token: string | null, sha256: string, path: string): Promise<void> {
  const response = await reach(`${baseUrl}/api/v1/incoming/${sha256}`, {
    method: "PUT",
    headers: {
      "content-type": "application/octet-stream",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: Readable.toWeb(createReadStream(path)) as ReadableStream,
    duplex: "half",
  } as RequestInit);
  await readAnswer(response);
}

async function getFile(url: string, token: string | null): Promise<Readable> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await reach(url, { headers, signal: AbortSignal.timeout(LONG_MS) });
  if (!response.ok || response.body === null) throw errorFrom(response.status, await response.text());
  return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
}

async function getBytes(url: string, token: string | null): Promise<{ headers: Headers; bytes: Uint8Array }> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await reach(url, { headers, signal: AbortSignal.timeout(DOWNLOAD_MS) });
  if (!response.ok) throw errorFrom(response.status, await response.text());
  return { headers: response.headers, bytes: new Uint8Array(await response.arrayBuffer()) };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new SamedayError("DESK_UNREACHABLE", whyUnreachable(new URL(url), cause), cause);
  }
}

/** What the address came to, in a sentence: nothing there, no such machine, no answer in time, a certificate. */
export function whyUnreachable({ origin, hostname }: URL, thrown: unknown): string {
  const { name, cause } = thrown as { readonly name?: string; readonly cause?: { readonly code?: string } };
  const code = cause?.code ?? "";
  if (name === "TimeoutError") return `The desk at ${origin} did not answer in time.`;
  if (code === "ECONNREFUSED") return `Nothing listens at ${origin}: no desk runs there now.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `No machine ${hostname} is found, so ${origin} is no desk's address here.`;
  if (/CERT|SELF_SIGNED|ALTNAME|ISSUER/.test(code))
    return `The certificate of ${origin} is not trusted on this machine (${code}).`;
  return `The desk at ${origin} does not answer.`;
}

async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return text === "" ? {} : JSON.parse(text);
  throw errorFrom(response.status, text);
}

/** Of another release's answers what is known here. */
function detailsOf({ path, lacks, leadsOn }: Record<string, unknown>): ErrorDetails {
  const texts = (list: unknown[]): readonly string[] => list.filter((one) => typeof one === "string");
  return {
    ...(typeof path === "string" ? { path } : {}),
    ...(Array.isArray(lacks) ? { lacks: texts(lacks) } : {}),
    ...(Array.isArray(leadsOn) ? { leadsOn: texts(leadsOn) } : {}),
  };
}

function errorFrom(status: number, text: string): SamedayError {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } & Record<string, unknown> };
    if (error.code in ERROR_CODES) {
      return new SamedayError(error.code as ErrorCode, error.message, undefined, detailsOf(error));
    }
  } catch {
    // Not our JSON: a proxy or another server answered.
  }
  return new SamedayError("INTERNAL", `The desk answered ${status}.`);
}
