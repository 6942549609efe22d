import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { SamedayError } from "../../../kernel/index.ts";
import { pageNumber, readInput } from "../../http/forms.ts";
import { PAGE } from "../../http/render.ts";
import type { EventWish, TrackerReads } from "../../model/index.ts";
import { given } from "../../pages/tracker/events.tsx";
import { atomFeed } from "../../text/atom.ts";
import { withQuery } from "../../text/tracker-addresses.ts";
import type { RouteParts } from "../parts.ts";
import { sendJsonError, sendTagged } from "./send.ts";

/** An empty field of a form is one that was not filled in. */
const word = z
  .string()
  .max(300)
  .optional()
  .transform((text) => (text?.trim() ? text.trim() : undefined));
const wish = { issue: word, source: word, release: word, team: word };

export const eventQuery = z.object({ ...wish, page: pageNumber.default(1) });
const pieceQuery = z.object({
  ...wish,
  since: z.string().max(60).default(""),
  limit: z.coerce.number().int().min(1).max(1000).catch(500).default(500),
});

const NOTHING = "No such release or team is known, or no history is kept.";
const NO_CURSOR = "since is a cursor, what the last answer called next, or a day such as 2026-05-01.";
const REPLACED = "The events were derived anew; read them from the start, without since.";

/** Changes of verdicts for programs: all from a cursor on as JSON, the newest as Atom. */
export function eventRoutes(
  app: FastifyInstance,
  { options }: RouteParts,
  reads: TrackerReads,
  unlessAway: (
    request: FastifyRequest,
    reply: FastifyReply,
    answer: () => Promise<FastifyReply>,
  ) => Promise<FastifyReply>,
): void {
  app.get("/tracker/events.json", { schema: PAGE }, async (request, reply) =>
    unlessAway(request, reply, async () => {
      const { since, limit, ...asked } = readInput(pieceQuery, request.query);
      const piece = await reads.eventsSince(asked, since, limit);
      if (piece === null) return sendJsonError(reply, new SamedayError("NOT_FOUND", NOTHING));
      if (piece === "no-cursor") return sendJsonError(reply, new SamedayError("INPUT_INVALID", NO_CURSOR));
      if (piece === "replaced") return sendJsonError(reply, new SamedayError("CONFLICT", REPLACED));
      return sendTagged(request, reply, `${JSON.stringify(piece)}\n`, "json");
    }),
  );

  const feed = async (request: FastifyRequest, reply: FastifyReply, path: string, asked: EventWish, title: string) => {
    const found = await reads.events(asked, 1);
    if (found?.begins == null) return sendJsonError(reply, new SamedayError("NOT_FOUND", NOTHING));
    if (found.events.rows.length === 0 && (asked.issue ?? asked.source) !== undefined) {
      return sendJsonError(reply, new SamedayError("NOT_FOUND", NOTHING));
    }
    const { publicUrl, distributionTitle: author } = options;
    const text = atomFeed({ publicUrl, path, title, author }, found.events.rows, found.begins);
    return sendTagged(request, reply, text, "atom");
  };

  app.get("/tracker/events.atom", { schema: PAGE }, async (request, reply) =>
    unlessAway(request, reply, async () => {
      const { page: _, ...asked } = readInput(eventQuery, request.query);
      const chosen = Object.values(given(asked));
      const title = chosen.length === 0 ? "Changes of verdicts" : `Changes of verdicts: ${chosen.join(", ")}`;
      return feed(request, reply, withQuery("/tracker/events.atom", given(asked)), asked, title);
    }),
  );

  for (const [path, what] of [
    ["/tracker/source-package/:name.atom", "source"],
    ["/tracker/release/:name.atom", "release"],
    ["/tracker/team/:name.atom", "team"],
    ["/tracker/:name.atom", "issue"],
  ] as const) {
    app.get(path, { schema: PAGE }, async (request, reply) =>
      unlessAway(request, reply, async () => {
        const { name } = readInput(z.object({ name: z.string().max(300) }), request.params);
        const own = path.replace(":name", encodeURIComponent(name));
        return feed(request, reply, own, { [what]: name }, `Changes of verdicts: ${name}`);
      }),
    );
  }
}
