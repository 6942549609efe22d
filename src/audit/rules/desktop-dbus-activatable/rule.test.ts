import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { desktopDbusActivatable } from "./rule.ts";

test("what the session bus starts by its name is found", () => {
  expect(marksIn(desktopDbusActivatable, import.meta.url, "bad")).toEqual([
    "usr/share/applications/org.example.Chat.desktop:5 low",
  ]);
  expect(marksIn(desktopDbusActivatable, import.meta.url, "good")).toEqual([]);
});
