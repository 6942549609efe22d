import { type Problem, sha256 } from "../../kernel/index.ts";
import type { Finding } from "../model.ts";
import { WAIVER_RULE } from "./rule-text.ts";

/** Problems of a waivers' file as findings, so that forges show them at their lines. What is merely left over weighs little. */
export function refusedWaivers(problems: readonly Problem[], file: string): readonly Finding[] {
  return problems.map(({ code, message, place }) => ({
    rule: WAIVER_RULE.id,
    class: WAIVER_RULE.class,
    path: file,
    line: place.line,
    severity: code === "waiver-unused" ? "low" : "medium",
    message: `${message} [${code}, column ${place.column}]`,
    fingerprint: sha256(JSON.stringify([code, file, message])).slice(0, 16),
  }));
}
