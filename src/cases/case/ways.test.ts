import { beforeAll, describe, expect, test } from "vitest";
import type { Policy } from "../policy/index.ts";
import { shippedPolicy } from "../policy/testing.ts";
import type { Act, ActName } from "./acts.ts";
import { type Case, openCase } from "./case.ts";
import type { Refusal } from "./decide.ts";
import type { State } from "./states.ts";
import { attempt, hour, played, refusalOf } from "./testing.ts";
import { actsBefore } from "./ways.ts";

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy("default");
});

test.each<[State, ActName, readonly ActName[]]>([
  ["received", "begin-fix", ["claim", "begin-triage"]],
  ["quarantined", "begin-triage", ["claim"]],
  ["held_unreadable", "claim", ["admit"]],
  ["noise", "set-severity", ["reopen", "claim"]],
  ["claimed", "publish", ["begin-triage", "begin-fix", "fix-ready", "schedule"]],
  ["scheduled", "fix-ready", ["back-to-fixing"]],
  ["triaged", "begin-fix", []],
  ["fix_ready", "begin-fix", []],
  ["learned", "claim", []],
])("from %s to %s: %j", (state, act, before) => expect(actsBefore(state, act)).toEqual(before));

describe("an act that the state of a case does not allow says what comes first", () => {
  const opened = (): Case => openCase("SEC-2026-0007", hour(1));
  const claimed = (): Case => played(opened(), { policy }, [["pia", hour(1, 1), { act: "claim", team: "network" }]]);
  const triaged = (): Case => played(claimed(), { policy }, [["pia", hour(1, 2), { act: "begin-triage" }]]);
  const refused = (theCase: Case, by: string, act: Act): Refusal =>
    refusalOf(attempt(theCase, by, act, hour(2), { policy }));

  test("the acts on the way there, in their order", () => {
    expect(refused(opened(), "pia", { act: "begin-fix" })).toMatchObject({
      why: "state",
      sentence:
        "Begin fix is possible in: triaged. The case is received: it has arrived, and every team is asked. " +
        "First: claim, then begin triage.",
      leadsOn: ["claim", "begin-triage"],
    });
  });

  test("a second claim: who has it, and how somebody else gets it", () => {
    const { sentence, leadsOn } = refused(claimed(), "leo", { act: "claim", team: "network" });
    expect(sentence).toMatch(/ It is assigned to pia; assign gives it to somebody else\.$/);
    expect(leadsOn).toEqual(["assign"]);
  });

  test("a claim of what is one's own: what leads on", () => {
    const { sentence, leadsOn } = refused(claimed(), "pia", { act: "claim", team: "network" });
    expect(sentence).toMatch(/ It is yours already\. What leads on now: begin triage\.$/);
    expect(leadsOn).toEqual(["begin-triage"]);
  });

  test("what was done before: by whom and when, and what leads on", () => {
    const { sentence, leadsOn } = refused(triaged(), "leo", { act: "begin-triage" });
    expect(sentence).toMatch(/ pia did it at Tue 1 Dec 2026 14:00 UTC\. What leads on now: begin fix\.$/);
    expect(leadsOn).toEqual(["begin-fix"]);
  });

  test("what leads nowhere any more names nothing", () => {
    const closed: Case = { ...claimed(), state: "learned" };
    expect(refused(closed, "pia", { act: "schedule", hour: { at: hour(9), zone: "UTC" } }).leadsOn).toEqual([]);
  });
});
