import { expect, test } from "vitest";
import { imageOf } from "../../entries/testing.ts";
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

test.each([
  ["a profile without a child", "  /usr/bin/a cux,\n", "medium"],
  ["one with a child", "  /usr/bin/a cux,\n  profile a /usr/bin/a {\n    /x r,\n  }\n", "note"],
])("the way to a child in %s", (_, body, severity) => {
  const text = `/usr/bin/mail {\n${body}}\n`;
  const found = [...apparmorUnconfinedProgram.detect(imageOf({ "apparmor /etc/apparmor.d/mail": text }))];
  expect(found.map((each) => `${each.line} ${each.severity}`)).toEqual([`2 ${severity}`]);
});
