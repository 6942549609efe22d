import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { isIssueId, SamedayError } from "../../../kernel/index.ts";
import { formText, readForm, readInput } from "../../http/forms.ts";
import { goTo, PAGE, REDIRECT, sendPage } from "../../http/render.ts";
import { requireRight } from "../../http/visit.ts";
import type { TrackerEdits, TrackerReads } from "../../model/index.ts";
import { type AdvisoryFields, advisoryFields } from "../../pages/tracker/advisory-forms.tsx";
import { TrackerAdvisoryFormPage } from "../../pages/tracker/edit.tsx";
import { trackerPath, withQuery } from "../../text/tracker-addresses.ts";
import type { RouteParts } from "../parts.ts";

const line = (longest: number) => formText(longest).pipe(z.string().trim()).default("");
const VERSION = line(200);
const form = z.looseObject({
  name: line(60),
  package: line(100),
  title: line(200),
  issues: line(8000),
  unknown: z
    .literal("yes")
    .optional()
    .transform((ticked) => ticked !== undefined),
});
const prefilled = z.object({ package: line(100).catch(""), issues: line(8000).catch("") });
/** Looking each up costs a question to the tracker. */
const MOST_ISSUES = 200;

/** The form of an advisory's entry, what `tracker add-advisory` is on the command line. */
export function advisoryRoutes(
  app: FastifyInstance,
  { options, openVisit }: RouteParts,
  edits: TrackerEdits,
  reads: TrackerReads,
): void {
  app.get("/tracker/add-advisory", { schema: PAGE }, async (request, reply) => {
    const visit = await openVisit(request);
    requireRight(visit, "edit");
    const editing = await edits.advisory();
    const fields = advisoryFields(editing, readInput(prefilled, request.query));
    const view = { frame: visit.frame, editing, fields, problem: "", unknown: [] };
    return sendPage(reply, <TrackerAdvisoryFormPage {...view} />);
  });

  app.post("/tracker/add-advisory", { schema: REDIRECT }, async (request, reply) => {
    const visit = await openVisit(request);
    const fields = fieldsOf(readForm(request, visit, form));
    const person = requireRight(visit, "edit");
    let unknown: readonly string[] = [];
    try {
      const issues = issuesIn(fields.issues);
      unknown = await unknownOf(issues, reads);
      if (unknown.length > 0 && !fields.unknown) {
        const say = `No list names ${unknown.join(", ")}. If that is right, tick the box below and send it again.`;
        throw new SamedayError("INPUT_INVALID", say);
      }
      const fixes = fixesIn(fields.fixes);
      const entry = {
        id: fields.name,
        date: options.clock.now(),
        package: fields.package,
        title: fields.title,
        issues,
        fixes,
      };
      await edits.edit({ act: "advisory", entry }, null, person);
    } catch (error) {
      if (!isTold(error)) throw error;
      const problem = error.code === "INPUT_INVALID" ? error.message : `${error.message} ${error.next}`;
      const view = { frame: visit.frame, editing: await edits.advisory(), fields, problem, unknown };
      return sendPage(reply, <TrackerAdvisoryFormPage {...view} />, error.httpStatus);
    }
    return goTo(reply, withQuery(trackerPath.source(fields.package), { done: "advisory" }));
  });
}

/** What the person can do something about, if only by waiting; everything else is a page of its own. */
function isTold(error: unknown): error is SamedayError {
  return error instanceof SamedayError && (error.httpStatus < 500 || error.code === "TRACKER_AWAY");
}

const FIX = "fix-";

function fieldsOf({ name, package: source, title, issues, unknown, ...rest }: z.output<typeof form>): AdvisoryFields {
  const fixes: Record<string, string> = {};
  for (const [field, version] of Object.entries(rest)) {
    if (field.startsWith(FIX)) fixes[field.slice(FIX.length)] = readInput(VERSION, version);
  }
  return { name, package: source, title, issues, fixes, unknown };
}

function issuesIn(text: string): readonly string[] {
  const issues = [...new Set(text.split(/[\s,]+/).filter((word) => word !== ""))].map((word) => word.toUpperCase());
  if (issues.length > MOST_ISSUES) {
    throw new SamedayError("INPUT_INVALID", `An entry from a page names at most ${MOST_ISSUES} issues.`);
  }
  const odd = issues.find((issue) => !issue.startsWith("CVE-") || !isIssueId(issue));
  if (odd !== undefined) throw new SamedayError("INPUT_INVALID", `${odd} is not the name of a CVE.`);
  return issues;
}

function fixesIn(fixes: AdvisoryFields["fixes"]): readonly { readonly release: string; readonly version: string }[] {
  const given = Object.entries(fixes).flatMap(([release, version]) => (version === "" ? [] : [{ release, version }]));
  if (given.length === 0) throw new SamedayError("INPUT_INVALID", "Name the version with the fix in one release.");
  return given;
}

/** Issues that no layer has a record of: mistyped, or newer than the lists. */
async function unknownOf(issues: readonly string[], reads: TrackerReads): Promise<readonly string[]> {
  const found = await Promise.all(issues.map((issue) => reads.issue(issue)));
  return issues.filter((_, at) => found[at] === null);
}
