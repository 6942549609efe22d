import { formatInstant } from "../../../kernel/index.ts";
import { ACTS, type Act, type ActName, formatHour, type Hour } from "../../case/index.ts";

/** An act with what was said for it, in one line: `set severity: high`. For those who may read the case. */
export function actSentence({ act, ...details }: Act): string {
  const said = Object.values(details as Readonly<Record<string, unknown>>)
    .map(inWords)
    .filter((words) => words !== "");
  return said.length === 0 ? inVerbs([act]) : `${inVerbs([act])}: ${said.join(", ")}`;
}

/** What was done, and nothing of what was said: `set severity, begin fix`, as the audit log has it. */
export function inVerbs(acts: readonly ActName[]): string {
  return acts.map((act) => act.replaceAll("-", " ")).join(", ");
}

const VERBS: ReadonlySet<string> = new Set((Object.keys(ACTS) as ActName[]).map((act) => inVerbs([act])));

/** Whether the audit log's words are those of acts. */
export function isInVerbs(action: string): boolean {
  return action.split(", ").every((verb) => VERBS.has(verb));
}

function inWords(detail: unknown): string {
  if (detail instanceof Date) return formatInstant(detail);
  if (Array.isArray(detail)) return detail.join(", ");
  if (typeof detail === "boolean") return detail ? "yes" : "no";
  if (isHour(detail)) return formatHour(detail);
  return typeof detail === "string" ? detail : "";
}

function isHour(detail: unknown): detail is Hour {
  return typeof detail === "object" && detail !== null && "zone" in detail;
}
