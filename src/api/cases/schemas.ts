import { z } from "zod";
import { sealedViewSchema } from "./sealed-schemas.ts";

/*
 * What the JSON interface says about cases. The server answers only what stands here: a field that is added to a case does
 * not leave by itself. What is absent is null; hours are ISO instants, and those that people agreed on keep their zone.
 */

const instant = z.iso.datetime();
const maybe = instant.nullable();
const hour = z.object({ at: instant, zone: z.string() });
const dates = z.record(z.string(), instant);

const clockSchema = z.object({
  clock: z.string(),
  kind: z.enum(["work", "secrecy", "duty", "silence"]),
  startsAt: instant,
  deadline: instant,
  why: z.string(),
  isProposal: z.boolean(),
});

/** A case as everybody of the desk may see it in a list; the title is null for whoever may not read the case. */
export const caseRowSchema = z.object({
  id: z.string(),
  state: z.string(),
  team: z.string(),
  assignee: z.string().nullable(),
  severity: z.string().nullable(),
  receivedAt: instant,
  due: clockSchema.nullable(),
  late: z.boolean(),
  waitsFor: z.array(z.string()),
  /** Since when a message that came after the report waits for an answer; null where none does, and for who may not read it. */
  unansweredSince: maybe,
  why: z.enum(["assigned", "asked", "escalated", "closed"]),
  yours: z.boolean(),
  title: z.string().nullable(),
});

const teamWordSchema = z.object({
  team: z.string(),
  speaks: z.string(),
  verdict: z.enum(["mine", "not-mine", "unsure"]).nullable(),
  by: z.string().nullable(),
  at: maybe,
  yours: z.boolean(),
});

const nextStepSchema = z.object({ clock: z.string(), step: z.string(), at: instant, to: z.array(z.string()) });

/** How a case's first message was judged. */
const judgedRowSchema = z.object({
  disposition: z.string(),
  because: z.string(),
  flags: z.array(z.string()),
  /** What each flag means, as a sentence. */
  says: z.array(z.string()),
});

export const triageRowSchema = z.object({
  case: caseRowSchema,
  words: z.array(teamWordSchema),
  askingSince: instant,
  next: nextStepSchema.nullable(),
  judged: judgedRowSchema.nullable(),
});

/** What the headers of the filter in front, of a list or of a machine put aside. */
export const setAsideRowSchema = z.object({ case: caseRowSchema, judged: judgedRowSchema.nullable() });

/** What lists leave out. */
export const overviewSchema = z.object({
  sees: z.enum(["all", "own"]),
  setAside: z.object({ total: z.number().int(), lastWeek: z.number().int() }),
});

const attachmentSchema = z.object({
  name: z.string(),
  mediaType: z.string(),
  encrypted: z.boolean(),
  signers: z.array(z.string()),
  /** It holds a secret key and is not handed out. */
  secret: z.boolean(),
  bytes: z.number().int(),
});

const judgedSchema = z.object({
  disposition: z.string(),
  because: z.string(),
  crypto: z.object({
    layer: z.string(),
    decrypted: z.boolean().nullable(),
    integrity: z.string().nullable(),
    signature: z.string(),
    signer: z.string().nullable(),
    signerMatchesFrom: z.boolean().nullable(),
  }),
  reply: z.string(),
  flags: z.array(z.string()),
  attachments: z.array(attachmentSchema),
  command: z.string(),
});

const messageSchema = z.object({
  id: z.string(),
  at: instant,
  direction: z.enum(["in", "out", "note"]),
  by: z.string(),
  messageId: z.string(),
  headers: z.array(z.object({ name: z.string(), text: z.string(), protected: z.boolean() })),
  parts: z.array(
    z.object({ what: z.string(), text: z.string(), encrypted: z.boolean(), signers: z.array(z.string()) }),
  ),
  judgement: judgedSchema.nullable(),
  encryptedTo: z.array(z.string()),
  delivery: z.enum(["waits", "sent", "given-up"]).nullable(),
  /** Absent for a message that the desk reads by itself. */
  sealed: sealedViewSchema.optional(),
});

/** What is settled of the work on a case. */
const workSchema = z.object({
  asked: z.array(z.string()),
  claimedAt: maybe,
  priority: z.string().nullable(),
  expires: hour.nullable(),
  affected: z.string().nullable(),
  reviewers: z.array(z.string()),
  fixReadyAt: maybe,
  fixReleasedAt: maybe,
  embargo: hour.nullable(),
  reporterDate: hour.nullable(),
  shared: dates,
  told: dates,
  ids: z.array(z.string()),
  advisoryValid: z.boolean(),
  credit: z.string().nullable(),
  acknowledgedAt: maybe,
  reporterToldAt: maybe,
  lastWordToReporter: maybe,
  lastWordFromReporter: instant,
  secrecyReviewedAt: maybe,
  leakedAt: maybe,
  publicSince: maybe,
  exploitationKnownAt: maybe,
  dutiesMet: dates,
  publishedAt: maybe,
  lesson: z.string().nullable(),
  lessonReadBy: z.array(z.string()),
  observers: z.array(z.object({ who: z.string(), reason: z.string(), until: instant })),
  overrides: z.array(z.object({ gate: z.string(), by: z.string(), at: instant, reason: z.string() })),
});

/** One act as it was done; what was said for it stands in `details` under the names with which it is asked for. */
const doneSchema = z.object({
  at: instant,
  by: z.string(),
  role: z.string(),
  act: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string()), hour])),
});

/** A case as whoever may read it sees it. */
export const caseSchema = caseRowSchema.extend({
  title: z.string(),
  reporter: z.string(),
  reporterKey: z.object({ fingerprint: z.string(), since: instant }).nullable(),
  cameEncrypted: z.boolean(),
  policy: z.object({ name: z.string(), title: z.string() }),
  work: workSchema,
  /** What speaks against the hour of publication without forbidding it, in sentences. */
  hourWarnings: z.array(z.string()),
  clocks: z.array(clockSchema),
  /** Names of the clocks whose deadline is over. */
  overdue: z.array(z.string()),
  next: nextStepSchema.nullable(),
  words: z.array(teamWordSchema),
  possible: z.array(z.object({ act: z.string(), sentence: z.string(), can: z.boolean() })),
  /** What `give-id` with the id `next` would give now; null where the case has a number of ours, or whoever asks gives none. */
  nextOwnId: z.string().nullable(),
  messages: z.array(messageSchema),
  /** The advisory record as TOML; empty while there is none. */
  advisory: z.string(),
  readers: z.array(z.object({ who: z.string(), role: z.string() })),
  readBy: z.array(z.object({ who: z.string(), at: instant })),
  log: z.array(doneSchema),
});

export const replyDraftSchema = z.object({
  to: z.string(),
  from: z.string(),
  cc: z.string(),
  subject: z.string(),
  body: z.string(),
  how: z.enum(["encrypted", "clear", "ask-for-key", "refused"]),
  fingerprint: z.string().nullable(),
  keyFrom: z.string().nullable(),
  because: z.string(),
  /** Who may be asked for a key and was not; none where the draft was asked for by a program, which asks them. */
  unasked: z.array(z.string()),
  /** Sent back with the answer, it leaves once, however often it is sent. */
  token: z.string(),
});

export const sentReplySchema = z.object({
  messageId: z.string(),
  how: z.enum(["encrypted", "clear", "ask-for-key"]),
  fingerprint: z.string().nullable(),
  /** When the same answer had left already, so that nothing leaves now. */
  sentBefore: instant.nullable(),
});

export const cannedSchema = z.object({
  name: z.string(),
  title: z.string(),
  sort: z.enum(["spam", "bogus", "legal", "support"]).nullable(),
  body: z.string(),
});

/** A line of the list for scoping meetings, which nobody need hide: it holds no title. */
export const reviewRowSchema = caseRowSchema.omit({ title: true }).extend({
  changedAt: instant,
  priority: z.string().nullable(),
  expires: hour.nullable(),
  lacks: z.array(z.string()),
});

const lessonHead = {
  id: z.string(),
  /** The audit's rule that would have caught it. */
  rule: z.string().nullable(),
  at: instant,
  by: z.string(),
  acknowledged: z.boolean(),
  unreadBy: z.array(z.string()),
};
export const lessonHeadSchema = z.object(lessonHead);
export const lessonSchema = z.object({ ...lessonHead, lesson: z.string() });

export const caseLogSchema = z.object({ at: instant, by: z.string(), what: z.string() });

export const absenceSchema = z.object({ who: z.string(), from: instant, until: instant });

const problemSchema = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  place: z.object({ file: z.string().optional(), line: z.number().int(), column: z.number().int() }),
});

/** What stands against an advisory record, and the record itself: empty where the case has none yet. */
export const advisoryCheckSchema = z.object({ toml: z.string(), problems: z.array(problemSchema) });

export type CaseRowAnswer = z.infer<typeof caseRowSchema>;
export type ClockAnswer = z.infer<typeof clockSchema>;
export type TeamWordAnswer = z.infer<typeof teamWordSchema>;
export type TriageRowAnswer = z.infer<typeof triageRowSchema>;
export type SetAsideRowAnswer = z.infer<typeof setAsideRowSchema>;
export type OverviewAnswer = z.infer<typeof overviewSchema>;
export type CaseMessageAnswer = z.infer<typeof messageSchema>;
export type CaseAnswer = z.infer<typeof caseSchema>;
export type ReplyDraftAnswer = z.infer<typeof replyDraftSchema>;
export type CannedTextAnswer = z.infer<typeof cannedSchema>;
export type ReviewRowAnswer = z.infer<typeof reviewRowSchema>;
export type LessonHeadAnswer = z.infer<typeof lessonHeadSchema>;
export type LessonAnswer = z.infer<typeof lessonSchema>;
export type AdvisoryCheckAnswer = z.infer<typeof advisoryCheckSchema>;
export type SentReplyAnswer = z.infer<typeof sentReplySchema>;
export type CaseLogAnswer = z.infer<typeof caseLogSchema>;
export type AbsenceAnswer = z.infer<typeof absenceSchema>;
