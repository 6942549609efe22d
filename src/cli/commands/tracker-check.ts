import { formatProblem } from "../../kernel/index.ts";
import { defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";
import { ANSWER_OPTIONS, ARCHIVE, DEFINITION, openArchive, openTracker } from "./tracker-sources.ts";

export const check = defineVerb({
  name: "check",
  summary: "check tracker data",
  description:
    "Names every fault with file, line and column and a stable code. With --archive also what does not fit the archive: unknown packages, missing epochs. With --as-debian whatever Debian's own check or loader would stop on counts as an error.",
  options: { archive: ARCHIVE, definition: DEFINITION, asDebian: ANSWER_OPTIONS.asDebian },
  examples: [
    { line: "sameday tracker check --data examples/debian/tracker", says: "check a data directory" },
    { line: "sameday tracker check --data data --archive indexes", says: "check it against the archive as well" },
  ],
  exits: { 0: "nothing is wrong, or warnings only", 1: "there are errors" },
  async run(context, { options }) {
    const { checkTracker, debianRefuses } = await import("../../tracker/index.ts");
    const { tracker } = await openTracker(context, options);
    const { archive: place, definition } = options;
    const archive =
      place === undefined ? undefined : (await openArchive(context, { archive: place, definition })).sources;
    const found = checkTracker(tracker, archive).map(({ layer, problem }) => ({
      layer,
      problem: options.asDebian && debianRefuses(problem) ? ({ ...problem, severity: "error" } as const) : problem,
    }));
    const errors = found.filter(({ problem }) => problem.severity === "error").length;
    context.answer({ errors, warnings: found.length - errors, problems: found }, () => {
      const prefix = (layer: string): string => (tracker.layers.length > 1 ? `${layer}: ` : "");
      const lines = found.map(({ layer, problem }) => printable(prefix(layer) + formatProblem(problem)));
      return [...lines, `${errors} errors, ${found.length - errors} warnings.`].join("\n");
    });
    return errors > 0 ? 1 : 0;
  },
});
