import type { FastifyRequest } from "fastify";
import { z } from "zod";
import type { Person } from "../../distribution/index.ts";
import { type Guarded, maySee } from "../../updates/index.ts";
import { nothingHere } from "../http/errors.tsx";
import type { Visit } from "../http/visit.ts";
import type { UpdateModel } from "../model/index.ts";
import type { RouteParts } from "./parts.ts";

export type UpdateRequest = FastifyRequest<{ Params: { id: string } }>;

const updateId = z.string().regex(/^U-\d{1,9}$/);

/** A visit and the update that it is about. Throws NOT_FOUND, in the same words, for every update that is not for them. */
export async function seenUpdate(
  parts: RouteParts,
  request: FastifyRequest,
): Promise<{ visit: Visit; model: UpdateModel }> {
  const visit = await parts.openVisit(request);
  return { visit, model: await updateFor(parts, request, visit.person) };
}

/** The update that a request is about, for this reader. Throws NOT_FOUND as `seenUpdate` does. */
export async function updateFor(
  { options }: RouteParts,
  request: FastifyRequest,
  person: Person | null,
): Promise<UpdateModel> {
  const id = updateId.safeParse((request.params as { id?: unknown }).id);
  const model = id.success ? await options.reads.update(id.data, person) : null;
  if (!model || !maySee(person, guardOf(model))) throw nothingHere();
  return model;
}

/** What the one rule rests on; asked here once more, whatever the reads have answered. */
function guardOf({ row, uploaders }: UpdateModel): Guarded {
  const [uploader = "", ...others] = uploaders.map(({ id }) => id);
  return { embargoed: row.embargoed, state: row.state, uploader, uploaders: others };
}
