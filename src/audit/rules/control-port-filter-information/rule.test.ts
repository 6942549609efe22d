import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { controlPortFilterInformation } from "./rule.ts";

test("a client asks for nothing about others", () => {
  const marks = [
    ...["6 medium", "7 medium", "8 medium", "9 low", "10 medium", "11 medium", "12 low", "13 medium", "14 medium"],
    ...["15 low", "16 medium", "21 low", "22 medium", "24 low", "25 low"],
  ];
  expect(marksIn(controlPortFilterInformation, import.meta.url, "bad")).toEqual(
    marks.map((mark) => `etc/onion-grater.d/watcher.yml:${mark}`),
  );
});

test("answers that are rewritten whole, and settings that another rule judges, are left alone", () => {
  expect(marksIn(controlPortFilterInformation, import.meta.url, "good")).toEqual([]);
});
