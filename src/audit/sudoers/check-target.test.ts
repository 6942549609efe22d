import { expect, test } from "vitest";
import { faultOfTarget, type TargetState } from "./check-target.ts";

const directory: TargetState = { kind: "directory", uid: 0, gid: 0, mode: 0o40755 };
const program: TargetState = { kind: "file", uid: 0, gid: 0, mode: 0o100755 };
const link = (to: string, uid = 0): TargetState => ({ kind: "link", uid, gid: 0, mode: 0o120777, link: to });
const ROOT: Readonly<Record<string, TargetState>> = {
  ...{ "/": directory, "/usr": directory, "/usr/bin": directory, "/usr/bin/x": program, "/bin": link("usr/bin") },
};

test.each<[string, string, Readonly<Record<string, TargetState | undefined>>, RegExp | undefined]>([
  ["root's", "/usr/bin/x", {}, undefined],
  ["root's, through root's link", "/bin/x", {}, undefined],
  ["missing", "/usr/bin/y", {}, /There is no \/usr\/bin\/y/],
  ["a user's", "/usr/bin/x", { "/usr/bin/x": { ...program, uid: 1000 } }, /belongs to the user 1000/],
  ["everybody's", "/usr/bin/x", { "/usr/bin/x": { ...program, mode: 0o100757 } }, /Everybody may write/],
  ["a group's", "/usr/bin/x", { "/usr/bin/x": { ...program, mode: 0o100775, gid: 50 } }, /The group 50/],
  ["root's group's", "/usr/bin/x", { "/usr/bin/x": { ...program, mode: 0o100775 } }, undefined],
  ["not to be executed", "/usr/bin/x", { "/usr/bin/x": { ...program, mode: 0o100644 } }, /cannot be executed/],
  ["a directory", "/usr/bin", {}, /no regular file/],
  [
    "in everybody's directory",
    "/usr/bin/x",
    { "/usr/bin": { ...directory, mode: 0o41777 } },
    /Everybody may write \/usr\/bin/,
  ],
  ["in a user's directory", "/usr/bin/x", { "/usr": { ...directory, uid: 7 } }, /\/usr belongs to the user 7/],
  ["in a root of everybody's", "/usr/bin/x", { "/": { ...directory, mode: 0o40777 } }, /Everybody may write \//],
  ["a link out", "/usr/bin/x", { "/usr/bin/x": link("../../../etc/x") }, /leads out of the root/],
  ["an absolute link, which stays inside", "/usr/bin/z", { "/usr/bin/z": link("/usr/bin/x") }, undefined],
  ["a user's link", "/usr/bin/z", { "/usr/bin/z": link("x", 1000) }, /link of the user 1000/],
  ["a circle", "/usr/bin/z", { "/usr/bin/z": link("z") }, /circle/],
  ["below a file", "/usr/bin/x/y", {}, /no directory/],
])("%s", (_, command, changes, fault) => {
  const states = { ...ROOT, ...changes };
  const found = faultOfTarget(command, (place) => states[place]);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
});
