import type { CommandVerb } from "../judgement.ts";

/** A first line that is a command, or wants to be one. */
export interface CommandLine {
  readonly verb: CommandVerb;
  /** Upper case; undefined where the line names none. */
  readonly caseId: string | undefined;
  /** What stands between verb and case. */
  readonly value: string | undefined;
}

/** Verbs with how many words stand between them and the case. */
const VERBS: readonly (readonly [CommandVerb, RegExp, number])[] = [
  ["claim", /^claim\b/i, 0],
  ["not ours", /^not\s+ours\b/i, 0],
  ["severity", /^severity\b/i, 1],
  ["due", /^due\b/i, 1],
  ["assign", /^assign\b/i, 1],
];

const CASE_ID = /^\[?([A-Z][A-Z0-9]*-\d{4}-\d+)\]?[.!]?$/i;

/**
 * The command of a signed text: its first line that is not empty, as a whole. A sentence that happens to begin with such a
 * word has more words than the command, and is none.
 */
export function readCommand(signedText: string): CommandLine | undefined {
  const line =
    signedText
      .split("\n")
      .find((one) => one.trim() !== "")
      ?.trim() ?? "";
  for (const [verb, pattern, values] of VERBS) {
    const found = pattern.exec(line);
    if (!found) continue;
    const words = line
      .slice(found[0].length)
      .split(/\s+/)
      .filter((word) => word !== "");
    const caseId = CASE_ID.exec(words.at(-1) ?? "")?.[1]?.toUpperCase();
    const before = caseId === undefined ? words : words.slice(0, -1);
    if (before.length > values + (caseId === undefined ? 1 : 0)) return undefined;
    return { verb, caseId, value: before[0] };
  }
  return undefined;
}
