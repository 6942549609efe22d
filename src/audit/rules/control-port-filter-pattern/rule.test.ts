import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterPattern } from "./rule.ts";

test("a pattern matches what it says", () => {
  expect(marksIn(controlPortFilterPattern, import.meta.url, "bad")).toEqual(
    ["6 medium", "11 medium", "13 medium", "15 medium", "17 low", "19 low", "21 low"].map(
      (mark) => `etc/onion-grater.d/chat.yml:${mark}`,
    ),
  );
  expect(marksIn(controlPortFilterPattern, import.meta.url, "good")).toEqual([]);
});
