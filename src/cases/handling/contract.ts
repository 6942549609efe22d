import type { Problem } from "../../kernel/index.ts";
import type { Act, ActName, Case, Done, Hour, Priority, Role, Staff, Verdict } from "../case/index.ts";
import type { NextStep, RunningClock } from "../clocks/index.ts";
import type { Disposition, Flag } from "../intake/index.ts";
import type { Policy } from "../policy/index.ts";
import type { KeptCase, KeptMessage } from "./kept.ts";

/*
 * What people can ask of the desk about cases: pages, interface and mail commands all come through here. Every call takes
 * who asks, by their id in the definition; what they may not read is NOT_FOUND, as what never was. Every read of contents is
 * in the audit log before it is handed out.
 */

/** A case as a list shows it. */
export interface CaseRow {
  readonly id: string;
  readonly state: Case["state"];
  /** Empty while nobody has taken it. */
  readonly team: string;
  readonly assignee: string | undefined;
  readonly severity: Case["severity"];
  readonly receivedAt: Date;
  /** The deadline that counts, or undefined in a closed case. */
  readonly due: RunningClock | undefined;
  readonly late: boolean;
  /** Ids of people whose turn it is. */
  readonly waitsFor: readonly string[];
  /** Why it waits for them. */
  readonly why: "assigned" | "asked" | "escalated" | "closed";
  /** It waits for whoever asks. */
  readonly yours: boolean;
  /** Null where whoever asks may not read it. */
  readonly title: string | null;
  /** Since when a message that came after the report waits for an answer; undefined where none does, and for who may not read it. */
  readonly unansweredSince: Date | undefined;
}

/** One team's word on a case. */
export interface TeamWord {
  readonly team: string;
  /** Who speaks for it now: point person, or who stands in. */
  readonly speaks: string;
  readonly verdict: Verdict | undefined;
  readonly by: string | undefined;
  readonly at: Date | undefined;
  /** Whether whoever asks may give it. */
  readonly yours: boolean;
}

/** A case that no team has taken, with every team's word on it. */
export interface TriageRow {
  readonly row: CaseRow;
  /** Every team that is asked, in the definition's order; none while it is quarantined or unreadable. */
  readonly words: readonly TeamWord[];
  /** Since when they are asked. */
  readonly askingSince: Date;
  readonly next: NextStep | undefined;
  /** How its first message was judged, for whoever may read the case; undefined for others. */
  readonly judged:
    | { readonly disposition: Disposition; readonly because: string; readonly flags: readonly Flag[] }
    | undefined;
}

/** A mail that the headers of the filter in front, or a list's and a machine's own, put aside when it came. */
export interface SetAsideRow {
  readonly row: CaseRow;
  /** Which headers said so, for whoever may read it. */
  readonly judged: TriageRow["judged"];
  /** Whether whoever asks may bring it back into triage. */
  readonly mayReopen: boolean;
}

/** What lists leave out: whether there may be more than they show, and what was put aside before anybody saw it. */
export interface Overview {
  /** `own`: nobody but the cases in which whoever asks has a role. */
  readonly sees: "all" | "own";
  /** Mails that headers put aside and nobody brought back; none for whoever sees their own cases alone. */
  readonly setAside: { readonly total: number; readonly lastWeek: number };
}

/** Whether whoever asks can do something now, once its details are given; else `sentence` says why not. */
export interface Possible {
  readonly act: ActName;
  readonly sentence: string;
  readonly can: boolean;
}

export interface CaseMessage {
  readonly id: string;
  readonly at: Date;
  readonly kept: KeptMessage;
  /** Of what goes out: whether it has left. */
  readonly delivery: "waits" | "sent" | "given-up" | undefined;
}

export interface CaseView {
  readonly row: CaseRow;
  readonly kept: KeptCase;
  /** All clocks, the shortest first. */
  readonly clocks: readonly RunningClock[];
  readonly late: readonly RunningClock[];
  readonly words: readonly TeamWord[];
  readonly messages: readonly CaseMessage[];
  readonly log: readonly Done[];
  readonly possible: readonly Possible[];
  /** What `next` would be where an id is given now, for whoever may give one; absent where the case has a number of ours. */
  readonly nextOwnId?: string;
  readonly policy: Policy;
  readonly next: NextStep | undefined;
  /** Everybody who may read the contents now, with the role that lets them. */
  readonly readers: readonly { readonly who: string; readonly role: Role }[];
  /** Who has read the contents, with the last time, the latest first. */
  readonly readBy: readonly { readonly who: string; readonly at: Date }[];
  /** Fingerprint on file for the reporter, and since when. */
  readonly reporterKey: { readonly fingerprint: string; readonly since: Date } | undefined;
}

/** What the form of a reply begins with. */
export interface ReplyDraft {
  readonly to: string;
  readonly from: string;
  readonly cc: string;
  readonly subject: string;
  readonly body: string;
  /** `ask-for-key`: in clear, without a word of the report. `refused`: only with a reason, which goes on record. */
  readonly how: "encrypted" | "clear" | "ask-for-key" | "refused";
  readonly fingerprint: string | undefined;
  /** Where the key is from: `on file`, `came with the mail`, `WKD`, `keyserver keys.openpgp.org`. */
  readonly keyFrom: string | undefined;
  /** A sentence that says why it goes out like that. */
  readonly because: string;
  /** Who may be asked for a key and was not: `WKD`, `keyserver keys.openpgp.org`; none where one is known. */
  readonly unasked: readonly string[];
  /** Of this draft alone: sent back with it, an answer leaves once, however often it is sent. */
  readonly token: string;
  /** Where people hold the role key: the desk encrypts nothing, and whoever answers makes it on their own machine. */
  readonly byPerson?: true;
}

export interface ReplyWish {
  /** The message that is answered; the report when absent. */
  readonly messageId?: string;
  readonly body: string;
  /** Why it may leave in clear although the report came encrypted. */
  readonly overrideReason?: string;
  /** Which canned answer it began as, for the log. */
  readonly canned?: string;
  /** The key that whoever sends it was shown, empty for none: another one, or none, is not used instead. */
  readonly fingerprint?: string;
  /** The draft's: whoever sends the same again is told what became of it. 32 hex digits. */
  readonly token?: string;
  /** Without a token: it leaves although the same person sent the same words, and nothing has come since. */
  readonly again?: boolean;
}

export interface SentReply {
  readonly messageId: string;
  readonly how: "encrypted" | "clear" | "ask-for-key";
  readonly fingerprint: string | undefined;
  /** When the same answer had left already, so that nothing leaves now. */
  readonly sentBefore?: Date;
}

/**
 * `triage`: what no team has taken yet. `closed`: those that changed last, at most 500; what headers put aside is no case that
 * anybody closed, and stands in `CaseDesk.setAside`.
 */
export type CaseList = "yours" | "open" | "closed" | "triage";

/** An open case on the list for scoping meetings: printable, since it holds no title. */
export interface ReviewRow extends Omit<CaseRow, "title"> {
  /** Nothing was done since. */
  readonly changedAt: Date;
  readonly priority: Priority | undefined;
  /** By when it should be resolved. */
  readonly expires: Hour | undefined;
  /** What every case must have and this one has not, once a team took it: `severity`. */
  readonly lacks: readonly string[];
}

/** What was learned from a case, for every member of every team; the mails behind it are not. */
export interface Lesson {
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly lesson: string;
  /** The audit's rule that would have caught it; undefined for none. */
  readonly rule?: string | undefined;
  /** Whether whoever asks has said that they read it (act `lesson-read`). */
  readonly acknowledged: boolean;
  /** Who has not said so yet. */
  readonly unreadBy: readonly string[];
}

/** An answer to begin with; whoever sends it may change every word. */
export interface CannedAnswer {
  /** As `draftReply` and `ReplyWish.canned` name it. */
  readonly name: string;
  readonly title: string;
  /** Which sorting offers it. */
  readonly sort: SortAs | undefined;
  readonly body: string;
}

export type SortAs = "spam" | "bogus" | "legal" | "support";

export interface AdvisoryKept {
  /** Also with faults in place of a record without. */
  readonly draft: boolean;
}

/** One person's round through everything that waits for them, the nearest deadline first. */
export interface CaseDesk {
  /**
   * Everybody of the desk may see that a case is there; titles only where they may read it. People who only send in packages
   * see those alone in which they have a role.
   */
  list(by: string, list: CaseList): Promise<readonly CaseRow[]>;
  /** What no team has taken, the nearest deadline first. Nothing of the contents but titles, where they may be read. */
  triage(by: string): Promise<readonly TriageRow[]>;
  /**
   * What headers called noise and nobody has brought back (act `reopen`), the newest first, at most 500: a filter errs, and
   * nothing of it is dropped.
   */
  setAside(by: string): Promise<readonly SetAsideRow[]>;
  overview(by: string): Promise<Overview>;
  /** Throws NOT_FOUND. */
  show(by: string, id: string): Promise<CaseView>;
  /** Throws NOT_FOUND, CASE_REFUSED with a sentence that names everything that is missing and who can give it. */
  act(by: string, id: string, act: Act): Promise<void>;
  /** Several acts as one, and a new title with them where one is given, for which no act is needed: all is done or nothing. */
  actAll(by: string, id: string, acts: readonly Act[], title?: string): Promise<void>;
  setTitle(by: string, id: string, title: string): Promise<void>;
  comment(by: string, id: string, text: string): Promise<void>;
  /** What answers can begin with; the same for everybody. */
  canned(): readonly CannedAnswer[];
  /** With what is known; nobody outside is asked for a key unless `look` says so, and what is found then is on file. */
  draftReply(by: string, id: string, messageId?: string, canned?: string, look?: boolean): Promise<ReplyDraft>;
  /**
   * Throws CASE_REFUSED when it came encrypted, no key is known and no reason is given; ANSWER_SENT where another answer has
   * left with the same token.
   */
  reply(by: string, id: string, wish: ReplyWish): Promise<SentReply>;
  /** Sorts out and answers, in one transaction; `body` empty for no answer. */
  sort(
    by: string,
    id: string,
    sort: { readonly as: SortAs; readonly reason: string; readonly body: string } & Pick<
      ReplyWish,
      "fingerprint" | "token"
    >,
  ): Promise<void>;
  /** Throws NOT_FOUND, CASE_REFUSED for a file that holds a secret key. */
  attachment(
    by: string,
    id: string,
    messageId: string,
    index: number,
  ): Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
  /** A message as it came. */
  original(by: string, id: string, messageId: string): Promise<Uint8Array>;
  /**
   * Keeps a record as it is, also with faults. In place of one that can be published a faulty one is kept as a draft alone:
   * otherwise CASE_REFUSED, and the good one stays.
   */
  setAdvisory(by: string, id: string, toml: string, as?: AdvisoryKept): Promise<void>;
  /**
   * What stands against a record in each of its forms, and against the record itself; nothing is kept. A file that the record
   * names is read only where the desk keeps its publishers' files. Throws NOT_FOUND.
   */
  checkAdvisory(by: string, id: string, toml: string): Promise<readonly Problem[]>;
  /** What happened to a case, for auditors too: acts and reads, without contents. */
  log(by: string, id: string): Promise<readonly { readonly at: Date; readonly by: string; readonly what: string }[]>;
  /** Teams, director and who is away, as the definition says now. Not secret within the desk. */
  staff(): Promise<Staff>;
  /** Open cases by their due date, for scoping meetings. */
  reviewList(by: string): Promise<readonly ReviewRow[]>;
  /** Closed cases with a lesson, those that `by` has not acknowledged first; empty for whoever is in no team. */
  lessons(by: string): Promise<readonly Omit<Lesson, "lesson">[]>;
  /** Throws NOT_FOUND; to whoever may read the case it says that there is none yet, and how one is written. */
  lesson(by: string, id: string): Promise<Lesson>;
  absences(): Promise<readonly { readonly who: string; readonly from: Date; readonly until: Date }[]>;
  /** For oneself; the director for anybody. One that ends where it begins takes away what it touches: they are back. */
  setAbsence(by: string, absence: { readonly who: string; readonly from: Date; readonly until: Date }): Promise<void>;
}
