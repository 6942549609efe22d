import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { readInput as readAnyInput } from "../../api/index.ts";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import type { Visit } from "./visit.ts";

/** What a browser sent, as its schema wants it; nothing at all is no field. Throws INPUT_INVALID that names the first field that is wrong. */
export function readInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  return readAnyInput(schema, input ?? {});
}

/** A form that changes something: from our own page, in this session. Throws NOT_ALLOWED, INPUT_INVALID. */
export function readForm<T extends z.ZodType>(request: FastifyRequest, visit: Visit, schema: T): z.output<T> {
  requireSameOrigin(request);
  const { csrf } = readInput(z.looseObject({ csrf: z.string().max(200).default("") }), request.body);
  if (visit.frame.csrf === "" || !sameText(csrf, visit.frame.csrf)) {
    throw new SamedayError(
      "NOT_ALLOWED",
      "This form is not of your present session. Go back, reload the page, send it again.",
    );
  }
  return readInput(schema, request.body);
}

/**
 * Browsers say where a form comes from (Fetch Metadata, or Origin of older ones); one from another site is refused.
 * Programs that say nothing carry no session that a browser could have been tricked with.
 */
export function requireSameOrigin(request: FastifyRequest): void {
  const site = request.headers["sec-fetch-site"];
  const { origin } = request.headers;
  const foreign =
    site === undefined
      ? origin !== undefined && hostOf(origin) !== request.headers.host
      : site !== "same-origin" && site !== "none";
  if (foreign) throw new SamedayError("NOT_ALLOWED", "This form came from another site.");
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : "";
}

/** Compares in a time that does not depend on where they differ, nor on their lengths. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

/** Text of a form's field with line ends as everywhere else; browsers send CR LF. */
export const formText = (longest: number) =>
  z
    .string()
    .max(longest)
    .transform((text) => text.replaceAll("\r\n", "\n"));

/** A page's number in an address; anything odd is the first page. */
export const pageNumber = z.coerce.number().int().min(1).max(1_000_000).catch(1);
