import { expect, test } from "vitest";
import { parseDate } from "./dates.ts";
import { isArchivePath, isFileName, isPackageName } from "./names.ts";
import { parseBuiltUsing, parseSourceReference } from "./source-reference.ts";

test.each([
  ["Sat, 11 Jul 2026 10:16:37 UTC", "2026-07-11T10:16:37.000Z"],
  ["Sat, 11 Jul 2026 10:16:37 +0000", "2026-07-11T10:16:37.000Z"],
  ["Mon, 05 Aug 2019 17:21:16 +0800", "2019-08-05T09:21:16.000Z"],
  ["Mon,  5 Aug 2019 17:21:16 -0330", "2019-08-05T20:51:16.000Z"],
  ["5 Aug 2019 17:21:16 GMT", "2019-08-05T17:21:16.000Z"],
  ["Thu, 29 Feb 2024 00:00:00 UTC", "2024-02-29T00:00:00.000Z"],
])("date %s", (text, expected) => expect(parseDate(text)?.toISOString()).toBe(expected));

test.each([
  "",
  "yesterday",
  "31 Nov 2026 10:00:00 UTC",
  "29 Feb 2025 00:00:00 UTC",
  "1 Foo 2026 10:00:00 UTC",
  "1 Jan 2026 25:00:00 UTC",
  "1 Jan 2026 10:61:00 UTC",
  "1 Jan 2026 10:00:00",
])("no date: %j", (text) => expect(parseDate(text)).toBeUndefined());

test.each([
  ["libmodbus", true],
  ["g++", true],
  ["0ad", true],
  ["a", false],
  ["Lib", false],
  ["-rf", false],
  ["a_b", false],
  ["a b", false],
  ["", false],
])("package name %j: %s", (text, good) => expect(isPackageName(text)).toBe(good));

test.each([
  ["libxtst6_2%3a1.2.3-1.1_amd64.deb", true],
  ["x_1~rc1+b2.dsc", true],
  [".hidden", false],
  ["..", false],
  ["a/b", false],
  ["a\nb", false],
  ["-o", false],
  ["a".repeat(256), false],
])("file name %j: %s", (text, good) => expect(isFileName(text)).toBe(good));

test.each([
  ["pool/main/b/bash/bash.deb", true],
  ["bash.deb", true],
  ["/etc/passwd", false],
  ["pool/../x", false],
  ["pool//x", false],
  ["pool/", false],
  ["", false],
])("archive path %j: %s", (text, good) => expect(isArchivePath(text)).toBe(good));

test.each([
  ["gcc-12", { name: "gcc-12" }],
  ["gcc-12 (12.2.0-14)", { name: "gcc-12", version: "12.2.0-14" }],
  ["gcc-12 ()", undefined],
  ["gcc-12 (1/2)", undefined],
  ["GCC", undefined],
  ["", undefined],
])("source reference %j", (text, expected) => expect(parseSourceReference(text)).toEqual(expected));

test("Built-Using names sources in exact versions", () => {
  expect(parseBuiltUsing("gcc-12 (= 12.2.0-14), glibc (= 2.36-9+deb12u10), odd (>= 1), ")).toEqual([
    { name: "gcc-12", version: "12.2.0-14" },
    { name: "glibc", version: "2.36-9+deb12u10" },
  ]);
});
