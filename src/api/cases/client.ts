import type { WishedActInput } from "./act-schemas.ts";
import type { DisclosureAnswer, DutyReportAnswer, ToSignAnswer } from "./disclosure-routes.ts";
import { downloadName } from "./download.ts";
import type {
  AbsenceAnswer,
  AdvisoryCheckAnswer,
  CannedTextAnswer,
  CaseAnswer,
  CaseLogAnswer,
  CaseRowAnswer,
  LessonAnswer,
  LessonHeadAnswer,
  OverviewAnswer,
  ReplyDraftAnswer,
  ReviewRowAnswer,
  SentReplyAnswer,
  SetAsideRowAnswer,
  TriageRowAnswer,
} from "./schemas.ts";

/** A file as it was handed out, whole. */
export interface Download {
  /** As the desk calls it; safe as a file's name, and to be ignored by whoever has a better one. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type CaseListName = "yours" | "open" | "closed" | "triage";

/** The desk of cases as commands reach it. Every call throws SamedayError with the desk's own code and sentence. */
export interface CaseClient {
  list(list: CaseListName): Promise<CaseRowAnswer[]>;
  triage(): Promise<TriageRowAnswer[]>;
  setAside(): Promise<SetAsideRowAnswer[]>;
  overview(): Promise<OverviewAnswer>;
  review(): Promise<ReviewRowAnswer[]>;
  show(id: string): Promise<CaseAnswer>;
  /** Acts in their order, and a new title where one is given: all is done or nothing. */
  change(id: string, acts: readonly WishedActInput[], title?: string): Promise<void>;
  sort(id: string, sort: { readonly as: string; readonly reason: string; readonly body: string }): Promise<void>;
  comment(id: string, text: string): Promise<void>;
  canned(): Promise<CannedTextAnswer[]>;
  draftReply(id: string, about: { readonly message?: string; readonly canned?: string }): Promise<ReplyDraftAnswer>;
  reply(id: string, reply: ReplyInput): Promise<SentReplyAnswer>;
  attachment(id: string, message: string, index: number): Promise<Download>;
  original(id: string, message: string): Promise<Download>;
  /** The record that is kept, and what stands against it. */
  checkAdvisory(id: string): Promise<AdvisoryCheckAnswer>;
  setAdvisory(id: string, toml: string, draft?: boolean): Promise<void>;
  /** What the world will be told, and how far it has been. */
  disclosure(id: string): Promise<DisclosureAnswer>;
  /** Tells exactly what was seen: the plan's hash. */
  disclose(id: string, seen: string): Promise<DisclosureAnswer>;
  /** What is signed of it on somebody's own machine. */
  toSign(id: string): Promise<ToSignAnswer>;
  sign(id: string, signatures: readonly SignatureInput[]): Promise<DisclosureAnswer>;
  dutyReport(id: string, duty: string): Promise<DutyReportAnswer>;
  log(id: string): Promise<CaseLogAnswer[]>;
  lessons(): Promise<LessonHeadAnswer[]>;
  lesson(id: string): Promise<LessonAnswer>;
  absences(): Promise<AbsenceAnswer[]>;
  /** Hours with their zone, as people write them; oneself and now when left out, and back again without an end. */
  setAbsence(absence: { readonly who?: string; readonly from?: string; readonly until?: string }): Promise<void>;
}

export interface ReplyInput {
  readonly messageId?: string;
  readonly body: string;
  readonly overrideReason?: string;
  readonly canned?: string;
  /** The key that was shown before: with another one, or none, nothing leaves. */
  readonly fingerprint?: string;
  /** The draft's: the same sent again with it leaves once. */
  readonly token?: string;
  /** Without a token: it leaves although the same words of the same person have left since the last mail came. */
  readonly again?: boolean;
}

/** An armored signature or clear-signed text, and the SHA-256 of the bytes that it is for. */
export interface SignatureInput {
  readonly hash: string;
  readonly signature: string;
}

/** How the client of the whole desk asks. */
export interface Asking {
  call(method: string, path: string, body?: unknown, limitMs?: number): Promise<Record<string, unknown>>;
  download(path: string): Promise<{ readonly headers: Headers; readonly bytes: Uint8Array }>;
}

/** Keys are looked for at other people's servers, perhaps through Tor. */
const LOOKUP_MS = 5 * 60_000;

export function createCaseClient({ call, download }: Asking): CaseClient {
  const at = (id: string, rest = "") => `/api/v1/cases/${encodeURIComponent(id)}${rest}`;
  const list = async <T>(path: string, name: string) => (await call("GET", path))[name] as T[];
  const file = async (path: string): Promise<Download> => {
    const { headers, bytes } = await download(path);
    return { name: downloadName(headers.get("content-disposition")), bytes };
  };
  return {
    list: (which) => list(`/api/v1/cases?list=${which}`, "cases"),
    triage: () => list("/api/v1/cases/triage", "triage"),
    setAside: () => list("/api/v1/cases/set-aside", "cases"),
    overview: () => call("GET", "/api/v1/cases/overview") as unknown as Promise<OverviewAnswer>,
    review: () => list("/api/v1/cases/review", "cases"),
    show: (id) => call("GET", at(id)) as Promise<CaseAnswer>,
    change: async (id, acts, title) => void (await call("POST", at(id, "/acts"), { acts, title })),
    sort: async (id, sort) => void (await call("POST", at(id, "/sort"), sort)),
    comment: async (id, text) => void (await call("POST", at(id, "/comments"), { text })),
    canned: () => list("/api/v1/cases/canned", "canned"),
    draftReply: (id, about) => call("POST", at(id, "/reply-draft"), about, LOOKUP_MS) as Promise<ReplyDraftAnswer>,
    reply: (id, reply) => call("POST", at(id, "/reply"), reply, LOOKUP_MS) as Promise<SentReplyAnswer>,
    attachment: (id, message, index) => file(at(id, `/messages/${encodeURIComponent(message)}/attachments/${index}`)),
    original: (id, message) => file(at(id, `/messages/${encodeURIComponent(message)}/original`)),
    checkAdvisory: (id) => call("POST", at(id, "/advisory/check"), {}) as Promise<AdvisoryCheckAnswer>,
    setAdvisory: async (id, toml, draft = false) => void (await call("PUT", at(id, "/advisory"), { toml, draft })),
    disclosure: (id) => call("GET", at(id, "/disclosure")) as Promise<DisclosureAnswer>,
    disclose: (id, seen) => call("POST", at(id, "/disclosure"), { seen }) as Promise<DisclosureAnswer>,
    toSign: (id) => call("GET", at(id, "/disclosure/to-sign")) as Promise<ToSignAnswer>,
    sign: (id, signatures) =>
      call("POST", at(id, "/disclosure/signatures"), { signatures }) as Promise<DisclosureAnswer>,
    dutyReport: (id, duty) => call("GET", at(id, `/duties/${encodeURIComponent(duty)}`)) as Promise<DutyReportAnswer>,
    log: (id) => list(at(id, "/log"), "entries"),
    lessons: () => list("/api/v1/cases/lessons", "lessons"),
    lesson: (id) => call("GET", at(id, "/lesson")) as Promise<LessonAnswer>,
    absences: () => list("/api/v1/absences", "absences"),
    setAbsence: async (absence) => void (await call("PUT", "/api/v1/absences", absence)),
  };
}
