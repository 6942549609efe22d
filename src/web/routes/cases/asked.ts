import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { CaseDesk, CaseView } from "../../../cases/index.ts";
import { SamedayError } from "../../../kernel/index.ts";
import type { ActContext } from "../../forms/cases/fields.ts";
import { nothingHere } from "../../http/errors.tsx";
import { requirePerson, type Visit } from "../../http/visit.ts";
import type { RouteParts } from "../parts.ts";

const caseId = z.string().regex(/^[A-Z][A-Z0-9-]{0,30}-\d{4}-\d{4,9}$/);
const messageId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Somebody of the desk, about one case that they may know of as far as its id goes. */
export interface Asked {
  readonly visit: Visit;
  readonly by: string;
  readonly id: string;
}

/** Throws NOT_LOGGED_IN for strangers, whatever the address, and NOT_FOUND for what is no case's id. */
export async function asked(parts: RouteParts, request: FastifyRequest): Promise<Asked> {
  const visit = await parts.openVisit(request);
  const person = requirePerson(visit);
  const id = caseId.safeParse((request.params as { id?: unknown }).id);
  if (!id.success) throw nothingHere();
  return { visit, by: person.id, id: id.data };
}

/** Throws NOT_FOUND. */
export function askedMessage(request: FastifyRequest): string {
  const id = messageId.safeParse((request.params as { message?: unknown }).message);
  if (!id.success) throw nothingHere();
  return id.data;
}

/** What the desk answers, where a case that is not for the reader and one that never was are the same to the last byte. */
export async function found<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SamedayError && error.code === "NOT_FOUND") throw nothingHere();
    throw error;
  }
}

/** Everything that the pages of a case are made from. Reading it is in the log by then. */
export async function contextOf(desk: CaseDesk, { visit, by, id }: Asked): Promise<ActContext> {
  const view: CaseView = await found(desk.show(by, id));
  return { view, staff: await desk.staff(), zone: visit.frame.zone, reader: by };
}

/**
 * The sentence of a refusal that a form can show beside what was typed. Throws everything else: faults of ours, and what is
 * not there.
 */
export function refusal(error: unknown): { readonly problem: string; readonly status: number } {
  if (!(error instanceof SamedayError) || error.httpStatus >= 500 || error.code === "NOT_FOUND") throw error;
  return { problem: error.message, status: error.httpStatus };
}
