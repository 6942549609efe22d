import { expect, test } from "vitest";
import { AUDITS } from "../../../tests/system/web-audits.ts";
import { FRAME } from "../../../tests/system/web-pages.tsx";
import type { AuditRow } from "../../api/index.ts";
import { renderPage } from "../http/render.ts";
import { AuditsPage } from "./audits.tsx";

const page = (audits: readonly AuditRow[]) => renderPage(<AuditsPage frame={FRAME} audits={audits} />);
const [due] = AUDITS as readonly [AuditRow];

test.each([
  ["as many as the report says", { high: 2, medium: 0, low: 5 }, "2 high, 5 low"],
  ["without figures, as a person found them by hand", { high: 0, medium: 0, low: 0 }, "findings"],
])("what a run found stands in words: %s", (_, figures, says) => {
  const last = due.last && { ...due.last, ...figures };
  expect(page([{ ...due, last }])).toContain(`▲</span> ${says}</span>`);
});

test("how an audit is done names images, and only where one is due", () => {
  expect(page([due])).toContain("--scope image");
  expect(page(AUDITS.filter(({ isDue }) => !isDue))).not.toContain("--scope image");
});
