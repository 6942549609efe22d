import type { FastifyInstance, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { SealedDesk } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { readInput } from "../read-input.ts";
import { responseSchema } from "../schemas.ts";
import { sentAnswer } from "./answer.ts";
import { caseParams, messageParams } from "./inputs.ts";
import { sentReplySchema } from "./schemas.ts";
import {
  copiesInput,
  holdersAnswer,
  holdersSchema,
  ownCopyAnswer,
  ownCopySchema,
  procedureAnswer,
  procedureSchema,
  receiptInput,
  sealedAnswerInput,
  sealedDraftAnswer,
  sealedDraftInput,
  sealedDraftSchema,
  sealedViewAnswer,
  sealedViewSchema,
  statementInput,
  toOpenAnswer,
  toOpenSchema,
} from "./sealed-schemas.ts";
import { type CaseFace, caseVisit } from "./visit.ts";

const answers = (schema: z.ZodType) => ({ schema: { response: { 200: responseSchema(schema) } } });
/** An answer with a file in it, in base64. */
const LARGE = { bodyLimit: 16 * 1024 * 1024 } as const;

/** Messages that people open, answers that they make, and the role key that they hold. Throws NOT_FOUND where the desk does. */
export function sealedRoutes(app: FastifyInstance, face: CaseFace): void {
  const visit = async (request: FastifyRequest): Promise<{ readonly desk: SealedDesk; readonly by: string }> => {
    const { by } = await caseVisit(request, face);
    if (!face.sealed) throw new SamedayError("NOT_FOUND", "This desk holds the role key itself.");
    return { desk: face.sealed, by };
  };

  app.get("/api/v1/cases/:id/messages/:message/sealed", answers(toOpenSchema), async (request) => {
    const { desk, by } = await visit(request);
    const { id, message } = readInput(messageParams, request.params);
    return toOpenAnswer(await desk.toOpen(by, id, message));
  });

  app.post("/api/v1/cases/:id/messages/:message/statement", answers(sealedViewSchema), async (request) => {
    const { desk, by } = await visit(request);
    const { id, message } = readInput(messageParams, request.params);
    return sealedViewAnswer(await desk.state(by, id, message, readInput(statementInput, request.body)));
  });

  // Looking for a key may tell a third party that somebody asks for it: no prefetch may do that.
  app.post("/api/v1/cases/:id/sealed-draft", answers(sealedDraftSchema), async (request) => {
    const { desk, by } = await visit(request);
    const { id } = readInput(caseParams, request.params);
    const { message, canned } = readInput(sealedDraftInput, request.body);
    return sealedDraftAnswer(await desk.draft(by, id, message, canned));
  });

  app.post("/api/v1/cases/:id/sealed-answer", { ...answers(sentReplySchema), ...LARGE }, async (request) => {
    const { desk, by } = await visit(request);
    const { id } = readInput(caseParams, request.params);
    const { message: messageId, mail: raw, signed } = readInput(sealedAnswerInput, request.body);
    return sentAnswer(await desk.send(by, id, { messageId, raw, signed }));
  });

  app.get("/api/v1/role-key", answers(procedureSchema), async (request) => {
    const { desk, by } = await visit(request);
    return procedureAnswer(await desk.roleKey(by));
  });

  app.get("/api/v1/role-key/holders", answers(holdersSchema), async (request) => {
    const { desk, by } = await visit(request);
    return holdersAnswer(await desk.holders(by));
  });

  app.post("/api/v1/role-key/copies", { ...answers(procedureSchema), ...LARGE }, async (request) => {
    const { desk, by } = await visit(request);
    return procedureAnswer(await desk.handIn(by, readInput(copiesInput, request.body)));
  });

  app.get("/api/v1/role-key/copy", answers(ownCopySchema), async (request) => {
    const { desk, by } = await visit(request);
    return ownCopyAnswer(await desk.ownCopy(by));
  });

  app.post("/api/v1/role-key/receipt", answers(procedureSchema), async (request) => {
    const { desk, by } = await visit(request);
    return procedureAnswer(await desk.receive(by, readInput(receiptInput, request.body).signed));
  });

  app.post("/api/v1/role-key/look", answers(procedureSchema), async (request) => {
    const { desk, by } = await visit(request);
    return procedureAnswer(await desk.look(by));
  });
}
