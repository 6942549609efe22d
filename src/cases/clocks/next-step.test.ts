import { expect, test } from "vitest";
import { openCase } from "../case/index.ts";
import { hour, played, STAFF } from "../case/testing.ts";
import { shippedPolicy } from "../policy/testing.ts";
import { nextStep } from "./next-step.ts";

const policy = await shippedPolicy("default");
const asked = played(openCase("SEC-1", hour(1)), { policy }, [["desk", hour(1), { act: "acknowledge" }]]);

test.each([
  [0, "claim point-person 12 pia+paul"],
  [12, "claim deputy 18 dan+dina"],
  [18, "claim lead 24 leo+lena"],
  [24, "claim director 36 dora"],
  [36, "claim director 60 dora"],
  [61, "claim director 84 dora"],
])("after %i hours without a verdict the next to be reminded is: %s", (hours, expected) => {
  const next = nextStep(asked, policy, STAFF, hour(1, hours));
  const after = next && (next.at.getTime() - hour(1).getTime()) / 3_600_000;
  expect(`${next?.clock} ${next?.step} ${after} ${next?.to.join("+")}`).toBe(expected);
});

test("a team that has said no is not reminded, and whoever is away by then is stood in for", () => {
  const no = played(asked, { policy }, [
    ["paul", hour(1, 1), { act: "verdict", team: "browser", verdict: "not-mine" }],
  ]);
  expect(nextStep(no, policy, STAFF, hour(1, 2))?.to).toEqual(["pia"]);
  const staff = { ...STAFF, absences: [{ who: "pia", from: hour(1, 6), until: hour(9) }] };
  expect(nextStep(no, policy, staff, hour(1, 2))?.to).toEqual(["dan"]);
});

test("nothing comes next in a closed case", () => {
  const closed = played(asked, { policy }, [
    ["pia", hour(2), { act: "sort", as: "noise", reason: "An advertisement." }],
  ]);
  expect(nextStep(closed, policy, STAFF, hour(2))).toBeUndefined();
});
