import { expect, test } from "vitest";
import { marksIn } from "../testing.ts";
import { perlIncEnvironment } from "./rule.ts";

test("variables of the environment, also behind others and as one of two", () => {
  expect(marksIn(perlIncEnvironment, import.meta.url, "bad")).toEqual([
    "usr/bin/plugins:3 medium",
    "usr/bin/plugins:4 medium",
    "usr/bin/plugins:5 medium",
    "usr/bin/plugins:7 medium",
  ]);
});

test("other paths, and a search path that keeps what it was", () => {
  expect(marksIn(perlIncEnvironment, import.meta.url, "good")).toEqual([]);
});
