import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createEvidenceKey, createRequestSignature } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import { systemRandom } from "../../system/index.ts";
import { answerErrorsAsJson } from "../error-answer.ts";
import { createBuilderGate } from "./request-signature.ts";

const NOW = new Date("2026-11-21T12:00:00Z");
const ash = createEvidenceKey(systemRandom);
const stranger = createEvidenceKey(systemRandom);
const known = [{ name: "ash", publicKey: ash.publicKey, architectures: ["amd64"], embargoed: true }];

let app: FastifyInstance;
/** Bodies that were read as a whole. */
let read: number;

beforeEach(() => {
  app = Fastify({ forceCloseConnections: true });
  read = 0;
  const gate = createBuilderGate(() => known, { now: () => NOW });
  app.register(async (scope) => {
    answerErrorsAsJson(scope);
    gate.guard(scope);
    scope.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
      read += 1;
      done(null, body);
    });
    scope.post("/builder/v1/claim", async (request) => gate.builderOf(request, sha256(request.body as Buffer)).name);
  });
});
afterEach(() => app.close());

let nonces = 0;
function signed(body: string, key = ash): string {
  nonces += 1;
  const nonce = `nonce-${String(nonces).padStart(20, "0")}`;
  const wish = { method: "POST", path: "/builder/v1/claim", time: NOW, nonce, bodySha256: sha256(body) };
  return createRequestSignature(wish, "ash", key);
}

function post(authorization: string, payload: string) {
  const headers = { authorization, "content-type": "application/json" };
  return app.inject({ method: "POST", url: "/builder/v1/claim", headers, payload });
}

describe("a builder's request", () => {
  test("is admitted once", async () => {
    const authorization = signed("{}");
    expect((await post(authorization, "{}")).body).toBe("ash");
    const again = await post(authorization, "{}");
    expect(again.json().error).toMatchObject({ code: "BUILDER_REFUSED", message: "This request was sent before." });
  });

  test("with another body than was signed is refused", async () => {
    const answer = await post(signed("{}"), "{ }");
    expect(answer.statusCode).toBe(401);
    expect(answer.json().error.message).toBe("The body is not the one that was signed.");
  });

  test.each([
    ["no signature", () => ""],
    ["a stranger's", () => signed("{}", stranger)],
  ])("with %s is refused before its body is read, and its connection ends", async (_, authorization) => {
    const answer = await post(authorization(), "{}");
    expect(answer.json().error.code).toBe("BUILDER_REFUSED");
    expect(answer.headers.connection).toBe("close");
    expect(read).toBe(0);
  });
});

test("of a stranger's huge body nothing is kept, and it is not waited for", async () => {
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as { port: number };
  const headers = { "content-type": "application/json", "content-length": 64 * 1024 ** 2 };
  const request = http.request({ port, method: "POST", path: "/builder/v1/claim", headers });
  const answered = new Promise<number>((resolve, reject) => {
    request.once("response", (answer) => resolve(answer.resume().statusCode ?? 0));
    request.once("error", reject);
  });
  request.write("{");
  expect(await Promise.race([answered, sleep(5000)])).toBe(401);
  await new Promise((resolve) => request.once("close", resolve));
});
