import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import type { CaseDesk, ReplyWish } from "../../cases/index.ts";
import type { Clock } from "../../kernel/index.ts";
import { readInput } from "../read-input.ts";
import { responseSchema } from "../schemas.ts";
import {
  cannedAnswer,
  caseAnswer,
  draftAnswer,
  lessonAnswer,
  lessonHeadAnswer,
  reviewAnswer,
  rowAnswer,
  sentAnswer,
  setAsideAnswer,
  triageAnswer,
} from "./answer.ts";
import { disclosureRoutes } from "./disclosure-routes.ts";
import { sendDownload } from "./download.ts";
import {
  absenceInput,
  advisoryCheckInput,
  advisoryInput,
  attachmentParams,
  caseParams,
  changeInput,
  commentInput,
  draftInput,
  listQuery,
  messageParams,
  replyInput,
  sortInput,
} from "./inputs.ts";
import {
  absenceSchema,
  advisoryCheckSchema,
  cannedSchema,
  caseLogSchema,
  caseRowSchema,
  caseSchema,
  lessonHeadSchema,
  lessonSchema,
  overviewSchema,
  replyDraftSchema,
  reviewRowSchema,
  sentReplySchema,
  setAsideRowSchema,
  triageRowSchema,
} from "./schemas.ts";
import { sealedRoutes } from "./sealed-routes.ts";
import { withTeams } from "./team-meant.ts";
import { type CaseFace, caseVisit } from "./visit.ts";

const DONE = { schema: { response: { 204: { type: "null" } } } } as const;
const answers = (schema: z.ZodType) => ({ schema: { response: { 200: responseSchema(schema) } } });
const listOf = <T extends z.ZodType, N extends string>(name: N, row: T) =>
  answers(z.object({ [name]: z.array(row) } as Record<N, z.ZodArray<T>>));

/**
 * What people of the desk see of cases and do with them, for programs. Nothing is decided here: the desk of cases says who
 * may read and do what, and what somebody may not read answers like what never was.
 */
export function caseRoutes(app: FastifyInstance, face: CaseFace): void {
  // No cache on the way may keep what is confidential, not even that a case is there.
  app.addHook("onSend", async (_request, reply) => void reply.header("cache-control", "no-store"));
  const visit = (request: FastifyRequest) => caseVisit(request, face);
  const visitOne = async (request: FastifyRequest) => ({
    ...(await visit(request)),
    ...readInput(caseParams.loose(), request.params),
  });
  readingRoutes(app, visit, visitOne);
  actingRoutes(app, visitOne);
  absenceRoutes(app, visit, face.clock);
  disclosureRoutes(app, face);
  sealedRoutes(app, face);
}

type Visit = (request: FastifyRequest) => Promise<{ readonly desk: CaseDesk; readonly by: string }>;
type VisitOne = (
  request: FastifyRequest,
) => Promise<{ readonly desk: CaseDesk; readonly by: string; readonly id: string }>;

function readingRoutes(app: FastifyInstance, visit: Visit, visitOne: VisitOne): void {
  app.get("/api/v1/cases", listOf("cases", caseRowSchema), async (request) => {
    const { desk, by } = await visit(request);
    const { list } = readInput(listQuery, request.query);
    return { cases: (await desk.list(by, list)).map(rowAnswer) };
  });

  app.get("/api/v1/cases/triage", listOf("triage", triageRowSchema), async (request) => {
    const { desk, by } = await visit(request);
    return { triage: (await desk.triage(by)).map(triageAnswer) };
  });

  app.get("/api/v1/cases/set-aside", listOf("cases", setAsideRowSchema), async (request) => {
    const { desk, by } = await visit(request);
    return { cases: (await desk.setAside(by)).map(setAsideAnswer) };
  });

  app.get("/api/v1/cases/overview", answers(overviewSchema), async (request) => {
    const { desk, by } = await visit(request);
    return desk.overview(by);
  });

  app.get("/api/v1/cases/review", listOf("cases", reviewRowSchema), async (request) => {
    const { desk, by } = await visit(request);
    return { cases: (await desk.reviewList(by)).map(reviewAnswer) };
  });

  app.get("/api/v1/cases/lessons", listOf("lessons", lessonHeadSchema), async (request) => {
    const { desk, by } = await visit(request);
    return { lessons: (await desk.lessons(by)).map(lessonHeadAnswer) };
  });

  app.get("/api/v1/cases/canned", listOf("canned", cannedSchema), async (request) => {
    return { canned: (await visit(request)).desk.canned().map(cannedAnswer) };
  });

  app.get("/api/v1/cases/:id", answers(caseSchema), async (request) => {
    const { desk, by, id } = await visitOne(request);
    return caseAnswer(await desk.show(by, id));
  });

  app.get("/api/v1/cases/:id/log", listOf("entries", caseLogSchema), async (request) => {
    const { desk, by, id } = await visitOne(request);
    return { entries: (await desk.log(by, id)).map((entry) => ({ ...entry, at: entry.at.toISOString() })) };
  });

  app.get("/api/v1/cases/:id/lesson", answers(lessonSchema), async (request) => {
    const { desk, by, id } = await visitOne(request);
    return lessonAnswer(await desk.lesson(by, id));
  });

  app.get("/api/v1/cases/:id/messages/:message/original", async (request, reply) => {
    const { desk, by } = await visit(request);
    const { id, message } = readInput(messageParams, request.params);
    return sendDownload(reply, `${id}-${message}.eml`, await desk.original(by, id, message));
  });

  app.get("/api/v1/cases/:id/messages/:message/attachments/:index", async (request, reply) => {
    const { desk, by } = await visit(request);
    const { id, message, index } = readInput(attachmentParams, request.params);
    const { name, bytes } = await desk.attachment(by, id, message, index);
    return sendDownload(reply, name, bytes);
  });

  app.post("/api/v1/cases/:id/advisory/check", answers(advisoryCheckSchema), async (request) => {
    const { desk, by, id } = await visitOne(request);
    const toml = readInput(advisoryCheckInput, request.body).toml ?? (await desk.show(by, id)).kept.advisory;
    return { toml, problems: toml === "" ? [] : await desk.checkAdvisory(by, id, toml) };
  });
}

function actingRoutes(app: FastifyInstance, visitOne: VisitOne): void {
  app.post("/api/v1/cases/:id/acts", DONE, async (request, reply) => {
    const { desk, by, id } = await visitOne(request);
    const { acts, title } = readInput(changeInput, request.body);
    // Nothing at all is no title, so that a desk which was not given one cannot take it for an empty one.
    await desk.actAll(by, id, await withTeams(desk, by, id, acts), ...(title === undefined ? [] : [title]));
    return reply.code(204).send();
  });

  app.post("/api/v1/cases/:id/sort", DONE, async (request, reply) => {
    const { desk, by, id } = await visitOne(request);
    await desk.sort(by, id, readInput(sortInput, request.body));
    return reply.code(204).send();
  });

  app.post("/api/v1/cases/:id/comments", DONE, async (request, reply) => {
    const { desk, by, id } = await visitOne(request);
    await desk.comment(by, id, readInput(commentInput, request.body).text);
    return reply.code(204).send();
  });

  // Looking for a key may tell a third party that somebody asks for it: no prefetch may do that.
  app.post("/api/v1/cases/:id/reply-draft", answers(replyDraftSchema), async (request) => {
    const { desk, by, id } = await visitOne(request);
    const { message, canned } = readInput(draftInput, request.body);
    return draftAnswer(await desk.draftReply(by, id, message, canned, true));
  });

  app.post("/api/v1/cases/:id/reply", answers(sentReplySchema), async (request) => {
    const { desk, by, id } = await visitOne(request);
    return sentAnswer(await desk.reply(by, id, given(readInput(replyInput, request.body))));
  });

  app.put("/api/v1/cases/:id/advisory", DONE, async (request, reply) => {
    const { desk, by, id } = await visitOne(request);
    const { toml, draft = false } = readInput(advisoryInput, request.body);
    await desk.setAdvisory(by, id, toml, { draft });
    return reply.code(204).send();
  });
}

function absenceRoutes(app: FastifyInstance, visit: Visit, clock: Clock): void {
  app.get("/api/v1/absences", listOf("absences", absenceSchema), async (request) => {
    const { desk } = await visit(request);
    const absences = await desk.absences();
    return {
      absences: absences.map(({ who, from, until }) => {
        return { who, from: from.toISOString(), until: until.toISOString() };
      }),
    };
  });

  app.put("/api/v1/absences", DONE, async (request, reply) => {
    const { desk, by } = await visit(request);
    const { who, from, until } = readInput(absenceInput, request.body);
    const begins = from?.at ?? clock.now();
    await desk.setAbsence(by, { who: who ?? by, from: begins, until: until?.at ?? begins });
    return reply.code(204).send();
  });
}

/** Without what was left out: for the desk of cases that is not the same as nothing. */
function given({ body, ...rest }: z.output<typeof replyInput>): ReplyWish {
  return { body, ...(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as object) };
}
