import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { DisclosureDesk, DisclosurePlan, DisclosureState, DutyReport } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { readInput } from "../read-input.ts";
import { responseSchema } from "../schemas.ts";
import { caseParams } from "./inputs.ts";
import { type CaseFace, caseVisit } from "./visit.ts";

const instant = z.iso.datetime();
const texts = z.array(z.string());

const planSchema = z.object({
  seen: z.string(),
  advisory: z.string(),
  title: z.string(),
  issues: texts,
  credits: texts,
  products: texts,
  files: texts,
  mailsTo: texts,
  announcement: z.string(),
  signedBy: z.string().nullable(),
  inTracker: z.boolean(),
  problems: texts,
  canPublish: z.boolean(),
});
const stateSchema = z.object({
  by: z.string(),
  begunAt: instant,
  doneAt: instant.nullable(),
  trackerCommit: z.string(),
  files: z.int(),
  problem: z.string(),
  nextTryAt: instant.nullable(),
});
const disclosureSchema = z.object({ plan: planSchema, state: stateSchema.nullable() });
const reportSchema = z.object({
  duty: z.string(),
  to: z.string(),
  dueAt: instant.nullable(),
  text: z.string(),
  open: texts,
});

export type DisclosureAnswer = z.infer<typeof disclosureSchema>;
export type DutyReportAnswer = z.infer<typeof reportSchema>;

const seenInput = z.strictObject({
  seen: z.string().regex(/^[0-9a-f]{64}$/, { error: "the plan's hash, 64 hex digits" }),
});
const dutyParams = caseParams.extend({
  duty: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, { error: "a duty's name, such as early-warning" }),
});

/** What the world will be told, the act that tells it, and the reports that are owed. */
export function disclosureRoutes(app: FastifyInstance, face: CaseFace): void {
  const visit = async (request: FastifyRequest): Promise<{ readonly desk: DisclosureDesk; readonly by: string }> => {
    const { by } = await caseVisit(request, face);
    if (!face.disclosures) throw new SamedayError("NOT_FOUND", "This desk discloses no cases.");
    return { desk: face.disclosures, by };
  };

  const answers = { schema: { response: { 200: responseSchema(disclosureSchema) } } };
  app.get("/api/v1/cases/:id/disclosure", answers, async (request) => {
    const { desk, by } = await visit(request);
    const { id } = readInput(caseParams, request.params);
    return disclosureAnswer(await desk.plan(by, id), await desk.state(by, id));
  });

  app.post("/api/v1/cases/:id/disclosure", answers, async (request) => {
    const { desk, by } = await visit(request);
    const { id } = readInput(caseParams, request.params);
    await desk.disclose(by, id, readInput(seenInput, request.body).seen);
    return disclosureAnswer(await desk.plan(by, id), await desk.state(by, id));
  });

  const report = { schema: { response: { 200: responseSchema(reportSchema) } } };
  app.get("/api/v1/cases/:id/duties/:duty", report, async (request) => {
    const { desk, by } = await visit(request);
    const { id, duty } = readInput(dutyParams, request.params);
    return reportAnswer(await desk.report(by, id, duty));
  });
}

function disclosureAnswer(plan: DisclosurePlan, state: DisclosureState | undefined): object {
  return {
    plan: { ...plan, signedBy: plan.signedBy ?? null },
    state: state
      ? {
          ...state,
          begunAt: state.begunAt.toISOString(),
          doneAt: state.doneAt?.toISOString() ?? null,
          nextTryAt: state.nextTryAt?.toISOString() ?? null,
        }
      : null,
  };
}

function reportAnswer({ dueAt, ...report }: DutyReport): object {
  return { ...report, dueAt: dueAt?.toISOString() ?? null };
}
