import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { setBits } from "./modes.ts";
import { setuidGranted } from "./rule.ts";

const FILE = "debian/example.postinst";

test("what gives a program somebody's rights", () => {
  expect(marksIn(setuidGranted, import.meta.url, "bad")).toEqual([
    `${FILE}:3 medium`,
    `${FILE}:4 medium`,
    `${FILE}:4 medium`,
    `${FILE}:5 medium`,
    `${FILE}:6 high`,
    `${FILE}:7 medium`,
    `${FILE}:8 low`,
    `${FILE}:9 high`,
    `${FILE}:10 low`,
    `${FILE}:11 medium`,
    `${FILE}:12 medium`,
    `${FILE}:13 medium`,
    `${FILE}:14 medium`,
    `${FILE}:15 low`,
    `${FILE}:16 medium`,
    `${FILE}:17 medium`,
    `${FILE}:18 medium`,
    `${FILE}:19 medium`,
    "Dockerfile:3 medium",
    "ansible/tasks.yml:5 medium",
    "ansible/tasks.yml:8 medium",
    "ansible/tasks.yml:11 high",
    "ansible/tasks.yml:15 medium",
    "meson.build:6 medium",
    "debian/rules:4 medium",
    "debian/rules:6 high",
    "src/Makefile:4 medium",
    "src/Makefile:5 medium",
    "example.spec:9 medium",
    "example.spec:10 low",
  ]);
});

test("taking bits away, giving them back, folders, data", () => {
  expect(marksIn(setuidGranted, import.meta.url, "good")).toEqual([]);
});

test.each([
  ["4755", true, false],
  ["06755", true, true],
  ["2755", false, true],
  ["0755", false, false],
  ["u+s", true, false],
  ["+s", true, true],
  ["g+s,u-s", false, true],
  ["ug=rwxs,o=rx", true, true],
  ["u-s", false, false],
  ["o+s", false, false],
  ["u-s+x", false, false],
  ["$mode", false, false],
])("mode %s", (mode, setuid, setgid) => {
  expect(setBits(mode)).toEqual({ setuid, setgid });
});
