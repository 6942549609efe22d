import fc from "fast-check";
import { expect, test } from "vitest";
import { formatJobId, parseJobId } from "./job-id.ts";

const attempts = fc.record({
  queue: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/),
  uuid: fc.uuid(),
  attempt: fc.nat({ max: 99 }),
});

test("an id names queue, job and attempt, and nothing of it is lost", () => {
  fc.assert(
    fc.property(attempts, (attempt) => {
      expect(parseJobId(formatJobId(attempt))).toEqual(attempt);
    }),
  );
});

test("it may stand in a URL, and is short enough for one", () => {
  const id = formatJobId({
    queue: "builder-amd64-embargoed",
    uuid: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    attempt: 1,
  });
  expect(id).toBe("builder-amd64-embargoed-7c9e6679742540de944be07fc1f90ae7-1");
  expect(id).toMatch(/^[A-Za-z0-9-]{1,64}$/);
});

test.each([
  "",
  "desk",
  "desk-7c9e6679-1",
  "desk-7c9e6679742540de944be07fc1f90ae7",
  "../x-7c9e6679742540de944be07fc1f90ae7-0",
])("%j names no job", (text) => expect(() => parseJobId(text)).toThrow(expect.objectContaining({ code: "NOT_FOUND" })));
