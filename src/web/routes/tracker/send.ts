import type { FastifyReply, FastifyRequest } from "fastify";
import { type SamedayError, sha256 } from "../../../kernel/index.ts";
import { sendPage } from "../../http/render.ts";

/**
 * Sends a text that whoever has it already need not be sent again: its tag follows from its bytes, so it holds across
 * restarts and never says more than the bytes do. Pages differ between sessions, hence `private` and `vary`.
 */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
  kind: "page" | "json" | "atom",
): FastifyReply {
  const tag = `"${sha256(text).slice(0, 32)}"`;
  reply.headers({ etag: tag, "cache-control": "private, no-cache", vary: "cookie" });
  if (hasTag(request.headers["if-none-match"], tag)) return reply.code(304).send();
  if (kind === "page") return sendPage(reply, text);
  return reply.type(`application/${kind === "atom" ? "atom+xml" : "json"}; charset=utf-8`).send(text);
}

/** Programs get the same words as people, in the form of the other interfaces for programs. */
export function sendJsonError(reply: FastifyReply, error: SamedayError): FastifyReply {
  const body = { error: { code: error.code, message: error.message, next: error.next } };
  return reply.code(error.httpStatus).type("application/json; charset=utf-8").send(JSON.stringify(body));
}

function hasTag(header: string | undefined, tag: string): boolean {
  return (header ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === tag || one.trim() === "*");
}
