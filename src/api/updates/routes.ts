import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Person } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import {
  advisoryOf,
  editUpdate,
  giveApproval,
  type LineContext,
  maySee,
  offeredApproval,
  publishNow,
  readAllUpdates,
  readLog,
  readUpdateFor,
  reportTest,
  requireOffer,
  retryStep,
  stepLabel,
  stepLogPath,
  submitSource,
  takeDisclosedNamesOf,
  type UpdateView,
  withdrawUpdate,
} from "../../updates/index.ts";
import { type Authenticate, personOf, requirePerson } from "../access.ts";
import { readInput } from "../read-input.ts";
import { editSchema, responseSchema, submissionSchema, type UpdateAnswer, updateSchema } from "../schemas.ts";
import type { UploadBody } from "../upload-body.ts";
import { updateAnswer } from "./answer.ts";
import type { Changes } from "./changes.ts";

const WAIT_MS = 20_000;
const LARGEST_LOG_ANSWER = 1024 * 1024;
const idSchema = z.object({ id: z.string().regex(/^U-\d{1,9}$/) });
const DONE = { response: { 204: { type: "null" } } } as const;
const UPLOAD = { schema: DONE, config: { isUpload: true } } as const;

/** Reads and acts on updates for programs: the command line, the drill, other people's tools. */
export function updatesRoutes(
  app: FastifyInstance,
  context: LineContext,
  changes: Changes,
  authenticate: Authenticate,
): void {
  const one = { schema: { response: { 200: responseSchema(updateSchema) } } };
  const many = { schema: { response: { 200: responseSchema(z.object({ updates: z.array(updateSchema) })) } } };
  const text = { schema: { response: { 200: responseSchema(z.object({ text: z.string() })) } } };

  app.put<{ Params: { sha256: string } }>("/api/v1/incoming/:sha256", UPLOAD, async (request, reply) => {
    const { role } = await requirePerson(request, authenticate);
    // What nobody submits stays on the disk all the same.
    if (role === "auditor") throw new SamedayError("NOT_ALLOWED", "Auditors read; they send nothing in.");
    const { sha256 } = readInput(z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), request.params);
    await context.blobs.put(request.body as UploadBody, { sha256, limitBytes: 2 * 1024 ** 3 });
    return reply.code(204).send();
  });

  app.post("/api/v1/updates", one, async (request) => {
    const person = await requirePerson(request, authenticate);
    const update = await submitSource(context, readInput(submissionSchema, request.body), person);
    return view(update.id, person);
  });

  app.get("/api/v1/updates", many, async (request) => {
    const person = await personOf(request, authenticate);
    const rows = await readAllUpdates(context.store.db, context.definition, context.clock.now());
    const visible = rows.filter((row) => maySee(person, row.update));
    return { updates: visible.map((row) => updateAnswer(row, null, changes.current(person))) };
  });

  app.get("/api/v1/updates/:id", one, async (request) => {
    const person = await personOf(request, authenticate);
    const { id } = readInput(idSchema, request.params);
    const { after } = readInput(z.object({ after: z.coerce.number().int().optional() }), request.query);
    await visible(id, person);
    if (after !== undefined) await changes.wait(person, after, WAIT_MS);
    return view(id, person);
  });

  app.patch("/api/v1/updates/:id", one, async (request) => {
    const { found, person } = await seen(request);
    await editUpdate(context, found.update.id, readInput(editSchema, request.body), person);
    return view(found.update.id, person);
  });

  app.post("/api/v1/updates/:id/disclosed", one, async (request) => {
    const { found, person } = await seen(request);
    await takeDisclosedNamesOf(context, found.update.id, person);
    return view(found.update.id, person);
  });

  app.get("/api/v1/updates/:id/approval", text, async (request) => {
    const { found } = await seen(request);
    const wish = z.object({ decision: z.enum(["approve", "override-proof"]), reason: z.string().max(500).default("") });
    const { decision, reason } = readInput(wish, request.query);
    requireOffer(context, found, decision);
    return { text: offeredApproval(context, found, decision, reason) };
  });

  app.post("/api/v1/updates/:id/approval", { schema: DONE }, async (request, reply) => {
    const { found } = await seen(request);
    const { signed } = readInput(z.object({ signed: z.string().max(1024 * 1024) }), request.body);
    await giveApproval(context, found.update.id, signed);
    return reply.code(204).send();
  });

  app.post("/api/v1/updates/:id/publish", { schema: DONE }, async (request, reply) => {
    const { found, person } = await seen(request);
    await publishNow(context, found.update.id, person);
    return reply.code(204).send();
  });

  app.post("/api/v1/updates/:id/retry", { schema: DONE }, async (request, reply) => {
    const { found, person } = await seen(request);
    const step = stepNamed(found, readInput(z.object({ step: z.string().max(100) }), request.body).step);
    await retryStep(context, found.update.id, step, person);
    return reply.code(204).send();
  });

  app.post("/api/v1/updates/:id/withdraw", { schema: DONE }, async (request, reply) => {
    const { found, person } = await seen(request);
    const { reason } = readInput(z.object({ reason: z.string().max(2000) }), request.body);
    await withdrawUpdate(context, found.update.id, reason, person);
    return reply.code(204).send();
  });

  app.post("/api/v1/updates/:id/report", { schema: DONE }, async (request, reply) => {
    const { found, person } = await seen(request);
    const wish = z.object({ verdict: z.enum(["works", "breaks"]), note: z.string().max(5000) });
    await reportTest(context, found.update.id, readInput(wish, request.body), person);
    return reply.code(204).send();
  });

  app.get("/api/v1/updates/:id/log", text, async (request) => {
    const { found } = await seen(request);
    const step = stepNamed(found, readInput(z.object({ step: z.string().max(100) }), request.query).step);
    const path = stepLogPath(context.logs, found.update.id, step, step.row.attempt);
    const { size } = await readLog(path, 0, 0);
    const { bytes } = await readLog(path, Math.max(0, size - LARGEST_LOG_ANSWER), LARGEST_LOG_ANSWER);
    return { text: bytes.toString("utf8") };
  });

  /** The update that a logged-in person asks about; NOT_FOUND when it is hidden from them. */
  async function seen(request: FastifyRequest): Promise<{ found: UpdateView; person: Person }> {
    const person = await requirePerson(request, authenticate);
    return { found: await visible(readInput(idSchema, request.params).id, person), person };
  }

  function visible(id: string, person: Person | null): Promise<UpdateView> {
    return readUpdateFor(context.store.db, context.definition, id, person, context.clock.now());
  }

  async function view(id: string, person: Person | null): Promise<UpdateAnswer> {
    const number = changes.current(person);
    const found = await visible(id, person);
    return updateAnswer(found, await advisoryOf(context.store.db, id), number);
  }
}

function stepNamed(view: UpdateView, label: string): UpdateView["steps"][number] {
  const step = view.steps.find((one) => stepLabel(one) === label);
  if (!step) throw new SamedayError("NOT_FOUND", `Update ${view.update.id} has no step ${label}.`);
  return step;
}
