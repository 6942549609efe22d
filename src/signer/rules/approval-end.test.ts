import { expect, test } from "vitest";
import type { Approval } from "../../evidence/index.ts";
import { approvalEnd, requireInTime } from "./approval-end.ts";

const SIGNED = new Date("2026-11-21T14:02:00.400Z");
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function ask(until: string, now: Date): void {
  requireInTime({ until } as Approval, "ben", now, 7);
}

test("what is offered ends as many days later as the policy says, to the second", () => {
  expect(approvalEnd(SIGNED, 7)).toBe("2026-11-28T14:02:00Z");
});

test.each([0, 1, 6 * DAY, 7 * DAY - 1000])("it counts %d ms after it was offered", (later) => {
  expect(() => ask(approvalEnd(SIGNED, 7), new Date(SIGNED.getTime() + later))).not.toThrow();
});

test.each<[string, string, Date, string]>([
  ["at its end", "2026-11-28T14:02:00Z", new Date("2026-11-28T14:02:00Z"), "counted until Sat 28 Nov 2026 14:02 UTC"],
  ["five years later", "2026-11-28T14:02:00Z", new Date("2031-11-28T14:02:00Z"), "counted until"],
  ["with an end that the policy does not allow", "2031-11-21T14:02:00Z", SIGNED, "longer than the 7 days"],
  ["by a clock that is far behind", "2026-11-28T14:02:00Z", new Date(SIGNED.getTime() - 11 * MINUTE), "longer than"],
  ["without an end", "", SIGNED, "has no end"],
])("it does not count %s", (_what, until, now, message) => {
  expect(() => ask(until, now)).toThrow(
    expect.objectContaining({ code: "INPUT_INVALID", message: expect.stringContaining(message) }),
  );
});

test("clocks that differ by some minutes do no harm", () => {
  expect(() => ask(approvalEnd(SIGNED, 7), new Date(SIGNED.getTime() - 9 * MINUTE))).not.toThrow();
});
