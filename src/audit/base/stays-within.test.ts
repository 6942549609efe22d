import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import { staysWithin } from "./stays-within.ts";

test.each([
  ["a program", "python /opt/a.py", "print(1)\n", true],
  ["a program that holds a unit", "python /opt/a.py", 'UNIT = """[Service]\nExecStart=/opt/p\n"""\n', false],
  ["a script that holds a unit", "shell /opt/a", "cat > x.service <<E\n[Service]\nExecStart=/opt/p\nE\n", false],
  ["a program in another language", "setup /opt/a.go", "package a\n\nconst a = 1\n", true],
  ["one that names rules of sudo", "setup /opt/a.go", 'package a\n\nconst a = "/etc/sudoers.d/a"\n', false],
  ["a unit", "unit /etc/systemd/system/a.service", "[Service]\n", false],
])("whether a change of %s can make findings elsewhere", (_, path, text, expected) => {
  const { files, installed } = imageOf({ [path]: text });
  const change = { now: files, old: [], hasLinks: false };
  expect(staysWithin(change, installed, () => [])).toBe(expected);
});
