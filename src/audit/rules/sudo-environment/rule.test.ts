import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { sudoEnvironment } from "./rule.ts";
import { judgeVariable } from "./variables.ts";

test("what of the caller's environment gets through", () => {
  expect(marksIn(sudoEnvironment, import.meta.url, "bad")).toEqual([
    "etc/sudoers.d/kept:1 high",
    "etc/sudoers.d/kept:2 high",
    "etc/sudoers.d/kept:3 medium",
    "etc/sudoers.d/kept:4 low",
    "etc/sudoers.d/kept:5 high",
    "etc/sudoers.d/kept:6 high",
    "etc/sudoers.d/kept:7 medium",
    "etc/sudoers.d/kept:8 high",
    "etc/sudoers.d/kept:9 high",
    "etc/sudoers.d/kept:10 medium",
    "etc/sudoers.d/kept:12 high",
    "etc/sudoers.d/kept:11 high",
  ]);
});

test("what sudo keeps anyway, what is taken away, and settings of the all-powerful", () => {
  expect(marksIn(sudoEnvironment, import.meta.url, "good")).toEqual([]);
});

test.each([
  ["SKIP_WELCOME_WARNING", "low"],
  ["SSL_NO_VERIFY", "high"],
  ["DISABLE_PROXY", "high"],
  ["HARNESS_ACTIVE", "high"],
  ["NOTIFY_SOCKET", "low"],
  ["ENVFILE", "medium"],
  ["LD_*", "high"],
  ["BASH_FUNC_x", "high"],
])("%s is %s", (name, severity) => {
  expect(judgeVariable(name)?.severity).toBe(severity);
});
