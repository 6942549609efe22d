import fc from "fast-check";
import { expect, test } from "vitest";
import { recipeLines } from "./recipe-lines.ts";

test.each([
  ["all: x\n\techo a\n", ["2 echo a\n"]],
  ["all:\n\t@-chmod 4755 $(DESTDIR)$(bin-dir)/x\n", [`2 chmod 4755 ${"$"}{DESTDIR}${"$"}{bin_dir}/x\n`]],
  [
    "all:\n\tfor f in a; do \\\n\t  echo $$f; \\\n\tdone\n\ttrue",
    ["2 for f in a; do \\\n\t  echo $f; \\\n\tdone\n", "5 true\n"],
  ],
  ["X = chmod 4755 y\n  chmod 4755 z\n", []],
  ["all:\n\techo \\", ["2 echo \\\n"]],
])("recipes of %j", (text, expected) => {
  expect(recipeLines(text).map((one) => `${one.line} ${one.text}`)).toEqual(expected);
});

test("any text has recipes that begin where a tab does", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("\t", "\n", "\\", "$", "$(A)", "@", "x ", "#")), (parts) => {
      const text = parts.join("");
      const lines = text.split("\n");
      for (const { line } of recipeLines(text)) expect(lines[line - 1]?.startsWith("\t")).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("a line continued very often takes no long time", () => {
  const text = `all:\n\tx${" \\\n\ty".repeat(400_000)}\n`;
  const begun = process.cpuUsage();
  expect(recipeLines(text)).toHaveLength(1);
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5000);
});
