import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import type { Person } from "../distribution/index.ts";
import { ADMINISTRATOR } from "./access.ts";
import { loginRoutes } from "./login-routes.ts";

const TOKEN = "t".repeat(43);
const login = {
  challenge: () => Promise.reject(new Error("not asked")),
  login: () => Promise.reject(new Error("not asked")),
  link: async () => TOKEN,
};

async function askedBy(id: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const app = Fastify();
  onTestFinished(() => app.close());
  app.setErrorHandler((error: { readonly code?: string }, _request, reply) =>
    reply.code(403).send({ code: error.code }),
  );
  loginRoutes(app, login, async () => ({ id }) as Person, "https://desk.example.org");
  const answer = await app.inject({
    ...{ method: "POST", url: "/api/v1/login/link", payload: { person: "leo" } },
    headers: { authorization: `Bearer ${"a".repeat(43)}` },
  } as const);
  return { status: answer.statusCode, body: answer.json() };
}

test("a login link leads to the address at which people reach the desk, whatever its administrator's command called", async () => {
  const { status, body } = await askedBy(ADMINISTRATOR);
  expect(status).toBe(200);
  expect(body).toEqual({ token: TOKEN, link: `https://desk.example.org/login/once/${TOKEN}` });
});

test("nobody else makes one", async () => {
  expect(await askedBy("leo")).toEqual({ status: 403, body: { code: "NOT_ALLOWED" } });
});
