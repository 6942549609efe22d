import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterListener } from "./rule.ts";

test("the filter listens where its clients are, and filters", () => {
  expect(marksIn(controlPortFilterListener, import.meta.url, "bad")).toEqual([
    "lib/systemd/system/debug.service:3 medium",
    "lib/systemd/system/filter.service:2 medium",
    "lib/systemd/system/six.service:2 medium",
  ]);
  expect(marksIn(controlPortFilterListener, import.meta.url, "good")).toEqual([]);
});
