import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { apparmorCapability } from "./rule.ts";

test("capabilities that reach beyond a profile", () => {
  expect(marksIn(apparmorCapability, import.meta.url, "bad")).toEqual([
    "etc/apparmor.d/usr.sbin.d:2 medium",
    "etc/apparmor.d/usr.sbin.d:3 medium",
    "etc/apparmor.d/usr.sbin.d:4 medium",
    "etc/apparmor.d/usr.sbin.d:5 medium",
    "etc/apparmor.d/usr.sbin.d:7 medium",
    "debian/patches/more.patch:7 medium",
  ]);
});

test("weak ones, denied ones, those that a patch shows, keeps or takes away, and a kernel's list of them", () => {
  expect(marksIn(apparmorCapability, import.meta.url, "good")).toEqual([]);
});
