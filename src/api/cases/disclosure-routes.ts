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
  signing: z.object({
    by: z.enum(["desk", "people", "nobody"]),
    holders: texts,
    made: z.object({ by: z.string(), at: instant }).nullable(),
  }),
  inTracker: z.boolean(),
  problems: texts,
  canPublish: z.boolean(),
  waits: z.array(
    z.object({
      gate: z.string(),
      needs: z.string(),
      who: texts,
      until: z.object({ at: instant, zone: z.string() }).nullable(),
      canBeSetAside: z.boolean(),
      /** Acts that come before it can be given, in their order. */
      first: texts,
    }),
  ),
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
const toSignSchema = z.object({
  key: z.string(),
  record: z.string(),
  publisher: z.base64(),
  parts: z.array(z.object({ path: z.string(), how: z.enum(["beside", "clear"]), hash: z.string() })),
});
const reportSchema = z.object({
  duty: z.string(),
  to: z.string(),
  dueAt: instant.nullable(),
  text: z.string(),
  open: texts,
});

export type DisclosureAnswer = z.infer<typeof disclosureSchema>;
export type ToSignAnswer = z.infer<typeof toSignSchema>;
export type DutyReportAnswer = z.infer<typeof reportSchema>;

const seenInput = z.strictObject({
  seen: z.string().regex(/^[0-9a-f]{64}$/, { error: "the plan's hash, 64 hex digits" }),
});
const hash = z.string().regex(/^[0-9a-f]{64}$/, { error: "the SHA-256 of a part, 64 hex digits" });
const signaturesInput = z.strictObject({
  signatures: z.array(z.strictObject({ hash, signature: z.string().max(600_000) })).max(50),
});
const dutyParams = caseParams.extend({
  duty: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, { error: "a duty's name, such as early-warning" }),
});

/** Clear-signed texts. */
const LARGE = { bodyLimit: 4 * 1024 * 1024 } as const;

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

  const toSign = { schema: { response: { 200: responseSchema(toSignSchema) } } };
  app.get("/api/v1/cases/:id/disclosure/to-sign", toSign, async (request) => {
    const { desk, by } = await visit(request);
    const { publisher, ...rest } = await desk.toSign(by, readInput(caseParams, request.params).id);
    return { ...rest, publisher: Buffer.from(publisher).toString("base64") };
  });

  app.post("/api/v1/cases/:id/disclosure/signatures", { ...answers, ...LARGE }, async (request) => {
    const { desk, by } = await visit(request);
    const { id } = readInput(caseParams, request.params);
    await desk.sign(by, id, readInput(signaturesInput, request.body).signatures);
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
  const { made, ...signing } = plan.signing;
  return {
    plan: {
      ...plan,
      signedBy: plan.signedBy ?? null,
      waits: plan.waits.map(({ until, ...wait }) => ({
        ...wait,
        until: until ? { at: until.at.toISOString(), zone: until.zone } : null,
      })),
      signing: { ...signing, made: made ? { by: made.by, at: made.at.toISOString() } : null },
    },
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
