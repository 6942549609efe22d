import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import { type Right, subjectOf } from "../access.ts";
import { formText, readForm, readInput } from "../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../http/render.ts";
import { requireRight, type Visit } from "../http/visit.ts";
import type { ApprovalText, UpdateModel } from "../model/index.ts";
import { ApprovePage } from "../pages/approve.tsx";
import { PublishPage, SendBackPage } from "../pages/confirm.tsx";
import type { Decision } from "../ports.ts";
import { updatePath } from "../text/addresses.ts";
import type { RouteParts } from "./parts.ts";
import { seenUpdate } from "./seen-update.ts";

const LONGEST_SIGNED = 1024 * 1024;
const reasonLine = z.string().trim().max(500);

/** What people decide about an update. Every form says what it will do, and as whom. */
export function decideRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { reads, actions } = parts.options;

  const ask = async (reply: FastifyReply, visit: Visit, model: UpdateModel, ask: Asked): Promise<FastifyReply> => {
    const { decision, reason } = ask;
    const { row } = model;
    const needsReason = decision === "override-proof" && reason === "";
    const approval: ApprovalText | null = needsReason ? null : await reads.approvalText(row.id, decision, reason);
    return sendPage(reply, <ApprovePage frame={visit.frame} row={row} approval={approval} {...ask} />, ask.status);
  };

  app.get("/updates/:id/approve", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    requireTurn(visit, model, "approve", model.decisions.includes("approve"));
    return ask(reply, visit, model, { decision: "approve", reason: "", pasted: "", problem: "", status: 200 });
  });

  app.get("/updates/:id/override", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    requireTurn(visit, model, "override", model.decisions.includes("override-proof"));
    const { reason } = readInput(z.object({ reason: reasonLine.default("") }), request.query);
    return ask(reply, visit, model, { decision: "override-proof", reason, pasted: "", problem: "", status: 200 });
  });

  app.post("/updates/:id/decision", { schema: REDIRECT }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const wish = z.object({
      decision: z.enum(["approve", "override-proof"]),
      reason: reasonLine.default(""),
      signed: formText(LONGEST_SIGNED),
    });
    const { decision, reason, signed } = readForm(request, visit, wish);
    requireRight(visit, decision === "approve" ? "approve" : "override", subjectOf(model));
    try {
      const given = await actions.approve(model.row.id, signed);
      return await goTo(
        reply,
        updatePath(model.row.id, `?done=${given.decision === "approve" ? "approved" : given.decision}`),
      );
    } catch (error) {
      if (!(error instanceof SamedayError) || error.httpStatus >= 500) throw error;
      const problem = `${error.message} ${error.next}`;
      return ask(reply, visit, model, { decision, reason, pasted: signed, problem, status: error.httpStatus });
    }
  });

  app.get("/updates/:id/publish", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    requireTurn(visit, model, "publish", model.act === "publish");
    return sendPage(reply, <PublishPage frame={visit.frame} row={model.row} />);
  });

  app.post("/updates/:id/publish", { schema: REDIRECT }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    readForm(request, visit, z.object({}));
    await actions.publish(model.row.id, requireRight(visit, "publish"));
    return goTo(reply, updatePath(model.row.id, "?done=published"));
  });

  app.get("/updates/:id/send-back", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    requireRight(visit, "send-back", subjectOf(model));
    return sendPage(reply, <SendBackPage frame={visit.frame} row={model.row} reason="" problem="" />);
  });

  app.post("/updates/:id/send-back", { schema: REDIRECT }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const { reason } = readForm(request, visit, z.object({ reason: formText(2000) }));
    const person = requireRight(visit, "send-back", subjectOf(model));
    if (reason.trim() === "") {
      const problem = "Sending an update back needs a reason.";
      return sendPage(
        reply,
        <SendBackPage frame={visit.frame} row={model.row} reason={reason} problem={problem} />,
        400,
      );
    }
    await actions.sendBack(model.row.id, reason.trim(), person);
    return goTo(reply, updatePath(model.row.id, "?done=sent-back"));
  });

  app.post("/updates/:id/retry", { schema: REDIRECT }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const { step } = readForm(request, visit, z.object({ step: z.string().min(1).max(100) }));
    await actions.retry(model.row.id, step, requireRight(visit, "retry"));
    return goTo(reply, updatePath(model.row.id, "?done=retried"));
  });

  app.post("/updates/:id/tested", { schema: REDIRECT }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const report = readForm(
      request,
      visit,
      z.object({ verdict: z.enum(["works", "breaks"]), note: formText(5000).default("") }),
    );
    await actions.reportTest(model.row.id, report, requireRight(visit, "report-test"));
    return goTo(reply, updatePath(model.row.id, "?done=tested#testers"));
  });
}

interface Asked {
  readonly decision: Decision;
  readonly reason: string;
  readonly pasted: string;
  readonly problem: string;
  readonly status: number;
}

/** Throws CONFLICT when the update does not wait for this decision: a page kept open for long says so at once. */
function requireTurn(visit: Visit, model: UpdateModel, right: Right, isTurn: boolean): void {
  requireRight(visit, right, subjectOf(model));
  if (isTurn) return;
  throw new SamedayError("CONFLICT", `${model.row.id} does not wait for this now: ${model.row.waiting.sentence}`);
}
