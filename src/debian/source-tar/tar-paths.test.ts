import { expect, test } from "vitest";
import { TarPaths } from "./tar-paths.ts";

function added(paths: Iterable<string>, bounds?: { members: number; bytes: number }): TarPaths {
  const all = new TarPaths("a.tar", bounds);
  for (const path of paths) all.add(path, "0");
  return all;
}

function* deep(count: number): Iterable<string> {
  for (let index = 0; index < count; index += 1) yield `${index}/${"d/".repeat(2000)}f`;
}

test("directories that no member names count with their paths: 17 members can name 34,000 of them", () => {
  expect(() => added(deep(100))).toThrow("far too many or too long paths");
});

test.each<[string, string[], { members: number; bytes: number }, string]>([
  ["members", ["a", "b", "c"], { members: 2, bytes: 100 }, "far too many members"],
  ["bytes", ["aaaa", "bbbb"], { members: 9, bytes: 7 }, "too long paths"],
  ["directories", ["a/b/c/d/e/f"], { members: 2, bytes: 100 }, "far too many directories"],
])("too many %s are refused", (_what, paths, bounds, message) => {
  expect(() => added(paths, bounds)).toThrow(message);
});
