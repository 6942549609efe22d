import { expect, test } from "vitest";
import { scriptsOfJust } from "./shell-of-just.ts";

test("recipes, with parameters and what they wait for", () => {
  expect(scriptsOfJust("a := '1'\n\nadd who='kim': other\n    @visudo {{ who }}\n\nother x:\n  true\n")).toEqual([
    { text: "visudo $who\n", line: 4 },
    { text: "true\n", line: 7 },
  ]);
});

test("a line that goes on and on is looked at once", () => {
  const before = process.cpuUsage();
  expect(scriptsOfJust(`a${" ".repeat(100_000)}b\nb: a\n  true\n`)).toEqual([{ text: "true\n", line: 3 }]);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});
