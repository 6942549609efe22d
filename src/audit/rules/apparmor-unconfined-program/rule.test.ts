import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { apparmorUnconfinedProgram } from "./rule.ts";

test("programs that are started out of every profile", () => {
  expect(marksIn(apparmorUnconfinedProgram, import.meta.url, "bad")).toEqual([
    "etc/apparmor.d/usr.bin.mail:2 medium",
    "etc/apparmor.d/usr.bin.mail:3 medium",
    "etc/apparmor.d/usr.bin.mail:4 medium",
    "etc/apparmor.d/usr.bin.mail:5 medium",
    "etc/apparmor.d/usr.bin.mail:6 medium",
    "etc/apparmor.d/usr.bin.mail:7 medium",
    "etc/apparmor.d/usr.bin.mail:8 medium",
    "etc/apparmor.d/usr.bin.mail:9 note",
    "config/chroot_local-patches/mail.diff:5 medium",
  ]);
  expect(marksIn(apparmorUnconfinedProgram, import.meta.url, "good")).toEqual([]);
});
