import { csafFileName } from "../../src/advisories/csaf/file-name.ts";
import { csafTestFaults } from "../../src/advisories/csaf-tests/check-csaf.ts";
import type { CsafDocument } from "../../src/advisories/csaf-tests/document.ts";

/*
 * What is demanded of our VEX documents: the mandatory tests of CSAF 2.0, the recommended ones but for scores, which the
 * tracker does not have (6.2.3), the rule for a file's name (section 5.1), and what the standard leaves open.
 */

const NOT_OURS = new Set(["6.2.3"]);

/** Every broken rule with what breaks it; empty for a document that holds to all of them. `name` is the file's. */
export function csafFaults(document: unknown, name: string): readonly string[] {
  const { mandatory, optional } = csafTestFaults(document);
  const tested = [...mandatory, ...optional].filter(({ test }) => !NOT_OURS.has(test));
  const { document: head } = document as CsafDocument;
  const expected = csafFileName(head.tracking.id);
  return [
    ...tested.map(({ test, says }) => `${test}: ${says}`),
    ...(head.category === "csaf_vex" ? [] : [`4.5: ${head.category}`]),
    ...dateFaults(head.tracking),
    ...(name === expected ? [] : [`5.1: ${name} instead of ${expected}`]),
  ];
}

/** Section 3.2.1.12.3 and the names of the fields; and no two revisions at once, whose order would be anybody's guess. */
function dateFaults(tracking: CsafDocument["document"]["tracking"]): readonly string[] {
  const { initial_release_date: first, current_release_date: last, revision_history: history, status } = tracking;
  const dates = history.map(({ date }) => Date.parse(date));
  return [
    ...(first === history[0]?.date && last === history.at(-1)?.date
      ? []
      : [`dates of the first and the last revision: ${first}, ${last}`]),
    ...(dates.every((date, at) => at === 0 || date > (dates[at - 1] ?? date)) ? [] : ["revisions out of their order"]),
    ...(status === "final" ? [] : [`status ${status}`]),
  ];
}
