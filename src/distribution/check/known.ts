import { suggestion } from "../nearest.ts";
import type { Located, Report } from "../read/field.ts";

/** A name must be one of those defined elsewhere; otherwise the nearest one is offered. */
export function known(word: Located<string>, names: readonly string[], what: string, report: Report): void {
  if (names.includes(word.value)) return;
  const hint = suggestion(word.value, names);
  report.error("distribution-dangling-name", word.place, `"${word.value}" is no ${what} of this definition.${hint}`);
}
