import type { FastifyInstance } from "fastify";
import { SamedayError, toSamedayError } from "../kernel/index.ts";

/** Answers every error of an interface for programs in one form, and logs only faults of ours. */
export function answerErrorsAsJson(app: FastifyInstance): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = asSamedayError(thrown);
    if (error.code === "INTERNAL")
      request.log.error({ err: error.cause ?? error, reference: request.id }, error.message);
    return reply
      .code(error.httpStatus)
      .type("application/json")
      .send({
        error: { code: error.code, message: error.message, next: error.next, reference: request.id, ...error.details },
      });
  });
}

/** Fastify's own refusals (a body that is too large or no JSON) are the caller's faults, not ours. */
function asSamedayError(thrown: unknown): SamedayError {
  const status = (thrown as { statusCode?: number }).statusCode;
  const isRefusal = !(thrown instanceof SamedayError) && status !== undefined && status >= 400 && status < 500;
  if (isRefusal) return new SamedayError("INPUT_INVALID", (thrown as Error).message, thrown);
  return toSamedayError(thrown);
}
