import type { strictToml } from "../../distribution/index.ts";
import type { Advisory } from "../model.ts";
import type { RecordRow } from "./schema.ts";

/**
 * Names and contacts of people who did not agree to be named must not stand in any text that becomes public either. Reports
 * each at its own place, without saying the name: problems are printed in logs of other machines.
 */
export function checkPrivate(row: RecordRow, advisory: Advisory, report: strictToml.Report): void {
  const { publisher: _, ...said } = advisory;
  const text = wordsOf(stringsIn(said).join("\n"));
  for (const credit of row.credit) {
    const kept = [credit.contact, ...(credit.consent ? [] : [credit.name, credit.organization])];
    for (const one of kept) {
      if (one === undefined || !text.includes(wordsOf(one.value))) continue;
      const message =
        "This is not to be named, but a text that becomes public names it. Take it out there, or ask for consent.";
      report.error("advisory-private-name", one.place, message);
    }
  }
}

/** Every text of a value, at any depth. */
export function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  return Object.values(value).flatMap(stringsIn);
}

/** Words between single blanks, so that a name is found across line ends and not inside another word. */
function wordsOf(text: string): string {
  return ` ${(
    text
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  ).join(" ")} `;
}
