import type { IssueId } from "../../kernel/index.ts";
import { lineAt } from "../format/list-file.ts";
import { faultsOf, type SetAsideRecord } from "../model/set-aside.ts";
import type { Step } from "./step.ts";

/** What nobody heard, since its record has an error: each error with its place and its code. */
export function* setAsideSteps(records: readonly SetAsideRecord[], issue: IssueId): Generator<Step, void> {
  for (const record of records) {
    const { layer, file, span } = record;
    const { problems, more } = faultsOf(record);
    let begin = `${nameOf(record, issue)} is set aside, so nothing of it counts`;
    for (const { code, message, place } of problems) {
      const quote = lineAt(file, span, place.line);
      yield {
        topic: "set-aside",
        text: `${begin}: ${message} [${code}]`,
        code,
        place: { layer: layer.name, file: file.path, line: place.line, quote },
      };
      begin = "This is wrong in it as well";
    }
    if (more > 0)
      yield { topic: "set-aside", text: `${more} more ${more === 1 ? "error stands" : "errors stand"} in it.` };
  }
}

function nameOf({ file, span }: SetAsideRecord, issue: IssueId): string {
  if (file.kind === "advisories")
    return `The advisory ${span.name ?? "without a readable name"}, which names ${issue},`;
  return file.kind === "point-update" ? `The planned fix of ${issue}` : `The record of ${issue}`;
}
