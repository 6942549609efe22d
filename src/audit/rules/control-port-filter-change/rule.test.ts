import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterChange } from "./rule.ts";

test("a client sets what is enumerated", () => {
  expect(marksIn(controlPortFilterChange, import.meta.url, "bad")).toEqual(
    ["6 low", "8 medium", "10 medium", "12 medium", "14 medium", "17 medium"].map(
      (mark) => `etc/onion-grater.d/setter.yml:${mark}`,
    ),
  );
  expect(marksIn(controlPortFilterChange, import.meta.url, "good")).toEqual([]);
});
