import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { sudoAll } from "./rule.ts";

test("every command, by the account and by whether somebody is asked", () => {
  expect(marksIn(sudoAll, import.meta.url, "bad").sort()).toEqual([
    "config/chroot_local-patches/rights.diff:6 high",
    "config/hooks/live/30-rights.chroot:11 high",
    "config/hooks/live/30-rights.chroot:5 high",
    "config/hooks/live/30-rights.chroot:7 medium",
    "config/hooks/live/30-rights.chroot:9 high",
    "etc/sudoers.d/all:1 high",
    "etc/sudoers.d/all:2 medium",
    "etc/sudoers.d/all:3 medium",
    "etc/sudoers.d/all:4 high",
    "etc/sudoers.d/all:5 high",
  ]);
});

test("root's and the administrators' own line", () => {
  expect(marksIn(sudoAll, import.meta.url, "good")).toEqual([]);
});
