import type { AuditContext, AuditedFile, RawFinding, Rule } from "../../model.ts";
import { problemsOf } from "../../parse/parsed-of.ts";

/** Files of a kind that its parser does not understand. */
export const unparsable: Rule = {
  id: "unparsable",
  class: "x",
  title: "A file cannot be parsed",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "The other rules have not seen what this file says. The program that reads it may take it in another way than its author meant: sudo leaves out what it cannot parse, systemd ignores a line, AppArmor does not load the profile.",
  fix: "Mend the place that the message names. When the program that the file is for accepts it, the audit is wrong: please report it with the line.",
  references: [],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.files) yield* findingsIn(file);
  },
};

/** One finding a line: a parser that lost its way has much to say. */
function* findingsIn(file: AuditedFile): Iterable<RawFinding> {
  const lines = new Set<number>();
  for (const { severity, message, place } of problemsOf(file)) {
    if (severity !== "error" || lines.has(place.line)) continue;
    lines.add(place.line);
    yield { path: file.path, line: place.line, severity: "medium", message: `It cannot be parsed: ${message}` };
  }
}
