import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { type Guarded, maySee } from "../../updates/index.ts";
import { nothingHere } from "../http/errors.tsx";
import type { Visit } from "../http/visit.ts";
import type { UpdateModel } from "../model/index.ts";
import type { RouteParts } from "./parts.ts";

export type UpdateRequest = FastifyRequest<{ Params: { id: string } }>;

const updateId = z.string().regex(/^U-\d{1,9}$/);

/** A visit and the update that it is about. Throws NOT_FOUND, in the same words, for every update that is not for them. */
export async function seenUpdate(
  { options, openVisit }: RouteParts,
  request: FastifyRequest,
): Promise<{ visit: Visit; model: UpdateModel }> {
  const visit = await openVisit(request);
  const id = updateId.safeParse((request.params as { id?: unknown }).id);
  const model = id.success ? await options.reads.update(id.data, visit.person) : null;
  if (!model || !maySee(visit.person, guardOf(model))) throw nothingHere();
  return { visit, model };
}

/** What the one rule rests on; asked here once more, whatever the reads have answered. */
function guardOf({ row, uploaders }: UpdateModel): Guarded {
  const [uploader = "", ...others] = uploaders.map(({ id }) => id);
  return { embargoed: row.embargoed, state: row.state, uploader, uploaders: others };
}
