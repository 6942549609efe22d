import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { answerUnknownAsJson } from "./not-found.ts";

/** As the desk has it: the pages have an answer of their own for what is unknown. */
async function desk() {
  const app = Fastify();
  app.setNotFoundHandler((_request, reply) => reply.code(404).type("text/html").send("<h1>Nothing here</h1>"));
  answerUnknownAsJson(app);
  app.get("/api/v1/updates", async () => ({ updates: [] }));
  return app;
}

describe("unknown addresses", () => {
  test.each([
    ["GET", "/api"],
    ["GET", "/api/v1/nothing"],
    ["GET", "/api/v2/updates"],
    ["DELETE", "/api/v1/updates"],
    ["POST", "/builder/v1/nothing/at/all"],
  ] as const)("%s %s answers the interface's error", async (method, url) => {
    const answer = await (await desk()).inject({ method, url });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
    expect(answer.json().error).toMatchObject({ code: "NOT_FOUND", next: expect.any(String) });
  });

  test("pages keep their own", async () => {
    const answer = await (await desk()).inject({ url: "/apiary" });
    expect(answer.headers["content-type"]).toMatch(/^text\/html/);
  });
});
