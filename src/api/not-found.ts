import type { FastifyInstance } from "fastify";
import { SamedayError } from "../kernel/index.ts";
import { answerErrorsAsJson } from "./error-answer.ts";

/** Addresses of programs. What is unknown below them is answered in the interfaces' own form, never with a page. */
const PREFIXES = ["/api", "/builder"] as const;

/** Makes unknown addresses, and known ones with another method, answer the interfaces' JSON error. */
export function answerUnknownAsJson(app: FastifyInstance): void {
  for (const prefix of PREFIXES) {
    app.register(
      async (scope) => {
        answerErrorsAsJson(scope);
        scope.setNotFoundHandler(async ({ method }) => {
          throw new SamedayError("NOT_FOUND", `This interface has no such address for ${method}.`);
        });
      },
      { prefix },
    );
  }
}
