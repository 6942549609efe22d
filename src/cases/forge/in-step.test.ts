import fc from "fast-check";
import { expect, test } from "vitest";
import { inStep, type Shared } from "./in-step.ts";

const agreed: Shared = { assignee: "ana", due: "2026-12-01", closed: false };

test.each<[string, Partial<Shared>, Partial<Shared>, object, object]>([
  ["nothing changed", {}, {}, {}, {}],
  ["assigned here", { assignee: "ben" }, {}, {}, { assignee: "ben" }],
  ["assigned there", {}, { assignee: "ben" }, { assignee: "ben" }, {}],
  ["assigned on both sides: the case counts", { assignee: "ben" }, { assignee: "eva" }, {}, { assignee: "ben" }],
  ["assigned to the same on both sides", { assignee: "ben" }, { assignee: "ben" }, {}, {}],
  ["the assignee taken away there", {}, { assignee: "" }, {}, { assignee: "ana" }],
  ["a day later there", {}, { due: "2026-12-24" }, { due: "2026-12-24" }, {}],
  ["the day taken away there", {}, { due: "" }, {}, { due: "2026-12-01" }],
  ["closed there", {}, { closed: true }, {}, { closed: false }],
  ["closed here", { closed: true }, {}, {}, { closed: true }],
])("%s", (_, here, there, toCase, toIssue) => {
  expect(inStep(agreed, { ...agreed, ...here }, { ...agreed, ...there })).toEqual({ toCase, toIssue });
});

const shared = fc.record({
  assignee: fc.constantFrom("", "ana", "ben"),
  due: fc.constantFrom("", "2026-12-01", "2026-12-24"),
  closed: fc.boolean(),
});

test("once each side did what it was told, both agree", () => {
  fc.assert(
    fc.property(shared, shared, shared, (before, here, there) => {
      const { toCase, toIssue } = inStep(before, here, there);
      const after = { here: { ...here, ...toCase }, there: { ...there, ...toIssue } };
      expect(inStep(after.here, after.here, after.there)).toEqual({ toCase: {}, toIssue: {} });
      expect(after.here).toEqual(after.there);
    }),
  );
});
