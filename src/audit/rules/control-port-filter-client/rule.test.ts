import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterClient } from "./rule.ts";

test("a profile names its client", () => {
  expect(marksIn(controlPortFilterClient, import.meta.url, "bad")).toEqual([
    "etc/onion-grater.d/anybody.yml:3 medium",
    "etc/onion-grater.d/anybody.yml:5 medium",
    "etc/onion-grater.d/anybody.yml:7 medium",
    "etc/onion-grater.d/half.yml:3 low",
    "etc/onion-grater.d/two.yml:4 medium",
    "etc/onion-grater.d/two.yml:9 low",
    "etc/onion-grater.d/two.yml:10 medium",
  ]);
  expect(marksIn(controlPortFilterClient, import.meta.url, "good")).toEqual([]);
});
