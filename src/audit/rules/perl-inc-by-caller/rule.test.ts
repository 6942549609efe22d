import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { perlIncByCaller } from "./rule.ts";

test("variables and switches in shell, units, desktop files and sudoers", () => {
  expect(marksIn(perlIncByCaller, import.meta.url, "bad")).toEqual([
    "lib/systemd/system/start.service:2 medium",
    "lib/systemd/system/start.service:3 medium",
    "usr/bin/start:3 medium",
    "usr/bin/start:4 low",
    "usr/bin/start:5 medium",
    "usr/bin/start:6 medium",
    "usr/bin/start:7 medium",
    "usr/bin/start:8 medium",
    "usr/share/applications/start.desktop:4 medium",
    "etc/sudoers.d/start:1 high",
  ]);
});

test("directories of root, empty parts, arguments of programs, text", () => {
  expect(marksIn(perlIncByCaller, import.meta.url, "good")).toEqual([]);
});
