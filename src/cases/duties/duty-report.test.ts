import { expect, test } from "vitest";
import { example } from "../../advisories/testing.ts";
import { type Case, openCase } from "../case/index.ts";
import { hour } from "../case/testing.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { dutyReport } from "./duty-report.ts";

const policy = await shippedPolicy("eu-cra");
const from = { title: "Acme Linux", contact: "security@acme.example" };
const { advisory } = example("DSA-5357-1");
const exploited: Case = {
  ...openCase("SEC-2026-0007", hour(1)),
  ...{ state: "fixing", team: "network", assignee: "pia", claimedAt: hour(1, 2), severity: "high", affected: "all" },
  exploitationKnownAt: hour(2),
};

test("an early warning is owed a day after exploitation is known, and asks what only a person knows", () => {
  const report = dutyReport("early-warning", { theCase: exploited, policy, advisory: undefined, from });
  expect(report.dueAt).toEqual(hour(3));
  expect(report.open).toEqual(["made-available"]);
  expect(report.text).toContain("Our reference: SEC-2026-0007");
  expect(report.text).toContain("Which product it is, in which versions:\n  all\n");
  expect(report.text).toContain("Article 14(2)(a)");
});

test("the notification says what was done and what users can do", () => {
  const { text, open } = dutyReport("notification", { theCase: exploited, policy, advisory, from });
  expect(open).toEqual([]);
  expect(text).toContain("  git in bullseye: before 1:2.30.2-1+deb11u2\n");
  expect(text).toContain("  A team works on it since");
  expect(text).toContain("Do not clone with --recurse-submodules");
  expect(text).toContain("Confidential; no hour of publication is set.");
});

test("the final report runs from the fix, and not before there is one", () => {
  const facts = { policy, advisory, from };
  expect(dutyReport("final-report", { theCase: exploited, ...facts }).dueAt).toBeUndefined();
  const fixed = { ...exploited, fixReadyAt: hour(4), publishedAt: hour(5) };
  const report = dutyReport("final-report", { theCase: fixed, ...facts });
  expect(report.dueAt).toEqual(hour(18));
  expect(report.open).toEqual(["actor"]);
  expect(report.text).toContain("  git 1:2.39.2-1 for sid\n");
});

test("a duty that the policy does not name is said with those that it does", () => {
  expect(() => dutyReport("tell-mum", { theCase: exploited, policy, advisory, from })).toThrow(
    /knows early-warning, notification, final-report/,
  );
});
