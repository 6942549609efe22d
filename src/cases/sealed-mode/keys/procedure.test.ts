import { describe, expect, test } from "vitest";
import { DAY_MS } from "../../../kernel/index.ts";
import { holdersOf } from "./holders.ts";
import { type ProcedureFacts, procedureOf, SAME, STEP_DAYS } from "./procedure.ts";
import type { KeptRoleKey } from "./records.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const days = (count: number): Date => new Date(NOW.getTime() + count * DAY_MS);
const SUBKEY = "B".repeat(40);
const URL = "https://example.org/security.asc";

function key(changes: Partial<KeptRoleKey> = {}): KeptRoleKey {
  return {
    ...{ subkey: SUBKEY, fingerprint: "A".repeat(40), certificate: new Uint8Array(), ends: days(400) },
    ...{ madeBy: "pia", madeAt: days(-30), changedAt: days(-30) },
    copies: [{ person: "leo", hash: "h", madeAt: days(-30), receivedAt: days(-29) }],
    places: [{ place: URL, found: SAME, lookedAt: NOW }],
    test: { messageId: "<t>", sentAt: days(-28), caseId: "SECNOISE-2026-0001", openedBy: "leo", openedAt: days(-27) },
    ...changes,
  };
}

function state(changes: Partial<ProcedureFacts> = {}) {
  const facts = {
    ...{ holders: ["pia", "leo"], keys: [key()], dueSince: new Map<string, Date>(), places: [URL] },
    ...{ warningDays: [90, 30, 7], now: NOW, ...changes },
  };
  const { steps, reasons, isRotationDue } = procedureOf(facts);
  const waits = Object.fromEntries(steps.flatMap(({ step, done, waitsFor }) => (done ? [] : [[step, waitsFor]])));
  return { waits, reasons: reasons.map(({ reason }) => reason), isRotationDue, steps };
}

describe("what is due about the role key, and for whom it waits", () => {
  const unread = { openedBy: "", openedAt: undefined };
  test.each<[string, Partial<ProcedureFacts>, object, readonly string[], boolean]>([
    ["nothing", {}, {}, [], false],
    ["before anybody handed it out", { keys: [] }, { distribute: ["pia", "leo"] }, ["none"], true],
    ["a new deputy", { holders: ["pia", "leo", "dan"] }, { distribute: ["pia", "leo"] }, ["lacks dan"], false],
    ["a point person left", { holders: ["pia"] }, { distribute: ["pia"] }, ["left leo"], true],
    [
      "who made it left, and somebody came",
      { holders: ["leo", "dan"] },
      { distribute: ["leo"] },
      ["left pia", "lacks dan"],
      true,
    ],
    [
      "everybody left",
      { holders: ["dan", "mo"] },
      { distribute: ["dan", "mo"] },
      ["left pia", "left leo", "lacks dan", "lacks mo"],
      true,
    ],
    [
      "80 days before its end",
      { keys: [key({ ends: days(80) })] },
      { distribute: ["pia", "leo"] },
      [`ends ${SUBKEY}`],
      true,
    ],
    ["after its end", { keys: [key({ ends: days(-1) })] }, { distribute: ["pia", "leo"] }, [`ends ${SUBKEY}`], true],
    ["91 days before its end", { keys: [key({ ends: days(91) })] }, {}, [], false],
    [
      "a copy that was not received",
      { keys: [key({ copies: [{ person: "leo", hash: "h", madeAt: NOW, receivedAt: undefined }] })] },
      { receipts: ["leo"] },
      [],
      false,
    ],
    [
      "a place with another key",
      { keys: [key({ places: [{ place: URL, found: "another key", lookedAt: NOW }] })] },
      { published: ["pia"] },
      [],
      false,
    ],
    ["a place that nobody looked at", { keys: [key({ places: [] })] }, { published: ["pia"] }, [], false],
    [
      "a test that is not sent yet",
      { keys: [key({ test: { messageId: "", sentAt: undefined, caseId: undefined, ...unread } })] },
      { test: [] },
      [],
      false,
    ],
    [
      "a test that has arrived",
      { keys: [key({ test: { messageId: "<t>", sentAt: NOW, caseId: "SECNOISE-2026-0001", ...unread } })] },
      { test: ["pia", "leo"] },
      [],
      false,
    ],
  ])("%s", (_name, facts, waits, reasons, isRotationDue) => {
    expect(state(facts)).toMatchObject({ waits, reasons, isRotationDue });
  });

  test("a test waits until every place has the key", () => {
    const untested = { messageId: "", sentAt: undefined, caseId: undefined, ...unread };
    const { steps } = state({ keys: [key({ places: [], test: untested })] });
    expect(steps.map(({ step }) => step)).toEqual(["distribute", "receipts", "published"]);
  });

  test("an hour counts from when it was seen first, and every open step has one with somebody for whom it waits", () => {
    const since = days(-3);
    const { steps } = state({ holders: ["pia"], dueSince: new Map([["left leo", since]]) });
    expect(steps[0]).toMatchObject({
      step: "distribute",
      until: new Date(since.getTime() + STEP_DAYS.distribute * DAY_MS),
    });
    for (const { done, until } of steps) expect(until === undefined).toBe(done);
  });
});

test("who holds it: point people and deputies of every team, once each, no lead and no member by that", () => {
  const people = ["dora", "pia", "leo", "mo", "aude"].map((id) => ({ id, role: id === "aude" ? "auditor" : "full" }));
  const team = { title: "", members: ["pia", "leo", "mo"], lead: "dora" };
  const teams = [
    { ...team, name: "a", pointPerson: "pia", deputies: ["leo", "aude"] },
    { ...team, name: "b", pointPerson: "leo", deputies: [] },
  ];
  expect(holdersOf({ people, teams } as never)).toEqual(["pia", "leo"]);
});
