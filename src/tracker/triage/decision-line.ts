import { type IssueId, isIssueId, SamedayError } from "../../kernel/index.ts";
import type { TriageDecision } from "./decision.ts";

/** A line of a script: what is decided about an issue, or which suggestion is taken. */
export type DecisionLine =
  | { readonly issue: IssueId; readonly decision: TriageDecision }
  | { readonly issue: IssueId; readonly take: number }
  | { readonly issue: IssueId; readonly undo: true };

const FORM =
  "Write `CVE-2026-1234 nfu PRODUCT`, `… package NAME unfixed`, `… package NAME not-affected WHY`, `… package NAME 1.2-3`, `… todo TEXT`, `… take 1` or `… undo`.";

/** Reads one line; throws INPUT_INVALID with the form. */
export function parseDecisionLine(line: string): DecisionLine {
  const [, typed = "", verb = "", rest = ""] = /^(\S+)\s+(\S+)(?:\s+(.*))?$/.exec(line.trim()) ?? [];
  const issue = typed.toUpperCase();
  if (!isIssueId(issue)) throw new SamedayError("INPUT_INVALID", FORM);
  if (verb === "undo" && rest === "") return { issue, undo: true };
  if (verb === "take" && /^[1-9]$/.test(rest)) return { issue, take: Number(rest) };
  if (verb === "nfu" && rest !== "") return { issue, decision: { kind: "not-for-us", product: rest } };
  if (verb === "todo" && rest !== "") return { issue, decision: { kind: "todo", text: rest } };
  if (verb === "package") {
    const [, name, says] = /^([a-z0-9][a-z0-9.+-]*)\s+(.+)$/.exec(rest) ?? [];
    if (name !== undefined && says !== undefined) {
      return { issue, decision: { kind: "package", package: name, says: saysFrom(says) } };
    }
  }
  throw new SamedayError("INPUT_INVALID", FORM);
}

/** `unfixed` is `<unfixed>`, `not-affected Vulnerable code not present` puts the reason in brackets; a version stands as it is. */
export function saysFrom(words: string): string {
  const [, word = "", why = ""] = /^(\S+)(?:\s+(.*))?$/.exec(words.trim()) ?? [];
  if (word.startsWith("<")) return words.trim();
  const kind = word;
  if (kind === "itp") return `<itp> (bug #${why.replace(/^bug\s*/, "").replace(/^#/, "")})`;
  if (/^(?:unfixed|removed|undetermined|not-affected|end-of-life)$/.test(kind)) {
    return why === "" ? `<${kind}>` : `<${kind}> (${why.replace(/^\((.*)\)$/, "$1")})`;
  }
  return words.trim();
}
