import { describe, expect, test } from "vitest";
import { SamedayError } from "../../kernel/index.ts";
import { answerEvenly, STEP_MS } from "./even-answers.ts";

/** A desk of which each question takes so long, and the hour at which its answer is there. */
async function answeredAfter(work: number, error?: Error): Promise<number> {
  let at = 1_234.5;
  const passing = {
    now: () => at,
    // As a timer does: it counts whole milliseconds, and may be early.
    wait: async (ms: number) => {
      at += Math.trunc(ms) - 0.3;
    },
    turn: async () => {
      at += 0.01;
    },
  };
  const show = async (): Promise<string> => {
    at += work;
    if (error) throw error;
    return "a case";
  };
  const began = at;
  const told = await answerEvenly({ show }, passing)
    .show()
    .catch((refusal: unknown) => refusal);
  expect(told).toBe(error ?? "a case");
  return at - began;
}

describe("that there is no such case is said", () => {
  const none = new SamedayError("NOT_FOUND", "There is no case SEC-2026-0001.");

  test.each([
    [0, STEP_MS],
    [0.7, STEP_MS],
    [3.2, STEP_MS],
    [STEP_MS - 1, STEP_MS],
    [STEP_MS + 1, 2 * STEP_MS],
  ])("of %d ms of work after %d ms", async (work, after) => {
    const answered = await answeredAfter(work, none);
    expect(answered).toBeGreaterThan(after - 0.001);
    expect(answered).toBeLessThan(after + 0.02);
  });

  test("and everything else at once", async () => {
    expect(await answeredAfter(7)).toBe(7);
    expect(await answeredAfter(7, new SamedayError("CASE_REFUSED", "No."))).toBe(7);
    expect(await answeredAfter(7, new Error("a fault"))).toBe(7);
  });
});

test("what answers at once goes on doing so, and what is no call stays as it is", () => {
  const desk = answerEvenly({ canned: () => ["x"], name: "desk" });
  expect(desk.canned()).toEqual(["x"]);
  expect(desk.name).toBe("desk");
});
