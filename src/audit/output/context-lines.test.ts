import { expect, test } from "vitest";
import { contextLines } from "./context-lines.ts";
import { PLAIN } from "./testing.ts";

test.each([
  ["the first", "a\nb\nc\n", 1, ["  > 1  a", "    2  b"]],
  ["one between", "a\nb\nc\n", 2, ["    1  a", "  > 2  b", "    3  c"]],
  ["the last, without an end", "a\nb\nc", 3, ["    2  b", "  > 3  c"]],
  ["CR LF", "a\r\nb\r\n", 1, ["  > 1  a", "    2  b"]],
  ["numbers of one width", `${"\n".repeat(8)}x\ny\nz`, 10, ["     9  x", "  > 10  y", "    11  z"]],
  ["a line that is not there", "a\n", 7, []],
  ["the file as such", "a\n", 0, []],
])("%s", (_what, text, line, expected) => {
  expect(contextLines(text, line, PLAIN)).toEqual(expected);
});

test("a line of ten megabytes is cut, quickly", () => {
  const text = `${"x".repeat(10_000_000)}\n${"y".repeat(10_000_000)}\n`;
  const started = process.cpuUsage();
  const [first, second] = contextLines(text, 1, PLAIN);
  expect(first).toBe(`  > 1  ${"x".repeat(160)} …`);
  expect(second).toBe(`    2  ${"y".repeat(160)} …`);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});
