import { z } from "zod";
import {
  type ActDetails,
  type ActName,
  GATES,
  type GateName,
  type Hour,
  PRIORITIES,
  readHour,
  SEVERITIES,
  SORTED_OUT,
  VERDICTS,
} from "../../cases/index.ts";

/** Acts that are about a team: it may be left out where it follows from who acts, or from the case. */
type AboutATeam = "verdict" | "claim" | "assign";

type Wished<N extends ActName> = N extends AboutATeam
  ? Omit<ActDetails[N], "team"> & { readonly team?: string | undefined }
  : ActDetails[N];

/** An act as a program asks for it. */
export type WishedAct = { readonly [N in ActName]: { readonly act: N } & Wished<N> }[ActName];

/** The same before it is read: an hour is what somebody said. The server checks the rest. */
export type WishedActInput = { readonly act: ActName } & Readonly<Record<string, unknown>>;

/** The gates that the golden rule can set aside. */
const SET_ASIDE = (Object.keys(GATES) as GateName[]).filter((gate) => GATES[gate].setAside) as [
  GateName,
  ...GateName[],
];
const name = z.string().trim().min(1).max(200);
const line = z.string().max(2_000);
const words = z.string().max(100_000);
const none = {};

/** `2026-12-01 14:00 Europe/Berlin`: people agree on hours with a zone, and a program passes on what they said. */
export const hourText = z
  .string()
  .max(100)
  .transform((text, context): Hour => {
    const read = readHour(text);
    if ("at" in read) return read;
    context.addIssue({ code: "custom", message: read.wrong.replace(/\.$/, "") });
    return z.NEVER;
  });

const FIELDS = {
  acknowledge: none,
  admit: none,
  route: { teams: z.array(name).max(100) },
  verdict: { verdict: z.enum(VERDICTS), team: name.optional() },
  claim: { team: name.optional() },
  assign: { assignee: name, team: name.optional() },
  sort: { as: z.enum(SORTED_OUT), reason: line },
  reopen: { reason: line },
  "set-severity": { severity: z.enum(SEVERITIES) },
  "set-priority": { priority: z.enum(PRIORITIES) },
  "set-expiry": { expires: hourText },
  "set-affected": { affected: line },
  "begin-triage": none,
  "begin-fix": none,
  review: none,
  "fix-ready": none,
  "back-to-fixing": { reason: line },
  schedule: { hour: hourText },
  share: { list: name },
  "tell-ahead": { who: name },
  "reporter-date": { hour: hourText },
  // `next` is the next number of our own, counted out by the desk.
  "give-id": { id: name },
  "take-id-back": { id: name },
  "check-advisory": { valid: z.boolean() },
  credit: { credit: line },
  "tell-reporter": none,
  "fix-released": none,
  publish: none,
  learn: { lesson: words, rule: name.optional() },
  "lesson-read": none,
  wrote: none,
  heard: none,
  "review-secrecy": { reason: line },
  leak: { reason: line },
  "is-public": { reason: line },
  exploited: { reason: line },
  "duty-met": { duty: name },
  invite: { who: name, reason: line, until: hourText.transform(({ at }) => at) },
  override: { gate: z.enum(SET_ASIDE), reason: line },
} satisfies { readonly [N in ActName]: { readonly [F in keyof Wished<N>]: z.ZodType<Wished<N>[F]> } };

const [first, ...rest] = Object.entries(FIELDS).map(([act, fields]) =>
  z.strictObject({ act: z.literal(act), ...fields }),
);

/** One act with its details and nothing else. */
export const actSchema = z.discriminatedUnion("act", [first ?? z.strictObject({ act: z.never() }), ...rest], {
  error: "there is no such act; docs/reference/cli.md lists them under `cases do`",
  // The table pairs each name with its own fields; the compiler cannot follow a pair through a list.
}) as unknown as z.ZodType<WishedAct>;
