import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { sudoOptions } from "./rule.ts";

test("settings that widen", () => {
  expect(marksIn(sudoOptions, import.meta.url, "bad")).toEqual([
    "etc/sudoers.d/settings:1 high",
    "etc/sudoers.d/settings:2 medium",
    "etc/sudoers.d/settings:3 low",
    "etc/sudoers.d/settings:3 low",
    "etc/sudoers.d/settings:4 high",
    "etc/sudoers.d/settings:5 high",
    "etc/sudoers.d/settings:6 low",
    "etc/sudoers.d/settings:7 low",
    "etc/sudoers.d/settings:8 high",
    "etc/sudoers.d/settings:9 high",
  ]);
});

test("settings that narrow or decorate", () => {
  expect(marksIn(sudoOptions, import.meta.url, "good")).toEqual([]);
});
