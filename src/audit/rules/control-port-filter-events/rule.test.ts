import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterEvents } from "./rule.ts";

test("a client hears of itself alone", () => {
  const marks = ["5 medium", "6 medium", "8 low", "9 low", "10 low", "11 low", "12 low", "17 medium", "18 low"];
  expect(marksIn(controlPortFilterEvents, import.meta.url, "bad")).toEqual(
    marks.map((mark) => `etc/onion-grater.d/watcher.yml:${mark}`),
  );
  expect(marksIn(controlPortFilterEvents, import.meta.url, "good")).toEqual([]);
});
