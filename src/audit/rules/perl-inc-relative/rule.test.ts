import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { perlIncRelative } from "./rule.ts";

test("relative, empty and current directories, in the first line, statements and started programs", () => {
  expect(marksIn(perlIncRelative, import.meta.url, "bad")).toEqual([
    "usr/bin/beside:4 medium",
    "usr/bin/first-line:1 medium",
    "usr/bin/looped:7 medium",
    "usr/bin/looped:10 medium",
    "usr/sbin/rooted:5 high",
    "usr/sbin/rooted:7 high",
    "usr/sbin/rooted:8 high",
    "usr/sbin/rooted:12 high",
    "usr/share/perl5/Loader.pm:5 low",
  ]);
});

test("no lib, directories of root, text, documentation, what reads @INC", () => {
  expect(marksIn(perlIncRelative, import.meta.url, "good")).toEqual([]);
});
