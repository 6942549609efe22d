import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { pythonIsolationShebang } from "./rule.ts";

test("a first line is as bad as what starts the program", () => {
  expect(marksIn(pythonIsolationShebang, import.meta.url, "bad")).toEqual([
    "usr/bin/forgotten-bit:1 medium",
    "usr/bin/joined:1 medium",
    "usr/lib/python3/dist-packages/example/executable.py:1 low",
    "usr/lib/python3/dist-packages/example/started.py:1 high",
    "usr/local/lib/half:1 medium",
    "usr/local/lib/plainly:1 medium",
    "usr/local/lib/rightly:1 high",
    "usr/local/lib/rootly:1 high",
    "usr/local/lib/unbuffered:1 high",
    "usr/share/example/app.py:1 medium",
  ]);
});

test("isolated programs and modules that nobody starts are fine", () => {
  expect(marksIn(pythonIsolationShebang, import.meta.url, "good")).toEqual([]);
});

test("what a recipe installs with the executable bit is a program without one, whatever its name", () => {
  expect(marksIn(pythonIsolationShebang, import.meta.url, "installed")).toEqual([
    "src/run.py:1 medium",
    "src/setup.py:1 medium",
  ]);
});

test("in a tree that does not say where its files go, what scripts start by its name is a program, and a template whose first line a build fills in", () => {
  expect(marksIn(pythonIsolationShebang, import.meta.url, "placeless")).toEqual([
    "src/applet.in:1 medium",
    "src/pins.py:1 medium",
    "src/window.py:1 medium",
  ]);
});
