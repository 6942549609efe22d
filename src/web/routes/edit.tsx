import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { SamedayError } from "../../kernel/index.ts";
import type { UpdateEdit } from "../../updates/index.ts";
import { formText, readForm } from "../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../http/render.ts";
import { requireRight } from "../http/visit.ts";
import type { UpdateModel } from "../model/index.ts";
import { type EditFields, EditPage, fieldsOf } from "../pages/edit.tsx";
import { updatePath } from "../text/addresses.ts";
import type { RouteParts } from "./parts.ts";
import { seenUpdate } from "./seen-update.ts";

const line = (longest: number) => formText(longest).pipe(z.string().trim());
const fieldsSchema = z.object({
  issues: line(8000),
  newIssues: line(8000).default(""),
  regressionOf: line(64),
  summary: formText(20_000),
  embargoUntil: line(40).default(""),
});

/** The form that changes what is said of an update. A refusal shows the form again, with what was written in it. */
export function editRoutes(app: FastifyInstance, parts: RouteParts): void {
  const { actions } = parts.options;

  app.get("/updates/:id/edit", { schema: PAGE }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    requireRight(visit, "edit");
    requireEditable(model);
    return sendPage(reply, <EditPage frame={visit.frame} model={model} fields={fieldsOf(model)} problem="" />);
  });

  app.post("/updates/:id/edit", { schema: REDIRECT }, async (request, reply) => {
    const { visit, model } = await seenUpdate(parts, request);
    const fields = readForm(request, visit, fieldsSchema);
    const person = requireRight(visit, "edit");
    try {
      await actions.edit(model.row.id, editFrom(fields, model), person);
    } catch (error) {
      if (!(error instanceof SamedayError) || error.httpStatus >= 500) throw error;
      const problem = `${error.message} ${error.next}`;
      const page = <EditPage frame={visit.frame} model={model} fields={fields} problem={problem} />;
      return sendPage(reply, page, error.httpStatus);
    }
    return goTo(reply, updatePath(model.row.id, "?done=edited"));
  });
}

function requireEditable({ row }: UpdateModel): void {
  if (row.state === "open") return;
  throw new SamedayError("CONFLICT", `${row.id} has ended: ${row.waiting.sentence}`);
}

/** Only the fields that the form changed, so that it takes back nothing that somebody else wrote meanwhile. */
function editFrom(fields: EditFields, model: UpdateModel): UpdateEdit {
  const shown = fieldsOf(model);
  const changed = (name: keyof EditFields): boolean => fields[name].trim() !== shown[name].trim();
  return {
    ...(changed("issues") ? { issues: words(fields.issues) } : {}),
    ...(changed("newIssues") ? { newIssues: words(fields.newIssues) } : {}),
    ...(changed("regressionOf") ? { regressionOf: fields.regressionOf || null } : {}),
    ...(changed("summary") ? { summary: fields.summary } : {}),
    ...(changed("embargoUntil") && model.row.embargoed ? { embargoUntil: instantOf(fields.embargoUntil) } : {}),
  };
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

function instantOf(text: string): Date | null {
  if (text === "") return null;
  const read = z.iso.datetime().safeParse(text);
  if (read.success) return new Date(read.data);
  throw new SamedayError("INPUT_INVALID", `${text} is not a time in UTC; they look like 2026-11-21T18:00:00Z.`);
}
