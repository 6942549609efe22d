import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";
import { ADMINISTRATOR, type Authenticate, requirePerson } from "./access.ts";
import { readInput } from "./read-input.ts";
import { responseSchema } from "./schemas.ts";

/** An audit of the definition's schedule, and how it stands. */
export interface AuditRow {
  readonly name: string;
  readonly title: string;
  /** What of `sameday audit` it runs: a rule's id, or a class's letter. */
  readonly runs: string;
  /** `every 6 months`, `when the base of desktop changes`. */
  readonly comesRound: string;
  /** `team core`, `every auditor`. */
  readonly owner: string;
  readonly isDue: boolean;
  readonly dueAt: Date | null;
  readonly why: string;
  /** Whether whoever asks is one of those who do it. */
  readonly isYours: boolean;
  readonly last: AuditRunRow | null;
}

/** A run as somebody recorded it. */
export interface AuditRunRow extends AuditRunWish {
  readonly at: Date;
  readonly by: string;
}

export interface AuditRunWish {
  readonly result: "clean" | "findings";
  /** How many findings there were. */
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  /** What was looked at: a revision, an image's name or hash. */
  readonly subject: string;
  readonly note: string;
}

/** The schedule of audits, as people ask for it; the desk implements it. */
export interface AuditSchedule {
  /** Those that are due first, then by their day. */
  list(reader: Person): Promise<readonly AuditRow[]>;
  /** Throws NOT_FOUND for an audit that is none, NOT_ALLOWED for whoever does not do it and is no full member. */
  record(name: string, run: AuditRunWish, by: Person): Promise<AuditRow>;
}

const count = z.number().int().min(0).max(1_000_000);
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u);
const runFields = {
  result: z.enum(["clean", "findings"]),
  high: count,
  medium: count,
  low: count,
  subject: line(300),
  note: line(2_000),
};
const auditAnswer = z.object({
  name: z.string(),
  title: z.string(),
  runs: z.string(),
  comesRound: z.string(),
  owner: z.string(),
  isDue: z.boolean(),
  dueAt: z.iso.datetime().nullable(),
  why: z.string(),
  isYours: z.boolean(),
  last: z.object({ ...runFields, at: z.iso.datetime(), by: z.string() }).nullable(),
});
const wish = z
  .strictObject({ ...runFields, subject: runFields.subject.min(1) })
  .refine(({ result, high, medium, low }) => (result === "clean") === (high + medium + low === 0), {
    message: "clean has no findings, and findings are at least one",
  });

export type AuditAnswer = z.infer<typeof auditAnswer>;

/** The schedule of audits: for people of the desk. A run is recorded by a person who was logged in, never by the machine. */
export function auditRoutes(app: FastifyInstance, audits: AuditSchedule, authenticate: Authenticate): void {
  const many = { schema: { response: { 200: responseSchema(z.object({ audits: z.array(auditAnswer) })) } } };
  app.get("/api/v1/audits", many, async (request) => {
    const reader = await requirePerson(request, authenticate);
    return { audits: (await audits.list(reader)).map(answerOf) };
  });

  const one = { schema: { response: { 200: responseSchema(auditAnswer) } } };
  app.post("/api/v1/audits/:name/runs", one, async (request) => {
    const person = await requirePerson(request, authenticate);
    if (person.id === ADMINISTRATOR) {
      throw new SamedayError("NOT_ALLOWED", "A run is recorded by a person: log in as one of the definition.");
    }
    const { name } = readInput(z.object({ name: z.string().max(100) }), request.params);
    return answerOf(await audits.record(name, readInput(wish, request.body), person));
  });
}

function answerOf(row: AuditRow): AuditAnswer {
  return {
    ...row,
    dueAt: row.dueAt?.toISOString() ?? null,
    last: row.last && { ...row.last, at: row.last.at.toISOString() },
  };
}
