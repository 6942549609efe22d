import { expect, test } from "vitest";
import type { DrillResult } from "../../drill/index.ts";
import { drillEnd } from "./drill-text.ts";

const result = { stages: [], total: 60_000, toQueue: 30_000, proof: "hello 1.0 → 1.1" } as unknown as DrillResult;

test("whoever comes back after the link's quarter of an hour reads how to make another", () => {
  const link = "http://127.0.0.1:8421/login/once/x";
  const another = "sudo sameday desk login-link leo --data /d/drills/desk --desk http://127.0.0.1:8421";
  const lines = drillEnd(result, 24, { person: "leo", link, another }).split("\n");
  expect(lines.slice(-2)).toEqual([
    `The desk stays up until you press Ctrl-C. Look at it as leo: ${link}`,
    `The link is good once, for a quarter of an hour. Another one: ${another}`,
  ]);
});

test("a desk that was left has no link", () => {
  expect(drillEnd(result, 24, null)).toMatch(/The machine says: hello 1\.0 → 1\.1$/);
});
