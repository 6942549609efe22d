import type { FastifyInstance } from "fastify";
import type { Stylesheet } from "../style/stylesheet.ts";

/** The style sheet under its hash, and the two files that programs ask every site for. */
export function styleRoutes(app: FastifyInstance, stylesheet: Stylesheet): void {
  const text = { schema: { response: { 200: { type: "string" } } } } as const;
  app.get(stylesheet.path, text, (_request, reply) =>
    reply
      .header("cache-control", "public, max-age=31536000, immutable")
      .type("text/css; charset=utf-8")
      .send(stylesheet.text),
  );
  app.get("/robots.txt", text, (_request, reply) =>
    reply.type("text/plain; charset=utf-8").send("User-agent: *\nDisallow: /\n"),
  );
  app.get("/favicon.ico", { schema: { response: { 204: { type: "null" } } } }, (_request, reply) =>
    reply.code(204).header("cache-control", "public, max-age=86400").send(),
  );
}
