import type { FastifyInstance } from "fastify";
import type { SealedDesk } from "../../../cases/index.ts";
import { PAGE, sendPage } from "../../http/render.ts";
import { requirePerson } from "../../http/visit.ts";
import { RoleKeyPage } from "../../pages/cases/key.tsx";
import { casesPath } from "../../text/cases/addresses.ts";
import type { RouteParts } from "../parts.ts";
import { found } from "./asked.ts";

/** How the role key stands, where people hold it. */
export function roleKeyRoutes(app: FastifyInstance, parts: RouteParts, sealed: SealedDesk): void {
  app.get(casesPath.key, { schema: PAGE }, async (request, reply) => {
    const visit = await parts.openVisit(request);
    const { id } = requirePerson(visit);
    return sendPage(reply, <RoleKeyPage frame={visit.frame} state={await found(sealed.roleKey(id))} />);
  });
}
