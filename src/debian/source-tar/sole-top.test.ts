import { expect, test } from "vitest";
import { soleTop } from "./sole-top.ts";

test.each<[string, [string, boolean][], string]>([
  ["one directory", [["pkg-1.0", true]], "pkg-1.0/"],
  [
    "an empty directory beside it",
    [
      ["pkg-1.0", true],
      ["empty", true],
    ],
    "",
  ],
  [
    "quilt's state beside it, which upstream's tarball is unpacked without",
    [
      ["pkg-1.0", true],
      [".pc", true],
    ],
    "pkg-1.0/",
  ],
  ["one file", [["README", false]], ""],
  ["nothing", [], ""],
])("what dpkg-source drops: %s", (_what, tops, dropped) => {
  expect(soleTop(new Map(tops), true)).toBe(dropped);
});

test("quilt's state is like any other directory where quilt is not used", () => {
  expect(
    soleTop(
      new Map([
        ["pkg-1.0", true],
        [".pc", true],
      ]),
      false,
    ),
  ).toBe("");
});
