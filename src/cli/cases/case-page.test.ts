import { expect, test } from "vitest";
import { caseAnswer } from "../../api/cases/answer.ts";
import { NOW, VIEW } from "../../api/cases/testing.ts";
import type { CaseView } from "../../cases/index.ts";
import { shippedPolicy } from "../../cases/policy/testing.ts";
import { createStyle } from "../style.ts";
import { casePage, possible } from "./case-page.ts";

const look = { now: NOW, zone: "UTC", style: createStyle({ write: () => true, isTTY: false } as never, {}) };

test("an hour of publication stands with what a list that was told has against it", async () => {
  const policy = await shippedPolicy("debian");
  const at = (day: number): Date => new Date(Date.UTC(2026, 10, day, 12));
  const page = (hour: Date): string => {
    const theCase = { ...VIEW.kept.case, shared: { distros: at(20) }, embargo: { at: hour, zone: "UTC" } };
    const view: CaseView = { ...VIEW, policy, kept: { ...VIEW.kept, case: theCase } };
    return casePage(caseAnswer(view), look);
  };
  expect(page(at(30))).toMatch(/against it +The list distros prefers an embargo of at most 7 days\./);
  expect(page(at(25))).not.toContain("against it");
});

test.each([
  [true, "next: begin-fix", "also: comment, give-id"],
  [false, "next: begin-fix: not yet. It needs a severity.", "also: comment, give-id"],
])("the act that leads on stands first (it can be done: %s)", (can, ...lines) => {
  const one = (act: string, isPossible = true, sentence = "") => ({ act, can: isPossible, sentence });
  const all = [
    one("comment"),
    one("begin-fix", can, can ? "" : "It needs a severity."),
    one("give-id"),
    one("publish", false),
  ];
  expect(possible({ state: "triaged", nextOwnId: null, possible: all } as Parameters<typeof possible>[0])).toEqual([
    ...lines,
    "in other states: publish",
  ]);
});
