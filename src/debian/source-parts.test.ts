import { expect, test } from "vitest";
import { wrongParts } from "./source-parts.ts";

const QUILT = "3.0 (quilt)";
const NATIVE = "3.0 (native)";

test.each<[string, string, string[]]>([
  [QUILT, "1.0-1", ["p_1.0.orig.tar.xz", "p_1.0-1.debian.tar.xz"]],
  [QUILT, "2:1.0-1", ["p_1.0.orig.tar.gz", "p_1.0.orig.tar.gz.asc", "p_1.0-1.debian.tar.xz"]],
  [QUILT, "1.0-a-1", ["p_1.0-a.orig.tar.bz2", "p_1.0-a.orig-extra-b.tar.xz", "p_1.0-a-1.debian.tar.xz"]],
  [NATIVE, "1.0", ["p_1.0.tar.xz"]],
  [NATIVE, "1.0-1", ["p_1.0-1.tar.gz"]],
  ["1.0", "1.0-1", ["p_1.0.orig.tar.gz", "p_1.0-1.diff.gz"]],
  ["1.0", "1.0", ["p_1.0.tar.gz"]],
])("%s of %s: %j is a source", (format, version, names) => {
  expect(wrongParts({ format, source: "p", version, names })).toBeUndefined();
});

test.each<[string, string, string[], string]>([
  ["3.0 (git)", "1.0-1", ["p_1.0-1.git"], "format"],
  ["3.0 (custom)", "1.0", ["p_1.0.tar.xz"], "format"],
  ["2.0", "1.0-1", ["p_1.0.orig.tar.gz", "p_1.0-1.debian.tar.gz"], "format"],
  ["constructor", "1.0", ["p_1.0.tar.xz"], "format"],
  [QUILT, "1.0-1", ["p_1.0.orig.tar.xz"], "one debian.tar"],
  [QUILT, "1.0-1", ["p_1.0.orig.tar.xz", "p_1.0-2.debian.tar.xz"], "no part"],
  [QUILT, "1.0-1", ["p_1.0.orig.tar.xz", "p_1.0-1.diff.gz"], "no part"],
  [QUILT, "1.0-1", ["p_1.0.orig.tar.xz", "p_1.0.orig.tar.gz", "p_1.0-1.debian.tar.xz"], "one orig.tar"],
  [
    QUILT,
    "1.0-1",
    ["p_1.0.orig.tar.xz", "p_1.0.orig-a.tar.gz", "p_1.0.orig-a.tar.xz", "p_1.0-1.debian.tar.xz"],
    "twice",
  ],
  [NATIVE, "1.0", ["p_1.0.tar.xz", "p_1.0.orig.tar.xz"], "no part"],
  [NATIVE, "1.0.debian", ["p_1.0.debian.tar.xz"], "looks like"],
  ["1.0", "1.0-1", ["p_1.0.orig.tar.xz", "p_1.0-1.diff.gz"], "no part"],
  ["1.0", "1.0-1", ["p_1.0-1.diff.gz"], "one tarball"],
])("%s of %s: %j is refused", (format, version, names, why) => {
  expect(wrongParts({ format, source: "p", version, names })).toContain(why);
});
