import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { perlIncComputed } from "./rule.ts";

test("FindBin, $0 and __FILE__ are low, as root too", () => {
  expect(marksIn(perlIncComputed, import.meta.url, "bad")).toEqual([
    "usr/bin/found:4 low",
    "usr/bin/named:6 low",
    "usr/bin/named:8 low",
    "usr/bin/named:9 low",
    "usr/sbin/rooted:3 low",
  ]);
});

test("FindBin for other things than modules", () => {
  expect(marksIn(perlIncComputed, import.meta.url, "good")).toEqual([]);
});
