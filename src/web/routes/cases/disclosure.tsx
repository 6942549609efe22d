import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { CaseDesk, DisclosureDesk } from "../../../cases/index.ts";
import { nothingHere } from "../../http/errors.tsx";
import { readForm } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { DisclosurePage } from "../../pages/cases/disclosure.tsx";
import { DutyPage } from "../../pages/cases/duty.tsx";
import { casePath } from "../../text/cases/addresses.ts";
import type { RouteParts } from "../parts.ts";
import { type Asked, asked, found, refusal } from "./asked.ts";

const seen = z.object({ seen: z.string().regex(/^[0-9a-f]{64}$/) });

/** A case on its way to the world, and the reports that are owed. */
export function disclosureRoutes(
  app: FastifyInstance,
  parts: RouteParts,
  desk: CaseDesk,
  disclosures: DisclosureDesk,
): void {
  const pageOf = async ({ visit, by, id }: Asked, refused = "") => {
    const view = await found(desk.show(by, id));
    const plan = await found(disclosures.plan(by, id));
    const state = await found(disclosures.state(by, id));
    return <DisclosurePage frame={visit.frame} view={view} plan={plan} state={state} refused={refused} />;
  };

  app.get("/cases/:id/publication", { schema: PAGE }, async (request, reply) =>
    sendPage(reply, await pageOf(await asked(parts, request))),
  );

  app.post("/cases/:id/publication", { schema: REDIRECT }, async (request, reply) => {
    const one = await asked(parts, request);
    const sent = readForm(request, one.visit, seen);
    try {
      await found(disclosures.disclose(one.by, one.id, sent.seen));
    } catch (error) {
      const { problem, status } = refusal(error);
      return sendPage(reply, await pageOf(one, problem), status);
    }
    return goTo(reply, casePath(one.id, "/publication?done=disclosed"));
  });

  app.get("/cases/:id/duties/:duty", { schema: PAGE }, async (request, reply) => {
    const { visit, by, id } = await asked(parts, request);
    const duty = z.object({ duty: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/) }).safeParse(request.params);
    if (!duty.success) throw nothingHere();
    const view = await found(desk.show(by, id));
    const report = await found(disclosures.report(by, id, duty.data.duty));
    return sendPage(reply, <DutyPage frame={visit.frame} view={view} report={report} />);
  });
}
