import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { formText, readForm, readInput } from "../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../http/render.ts";
import { requireRight } from "../http/visit.ts";
import { AuditPage } from "../pages/audit.tsx";
import { AuditsPage } from "../pages/audits.tsx";
import { DrillsPage } from "../pages/drills.tsx";
import { PeoplePage } from "../pages/people.tsx";
import { TokensPage } from "../pages/tokens.tsx";
import type { RouteParts } from "./parts.ts";

/** PostgreSQL's integer. */
const LARGEST_ROW = 2 ** 31 - 1;
const number = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Pages about the team and its work: people, testers' tokens, the audit log, drills. */
export function teamRoutes(app: FastifyInstance, { options, openVisit }: RouteParts): void {
  const { reads, actions } = options;

  app.get("/people", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requireRight(visit, "see-people");
    return sendPage(reply, <PeoplePage frame={visit.frame} model={await reads.people()} />);
  });

  app.get("/tokens", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requireRight(visit, "manage-tokens");
    return sendPage(reply, <TokensPage frame={visit.frame} model={await reads.tokens()} created={null} />);
  });

  // The token is in this answer and nowhere else, so there is no redirect.
  app.post("/tokens", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const wish = z.object({ queue: z.string().min(1).max(100), holder: formText(100).pipe(z.string().trim().min(1)) });
    const { queue, holder } = readForm(request, visit, wish);
    const token = await actions.createQueueToken({ queue, holder }, requireRight(visit, "manage-tokens"));
    return sendPage(
      reply,
      <TokensPage frame={visit.frame} model={await reads.tokens()} created={{ token, queue, holder }} />,
    );
  });

  app.post("/tokens/revoke", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const { id } = readForm(request, visit, z.object({ id: number.max(LARGEST_ROW) }));
    await actions.revokeQueueToken(id, requireRight(visit, "manage-tokens"));
    return goTo(reply, "/tokens?done=revoked");
  });

  app.get("/audit", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const reader = requireRight(visit, "see-audit-log");
    const wish = z.object({
      before: number.nullable().catch(null).default(null),
      object: z.string().max(200).default(""),
    });
    const { before, object } = readInput(wish, request.query);
    const model = await reads.auditLog({ before, object }, reader);
    return sendPage(reply, <AuditPage frame={visit.frame} model={model} object={object} />);
  });

  app.post("/audit/verify", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    readForm(request, visit, z.object({}));
    await actions.verifyAuditLog(requireRight(visit, "see-audit-log"));
    return goTo(reply, "/audit?done=verified");
  });

  app.get("/drills", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requireRight(visit, "see-drills");
    return sendPage(reply, <DrillsPage frame={visit.frame} model={await reads.drills()} />);
  });

  app.get("/audits", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    const reader = requireRight(visit, "see-audits");
    return sendPage(reply, <AuditsPage frame={visit.frame} audits={await reads.audits(reader)} />);
  });
}
