import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { SamedayError, toSamedayError } from "../../../kernel/index.ts";
import { LINE_STATES, type Saying, type TrackerEdit, URGENCIES } from "../../../tracker/index.ts";
import { formText, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { requireRight } from "../../http/visit.ts";
import type { TrackerEdits } from "../../model/index.ts";
import { TrackerEditPage, TrackerNeededPage } from "../../pages/tracker/edit.tsx";
import { NO_FIELDS } from "../../pages/tracker/edit-forms.tsx";
import { QUEUE_ACTS, RECORD_ACTS } from "../../text/edit-words.ts";
import { trackerPath, withQuery } from "../../text/tracker-addresses.ts";
import type { RouteParts } from "../parts.ts";

const line = (longest: number) => formText(longest).pipe(z.string().trim()).default("");
const recordForm = z.object({
  act: z.enum(RECORD_ACTS, "not a button of this form"),
  seen: z.string().regex(/^[0-9a-f]{64}$/, "not of this page"),
  shown: formText(10_000).default(""),
  package: line(100),
  release: line(40),
  state: line(20),
  version: line(200),
  reason: line(300),
  urgency: line(30),
  bug: line(12),
  text: line(500),
  product: line(200),
});
const queueForm = z.object({
  act: z.enum(QUEUE_ACTS, "not a button of this form"),
  queue: z.string().regex(/^[a-z]{1,20}$/, "no such list"),
  release: line(40),
});
const prefilled = z.object({ package: line(100).catch(""), release: line(40).catch("") });

const NOT_OURS = /^\s+NOT-FOR-US:/m;

/** Edits of tracker data by people of the team. A refusal shows the form again, with what was written in it. */
export function trackerEditRoutes(app: FastifyInstance, { openVisit }: RouteParts, edits: TrackerEdits): void {
  app.get("/tracker/:issue/edit", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requireRight(visit, "edit");
    const editing = await edits.issue(named(request.params, "issue"));
    const fields = { ...NO_FIELDS, ...readInput(prefilled, request.query) };
    const notForUs = NOT_OURS.test(editing.record);
    const view = { frame: visit.frame, editing, fields, notForUs, problem: "", overtaken: null };
    return sendPage(reply, <TrackerEditPage {...view} />);
  });

  app.post("/tracker/:issue/edit", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const issue = named(request.params, "issue");
    const form = readForm(request, visit, recordForm);
    const person = requireRight(visit, "edit");
    try {
      await edits.edit(editFrom(issue, form), form.seen, person);
    } catch (error) {
      const { message, next, httpStatus } = requireAnswer(error);
      const editing = await edits.issue(issue);
      const overtaken = editing.hash === form.seen ? null : form.shown;
      const notForUs = NOT_OURS.test(editing.record);
      const problem = overtaken === null ? `${message} ${next}` : message;
      const view = { frame: visit.frame, editing, fields: form, notForUs, problem, overtaken };
      return sendPage(reply, <TrackerEditPage {...view} />, httpStatus);
    }
    return goTo(reply, withQuery(trackerPath.issue(issue), { done: "said" }));
  });

  app.post("/tracker/source-package/:name/needed", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const source = named(request.params, "name");
    const { act, queue, release } = readForm(request, visit, queueForm);
    const person = requireRight(visit, "edit");
    const target = { queue, package: source, ...(release === "" ? {} : { release }) };
    const wish: TrackerEdit =
      act === "take" ? { act, ...target } : { act: "drop", ...target, entirely: act === "take-out" };
    try {
      await edits.edit(wish, null, person);
    } catch (error) {
      const { message, next, httpStatus } = requireAnswer(error);
      const view = { frame: visit.frame, editing: await edits.source(source), problem: `${message} ${next}` };
      return sendPage(reply, <TrackerNeededPage {...view} />, httpStatus);
    }
    const done = { take: "taken", drop: "dropped", "take-out": "entry-out" }[act];
    return goTo(reply, withQuery(trackerPath.source(source), { done }));
  });
}

function named(params: unknown, key: string): string {
  const { [key]: name = "" } = readInput(z.record(z.string(), z.string().max(300)), params);
  return name;
}

/** What the person can do something about; everything else is a page of its own. */
function requireAnswer(error: unknown): SamedayError {
  const told = toSamedayError(error);
  if (!(error instanceof SamedayError) || told.httpStatus >= 500) throw error;
  return told;
}

function editFrom(issue: string, form: z.output<typeof recordForm>): TrackerEdit {
  const where = { issue, package: form.package, ...(form.release === "" ? {} : { release: form.release }) };
  switch (form.act) {
    case "say":
      return { act: "say", ...where, says: sayingFrom(form) };
    case "take-out":
      return { act: "take-out", ...where };
    case "link-bug":
      return { act: "link-bug", ...where, bug: bugFrom(form.bug) };
    case "add-note":
      return { act: "add-note", issue, text: form.text };
    case "not-for-us":
      return { act: "not-for-us", issue, what: form.product };
    case "for-us":
      return { act: "for-us", issue };
  }
}

function sayingFrom({ state, version, reason, urgency, bug }: z.output<typeof recordForm>): Saying {
  const known = LINE_STATES.find((one) => one === state);
  if (known === undefined) throw new SamedayError("INPUT_INVALID", "Choose what holds for the package.");
  const word = URGENCIES.find((one) => one === urgency);
  return {
    state: known,
    ...(version === "" ? {} : { version }),
    ...(reason === "" ? {} : { reason }),
    ...(word === undefined ? {} : { urgency: word }),
    ...(bug === "" ? {} : { bug: bugFrom(bug) }),
  };
}

function bugFrom(text: string): number {
  const digits = /^#?(\d{1,9})$/.exec(text)?.[1];
  if (digits === undefined) throw new SamedayError("INPUT_INVALID", "Give the bug's number.");
  return Number(digits);
}
