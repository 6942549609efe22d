import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { apparmorMode } from "./rule.ts";

test("profiles that confine nothing; one that nothing loads is a note", () => {
  expect(marksIn(apparmorMode, import.meta.url, "bad")).toEqual([
    "etc/apparmor.d/three:1 medium",
    "etc/apparmor.d/three:3 medium",
    "etc/apparmor.d/three:7 medium",
    "etc/apparmor.d/three:10 medium",
    "usr/share/apparmor/extra-profiles/spare:2 note",
  ]);
  expect(marksIn(apparmorMode, import.meta.url, "good")).toEqual([]);
});
