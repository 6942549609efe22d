import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { desktopLookup } from "./rule.ts";

test("what is launched by its id is found, high where a service of the system launches it for the user", () => {
  const marks = marksIn(desktopLookup, import.meta.url, "bad");
  const extension = "usr/share/gnome-shell/extensions/old@example.org/extension.js";
  expect(marks).toEqual([
    "etc/xdg/autostart/chat.desktop:4 medium",
    "usr/bin/elsewhere:4 medium",
    ...[10, 11, 12, 13, 15].map((line) => `usr/bin/lines:${line} medium`),
    ...[8, 9, 14, 15, 19, 20, 22, 24, 28].map((line) => `usr/bin/menu:${line} medium`),
    ...[6, 7, 8, 9, 10, 11, 13, 14, 15].map((line) => `usr/bin/open-chat:${line} medium`),
    ...[7, 11, 12, 13].map((line) => `usr/bin/settings:${line} medium`),
    "usr/lib/portal/portal:4 high",
    "usr/lib/systemd/user/chat.service:5 medium",
    "usr/share/gnome-shell/extensions/new@example.org/extension.js:6 medium",
    ...[4, 10].map((line) => `usr/share/gnome-shell/extensions/new@example.org/panel.js:${line} medium`),
    ...[7, 12, 20, 26, 31, 32].map((line) => `${extension}:${line} medium`),
    "usr/share/gnome-shell/extensions/typed@example.org/extension.ts.in:14 medium",
    "usr/src/panel/clock.vala:7 medium",
  ]);
});

test("absolute names, default programs, names and icons, and mere mentions are left alone", () => {
  expect(marksIn(desktopLookup, import.meta.url, "good")).toEqual([]);
});
