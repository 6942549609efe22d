import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { actionPower, powerOfBeginning } from "./action-power.ts";
import { polkitRules } from "./rule.ts";

test("what is granted to whom decides how bad it is", () => {
  expect(marksIn(polkitRules, import.meta.url, "bad").sort()).toEqual([
    "config/chroot_local-patches/middle.diff:8 high",
    "config/chroot_local-patches/rules.diff:16 high",
    "config/chroot_local-patches/rules.diff:6 high",
    "config/hooks/live/20-rules:4 high",
    "etc/polkit-1/localauthority/10-vendor.d/example.pkla:16 medium",
    "etc/polkit-1/localauthority/10-vendor.d/example.pkla:21 low",
    "etc/polkit-1/localauthority/10-vendor.d/example.pkla:26 medium",
    "etc/polkit-1/localauthority/10-vendor.d/example.pkla:31 high",
    "etc/polkit-1/localauthority/10-vendor.d/example.pkla:4 high",
    "etc/polkit-1/localauthority/10-vendor.d/example.pkla:9 medium",
    "etc/polkit-1/rules.d/50-example.rules:13 low",
    "etc/polkit-1/rules.d/50-example.rules:15 medium",
    "etc/polkit-1/rules.d/50-example.rules:3 high",
    "etc/polkit-1/rules.d/50-example.rules:5 low",
    "etc/polkit-1/rules.d/50-example.rules:6 medium",
    "etc/polkit-1/rules.d/50-example.rules:7 high",
    "etc/polkit-1/rules.d/50-example.rules:8 medium",
  ]);
  expect(marksIn(polkitRules, import.meta.url, "good")).toEqual([]);
});

test.each([
  ["org.freedesktop.udisks2.open-device", "root"],
  ["org.freedesktop.udisks2.filesystem-mount", "limited"],
  ["org.freedesktop.udisks2.filesystem-mount-system", "system"],
  ["org.freedesktop.packagekit.package-install", "system"],
  ["org.freedesktop.packagekit.package-install-untrusted", "root"],
  ["org.example.own", "unknown"],
])("%s has the power %s", (id, power) => {
  expect(actionPower(id)).toBe(power);
});

test.each([
  ["", "root"],
  ["org.freedesktop.", "root"],
  ["org.freedesktop.NetworkManager.", "system"],
  ["org.freedesktop.login1.", "limited"],
  ["org.example.", "unknown"],
])("what begins with %j reaches %s", (beginning, power) => {
  expect(powerOfBeginning(beginning)).toBe(power);
});
