import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { sudoArguments } from "./rule.ts";

test("arguments left to the caller, by what the program does with them", () => {
  expect(marksIn(sudoArguments, import.meta.url, "bad")).toEqual([
    "etc/sudoers.d/further:1 medium",
    "etc/sudoers.d/further:2 high",
    "etc/sudoers.d/further:3 medium",
    "etc/sudoers.d/multiplied:1 low",
    "etc/sudoers.d/plain:1 low",
    "etc/sudoers.d/plain:2 medium",
    "etc/sudoers.d/plain:3 high",
    "etc/sudoers.d/plain:4 high",
    "etc/sudoers.d/plain:5 medium",
    "etc/sudoers.d/plain:6 low",
    "etc/sudoers.d/plain:7 low",
    "etc/sudoers.d/plain:8 low",
    "etc/sudoers.d/sets:1 medium",
    "etc/sudoers.d/sets:2 medium",
    "etc/sudoers.d/sets:3 high",
    "etc/sudoers.d/tools:2 high",
    "etc/sudoers.d/tools:3 medium",
    "etc/sudoers.d/tools:5 medium",
    "etc/sudoers.d/tools:6 high",
    "etc/sudoers.d/tools:7 medium",
    "etc/sudoers.d/tools:8 high",
    "etc/sudoers.d/tools:9 high",
    "etc/sudoers.d/tools:10 high",
    "etc/sudoers.d/tools:11 high",
    "etc/sudoers.d/tools:12 medium",
    "etc/sudoers.d/tools:13 medium",
    "etc/rights:1 high",
  ]);
});

test("empty and fixed lists, root's own rules, administrators who give a password", () => {
  expect(marksIn(sudoArguments, import.meta.url, "good")).toEqual([]);
});
