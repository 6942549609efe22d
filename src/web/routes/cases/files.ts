import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { CaseDesk } from "../../../cases/index.ts";
import { nothingHere } from "../../http/errors.tsx";
import type { RouteParts } from "../parts.ts";
import { asked, askedMessage, found } from "./asked.ts";

/** Bytes of strangers: whatever their sender calls them, browsers save them and open nothing. */
const FILE = { response: { 200: { type: "string", format: "binary" } } } as const;
const place = z.coerce.number().int().min(0).max(10_000);

/** What came with mails, as downloads. */
export function fileRoutes(app: FastifyInstance, parts: RouteParts, desk: CaseDesk): void {
  app.get("/cases/:id/messages/:message/original", { schema: FILE }, async (request, reply) => {
    const { by, id } = await asked(parts, request);
    const message = askedMessage(request);
    const bytes = await found(desk.original(by, id, message));
    return sendFile(reply, `${id}-${message}.eml`, bytes);
  });

  app.get("/cases/:id/messages/:message/files/:index", { schema: FILE }, async (request, reply) => {
    const { by, id } = await asked(parts, request);
    const index = place.safeParse((request.params as { index?: unknown }).index);
    if (!index.success) throw nothingHere();
    const { name, bytes } = await found(desk.attachment(by, id, askedMessage(request), index.data));
    return sendFile(reply, name, bytes);
  });
}

function sendFile(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .header("content-disposition", `attachment; filename="${fileName(name)}"`)
    .type("application/octet-stream")
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** Letters, digits and `.+~_-`, never a dot first: what every system takes for a plain file's name. */
function fileName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9.+~_-]+/g, "-").replace(/^[.-]+/, "");
  return plain === "" ? "attachment" : plain.slice(0, 150);
}
