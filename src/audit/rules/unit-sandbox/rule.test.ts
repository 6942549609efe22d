import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { unitSandbox } from "./rule.ts";

test("services of root without limits: those that others reach are worse than those that end", () => {
  expect(marksIn(unitSandbox, import.meta.url, "bad")).toEqual([
    "lib/systemd/system/daemon.service:7 medium",
    "lib/systemd/system/getty@.service:2 note",
    "lib/systemd/system/off.service:3 low",
    "lib/systemd/system/once.service:5 low",
    "lib/systemd/system/plain.service:2 medium",
    "lib/systemd/system/portal.service:4 medium",
    "lib/systemd/system/template.servicein:6 medium",
    "lib/systemd/system/test.service:5 low",
    "lib/systemd/system/undone.service:2 medium",
    "usr/lib/systemd/system/remount.service#package-one:5 low",
  ]);
});

test("limits of any kind, other users, a user's manager, a reason for what is switched off", () => {
  expect(marksIn(unitSandbox, import.meta.url, "good")).toEqual([]);
});

test("of two packagings in one tree, a drop-in serves its own", () => {
  expect(marksIn(unitSandbox, import.meta.url, "packagings")).toEqual(["distributions/two/a.service:5 medium"]);
});
