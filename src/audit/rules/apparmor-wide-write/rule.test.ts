import { expect, test } from "vitest";
import { readApparmor } from "../../parse/apparmor/read-apparmor.ts";
import { variablesOf } from "../../parse/apparmor/variables-of.ts";
import { marksIn } from "../testing.ts";
import { apparmorWideWrite } from "./rule.ts";
import { wideWrite } from "./wide-write.ts";

test("write access over a whole tree", () => {
  expect(marksIn(apparmorWideWrite, import.meta.url, "bad")).toEqual([
    "etc/apparmor.d/abstractions/viewer:1 medium",
    "etc/apparmor.d/usr.bin.scratch:2 low",
    "etc/apparmor.d/usr.bin.viewer:7 medium",
    "etc/apparmor.d/usr.bin.viewer:8 note",
    "etc/apparmor.d/usr.bin.viewer:9 medium",
    "etc/apparmor.d/usr.bin.viewer:10 low",
    "etc/apparmor.d/usr.bin.viewer:11 medium",
    "etc/apparmor.d/usr.bin.viewer:12 medium",
    "etc/apparmor.d/usr.bin.viewer:13 low",
    "etc/apparmor.d/usr.bin.viewer:14 medium",
    "etc/apparmor.d/usr.bin.viewer:15 medium",
    "etc/apparmor.d/usr.bin.viewer:17 note",
    "etc/apparmor.d/usr.bin.viewer:20 medium",
    "config/chroot_local-patches/viewer.diff:8 low",
  ]);
  expect(marksIn(apparmorWideWrite, import.meta.url, "good")).toEqual([]);
});

test.each([
  ["/** rw,", "the whole file system"],
  ["all,", "the whole file system, and all else"],
  ["owner @{HOME}/[^.]*/** rw,", "the whole home folder but for names that begin with a dot"],
  ["/root/** w,", "root's whole home folder"],
  ["/run/user/[0-9]*/** rw,", "all of /run/user/UID"],
  ["/{,var/}run/shm/** wl,", "all of /run/shm"],
  ["/tmp/** r,", undefined],
  ["/tmp/* rwk,", "every file that lies in /tmp"],
  ["/{,var/}tmp/{,*} w,", "every file that lies in /tmp"],
  ["owner /tmp/* rw,", undefined],
  ["/tmp/viewer-* rw,", undefined],
  ["/tmp/*.png rw,", undefined],
  ["/tmp/ rw,", undefined],
])("%s opens %s", (rule, tree) => {
  const { value } = readApparmor(`profile x {\n${rule}\n}`);
  expect(value.rules.map((each) => wideWrite(each, variablesOf(value))?.tree)).toEqual([tree]);
});

test.each([
  ["/tmp", "note"],
  ["/run/user/[0-9]*", "note"],
  ["/mnt", "note"],
  ["/var/spool", "low"],
  ["/var/log", "low"],
  ["/proc/sys", "low"],
  ["/run", "low"],
  ["/srv", "low"],
])("the owner's files below %s: %s", (folder, severity) => {
  const { value } = readApparmor(`profile x {\nowner ${folder}/** rw,\n}`);
  expect(value.rules.map((each) => wideWrite(each, variablesOf(value))?.severity)).toEqual([severity]);
});

test("a pattern that takes too long to work out is told", () => {
  const { value } = readApparmor(`profile x {\n/home/${"{,**}".repeat(700)} rw,\n}`);
  const [found] = value.rules.map((each) => wideWrite(each, variablesOf(value)));
  expect(found?.tree).toContain("would take too long to work out");
});
