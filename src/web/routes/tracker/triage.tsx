import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { isIssueId, SamedayError } from "../../../kernel/index.ts";
import { pageNumber, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, renderPage, sendPage } from "../../http/render.ts";
import { requireRight } from "../../http/visit.ts";
import type { TrackerReads, TriageActs } from "../../model/index.ts";
import { NO_STATE, type TriageDraft, TriagePage } from "../../pages/tracker/triage.tsx";
import { trackerPath } from "../../text/tracker-addresses.ts";
import type { RouteParts } from "../parts.ts";
import { sendTagged } from "./send.ts";

const query = z.object({ page: pageNumber.default(1) });
const text = z.string().max(300).default("");
/** A press on a suggestion sends `choice`; what was typed comes as its parts. */
const decision = z.object({
  issue: z.string().max(64).refine(isIssueId, "not the name of an issue"),
  seen: z.string().regex(/^[0-9a-f]{64}$/, "not of this page"),
  choice: text,
  product: text,
  package: text,
  says: text,
  page: pageNumber.default(1),
});

type UnlessAway = (
  request: FastifyRequest,
  reply: FastifyReply,
  json: boolean,
  answer: () => Promise<FastifyReply>,
) => Promise<FastifyReply>;

/** The queue of new issues: everybody reads it, the team decides. */
export function triageRoutes(
  app: FastifyInstance,
  { options, openVisit }: RouteParts,
  reads: TrackerReads,
  unlessAway: UnlessAway,
): void {
  const acts = options.triage;

  app.get("/tracker/triage.json", { schema: PAGE }, async (request, reply) =>
    unlessAway(request, reply, true, async () => {
      const { page } = readInput(query, request.query);
      return sendTagged(request, reply, `${JSON.stringify(await reads.triage(page))}\n`, "json");
    }),
  );

  /** Never kept: it depends on what was pressed a moment ago. */
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    page: number,
    draft?: TriageDraft,
    status = 200,
  ): Promise<FastifyReply> =>
    unlessAway(request, reply, false, async () => {
      const health = await reads.health();
      if (health === null) throw new SamedayError("TRACKER_AWAY", "The tracker's data is being read.");
      const [{ person, frame }, model] = await Promise.all([openVisit(request), reads.triage(page)]);
      const state = acts?.state(person) ?? NO_STATE;
      const view = { frame, health, model, state, canDecide: acts !== undefined, draft };
      return sendPage(reply, renderPage(<TriagePage {...view} />), status);
    });

  app.get("/tracker/triage", { schema: PAGE }, async (request, reply) =>
    show(request, reply, readInput(query, request.query).page),
  );

  app.post("/tracker/triage", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const form = readForm(request, visit, decision);
    const person = requireRight(visit, "edit");
    try {
      const { issue, seen } = form;
      requireActs(acts).decide({ issue, seen, choice: choiceOf(form) }, person);
    } catch (error) {
      if (!(error instanceof SamedayError) || error.httpStatus >= 500) throw error;
      const draft = { ...form, problem: `${error.message} ${error.next}` };
      return show(request, reply, form.page, draft, error.httpStatus);
    }
    return goTo(reply, trackerPath.triage({ ...pageQuery(form.page), done: "decided" }));
  });

  app.post("/tracker/triage/undo", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const { page } = readForm(request, visit, query);
    requireActs(acts).undo(requireRight(visit, "edit"));
    return goTo(reply, trackerPath.triage({ ...pageQuery(page), done: "taken-back" }));
  });
}

function requireActs(acts: TriageActs | undefined): TriageActs {
  if (acts) return acts;
  throw new SamedayError("NOT_ALLOWED", "No layer of the tracker's data is this desk's own.");
}

function choiceOf({ choice, product, package: name, says }: z.output<typeof decision>): string {
  if (choice !== "") return choice;
  if (product.trim() !== "") return `nfu ${product.trim()}`;
  if (name.trim() !== "") return `package ${name.trim()} ${says.trim()}`;
  throw new SamedayError("INPUT_INVALID", "Name the product or the package.");
}

function pageQuery(page: number): Readonly<Record<string, string>> {
  return page > 1 ? { page: String(page) } : {};
}
