import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { causeOf } from "./cause.ts";

function file(name: string, unified_diff: string): object {
  return { source1: name, source2: name, unified_diff, details: [] };
}

function deb(...files: object[]): object {
  const data = { source1: "data.tar.xz", source2: "data.tar.xz", unified_diff: null, details: files };
  return { source1: "first/tiny_1_all.deb", source2: "second/tiny_1_all.deb", unified_diff: null, details: [data] };
}

describe("the cause of a difference", () => {
  test.each([
    [
      "a time",
      deb(file("./usr/share/tiny/stamp", "@@ -1 +1 @@\n-built 2026-11-21 10:00\n+built 2027-12-24 10:00\n")),
      "./usr/share/tiny/stamp differs: a time",
    ],
    [
      "the path",
      deb(file("./usr/bin/a", "-/build/reproducible-path/x\n+/build/second/another-path/x\n")),
      "./usr/bin/a differs: the build path",
    ],
    ["unknown", deb(file("./a", "-x\n+y\n")), "./a differs"],
    [
      "many places",
      deb(...["./a", "./b", "./c", "./d", "./e"].map((name) => file(name, "-x\n+y\n"))),
      "./a, ./b, ./c and 2 more differ",
    ],
    ["no place", { source1: "x", unified_diff: "-x\n+y\n", details: [] }, "the content differs"],
  ])("%s", (_name, report, cause) => {
    expect(causeOf(report)).toBe(cause);
  });

  test("a view of a file is named by the file", () => {
    const view = {
      source1: "readelf --notes {}",
      source2: "readelf --notes {}",
      unified_diff: "-Build ID: 0123456789abcdef01234\n",
      details: [],
    };
    const report = deb({ source1: "./usr/bin/a", source2: "./usr/bin/a", unified_diff: null, details: [view] });
    expect(causeOf(report)).toBe("./usr/bin/a differs: the build id of debug information");
  });

  test("never throws, whatever the report", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof causeOf(value) === "string"));
  });
});
