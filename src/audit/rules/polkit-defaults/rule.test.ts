import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { polkitDefaults } from "./rule.ts";

test("defaults that ask nobody, or not an administrator before pkexec", () => {
  expect(marksIn(polkitDefaults, import.meta.url, "bad")).toEqual([
    "usr/share/polkit-1/actions/org.example.policy.in:7 medium",
    "usr/share/polkit-1/actions/org.example.policy.in:8 low",
    "usr/share/polkit-1/actions/org.example.policy.in:14 low",
    "usr/share/polkit-1/actions/org.example.policy.in:19 high",
    "usr/share/polkit-1/actions/org.example.policy.in:24 note",
  ]);
  expect(marksIn(polkitDefaults, import.meta.url, "good")).toEqual([]);
});
