import type { FastifyReply } from "fastify";
import type { VNode } from "preact";
import { renderPage, sendPage } from "../http/render.ts";
import type { Visit } from "../http/visit.ts";
import type { RouteParts } from "./parts.ts";

/**
 * Answers with a page that is made once for each reader and state of the desk. `path` names the page with all that it
 * depends on beside them; pages that are not for the reader throw while they are made, and are not kept.
 */
export async function sendKept(
  { options, cache }: RouteParts,
  reply: FastifyReply,
  { person, frame }: Visit,
  path: string,
  make: () => Promise<VNode>,
): Promise<FastifyReply> {
  const version = options.reads.version(person);
  const key = { version, now: frame.now, session: frame.csrf, path: `${path} ${frame.notice}` };
  return sendPage(reply, await cache(key, async () => renderPage(await make())));
}
