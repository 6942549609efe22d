import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ErrorCode, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { type ErrorModel, ErrorPage } from "../pages/error.tsx";
import type { Stylesheet } from "../style/stylesheet.ts";
import type { WebOptions } from "./options.ts";
import { sendPage } from "./render.ts";
import { type OpenVisit, strangeVisit } from "./visit.ts";

/** The same words for what never was, for what is gone, and for what this reader may not know of. */
export function nothingHere(): SamedayError {
  return new SamedayError("NOT_FOUND", "There is nothing at this address, or it is not for you.");
}

/** The table's advice is for the command line; on a page these are better. */
const NEXT: Partial<Readonly<Record<ErrorCode, string>>> = {
  NOT_FOUND: "Check the address; the board shows what there is.",
  NOT_LOGGED_IN: "",
  INPUT_INVALID: "Go back, mend what is named, and send it again. Nothing was changed.",
};

/** Every error becomes a page that says what happened and what to do; only faults of ours are logged. */
export function answerErrorsAsPages(
  app: FastifyInstance,
  options: WebOptions,
  stylesheet: Stylesheet,
  openVisit: OpenVisit,
): void {
  const answer = async (thrown: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const error = errorModel(thrown, request);
    if (error.status >= 500) request.log.error({ err: thrown, reference: request.id }, error.message);
    const visit = await openVisit(request).catch(() => strangeVisit(options, stylesheet, request));
    return sendPage(reply, <ErrorPage frame={visit.frame} error={error} />, error.status);
  };
  app.setErrorHandler(answer);
  app.setNotFoundHandler((request, reply) => answer(nothingHere(), request, reply));
}

function errorModel(thrown: unknown, { id: reference, url: address }: FastifyRequest): ErrorModel {
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  if (!(thrown instanceof SamedayError) && typeof status === "number" && status >= 400 && status < 500) {
    return {
      status,
      message: "The request is not of a form that this page takes.",
      next: NEXT.INPUT_INVALID ?? "",
      reference,
      address,
    };
  }
  const error = toSamedayError(thrown);
  return { status: error.httpStatus, message: error.message, next: NEXT[error.code] ?? error.next, reference, address };
}
