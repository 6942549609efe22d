import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterOnion } from "./rule.ts";

test("onion services lead to the client, and only to its ports", () => {
  const marks = [
    "6 medium",
    "7 medium",
    "8 medium",
    "9 medium",
    "10 medium",
    "11 medium",
    "13 low",
    "16 low",
    "18 low",
    "20 medium",
    // Behind the key, and with a blank in it, what the client chooses is more than the key.
    "28 low",
    "30 low",
    "32 low",
    "34 low",
  ];
  expect(marksIn(controlPortFilterOnion, import.meta.url, "bad")).toEqual(
    marks.map((mark) => `etc/onion-grater.d/server.yml:${mark}`),
  );
  expect(marksIn(controlPortFilterOnion, import.meta.url, "good")).toEqual([]);
});
