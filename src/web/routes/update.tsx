import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { Person } from "../../distribution/index.ts";
import { nothingHere } from "../http/errors.tsx";
import { pageNumber, readInput } from "../http/forms.ts";
import { PAGE, sendPage } from "../http/render.ts";
import { requireRight } from "../http/visit.ts";
import { changedFiles, DifferencePage, DifferencesPage } from "../pages/difference.tsx";
import { LOG_PIECE, LogPage } from "../pages/log.tsx";
import { UpdatePage } from "../pages/update.tsx";
import type { DeskReads } from "../ports.ts";
import type { RouteParts } from "./parts.ts";
import { seenUpdate, updateFor } from "./seen-update.ts";
import { sendKept } from "./send-kept.ts";

const FOLLOW_SECONDS = 3;
const WHOLE_LOG_PIECE = 256 * 1024;
const stepName = z.string().min(1).max(100);
const flag = z.enum(["yes"]).optional();
const position = z.coerce.number().int().min(0);

/** An update's page and what lies one click behind it. */
export function updateRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { reads } = parts.options;

  app.get("/updates/:id", { schema: PAGE }, async (request, reply) => {
    const visit = await parts.openVisit(request);
    const id = (request.params as { id: string }).id;
    return sendKept(parts, reply, visit, `/updates/${id}`, async () => (
      <UpdatePage frame={visit.frame} model={await updateFor(parts, request, visit.person)} />
    ));
  });

  app.get("/updates/:id/difference", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const wish = z.object({
      file: z.string().max(4096).optional(),
      from: position.catch(0).default(0),
      page: pageNumber.default(1),
    });
    const { file, from, page } = readInput(wish, request.query);
    if (file === undefined) return sendPage(reply, <DifferencesPage frame={visit.frame} model={model} page={page} />);
    const found = changedFiles(model).find((one) => one.path === file);
    if (!found) throw nothingHere();
    return sendPage(reply, <DifferencePage frame={visit.frame} model={model} file={found} from={from} />);
  });

  app.get("/updates/:id/log", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const person = requireRight(visit, "see-log-of-steps");
    const wish = z.object({
      step: stepName,
      from: position.nullable().catch(null).default(null),
      follow: flag,
      whole: flag,
    });
    const { step, from, follow, whole } = readInput(wish, request.query);
    const log = await reads.log(model.row.id, step, from, LOG_PIECE, person);
    if (!log) throw nothingHere();
    if (whole) return sendText(reply, wholeLog(reads, model.row.id, step, person));
    if (follow && log.running) reply.header("refresh", String(FOLLOW_SECONDS));
    return sendPage(reply, <LogPage frame={visit.frame} model={log} follow={follow !== undefined} />);
  });

  app.get("/updates/:id/evidence", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const { step } = readInput(z.object({ step: stepName }), request.query);
    const envelope = await reads.evidence(model.row.id, step, visit.person);
    if (envelope === null) throw nothingHere();
    return attach(reply, `${model.row.id}-${step}.dsse.json`)
      .type("application/json; charset=utf-8")
      .send(Readable.from([envelope]));
  });

  app.get("/updates/:id/report", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const { name } = readInput(z.object({ name: z.string().min(1).max(255) }), request.query);
    const report = await reads.report(model.row.id, name, visit.person);
    if (!report) throw nothingHere();
    return sendText(attach(reply, `${model.row.id}-${name}`), report);
  });
}

/** The log from its beginning, a piece at a time; what is written meanwhile is included. */
async function* wholeLog(reads: DeskReads, id: string, step: string, person: Person): AsyncGenerator<Uint8Array> {
  for (let offset = 0; ; ) {
    const piece = await reads.log(id, step, offset, WHOLE_LOG_PIECE, person);
    if (!piece || piece.bytes.length === 0) return;
    yield piece.bytes;
    offset += piece.bytes.length;
  }
}

function sendText(reply: FastifyReply, content: AsyncIterable<Uint8Array>): FastifyReply {
  return reply.type("text/plain; charset=utf-8").send(Readable.from(content));
}

/** Saved under a name of ours, never opened in the desk's own pages. */
function attach(reply: FastifyReply, name: string): FastifyReply {
  return reply.header("content-disposition", `attachment; filename="${name.replace(/[^A-Za-z0-9.+~_-]+/g, "-")}"`);
}
