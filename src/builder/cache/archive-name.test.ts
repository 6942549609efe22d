import { describe, expect, test } from "vitest";
import { formatArchiveName, parseArchiveName } from "./archive-name.ts";

describe("names in apt's archive directory", () => {
  test.each([
    ["libc6_2.36-9+deb12u10_amd64.deb", { package: "libc6", version: "2.36-9+deb12u10", architecture: "amd64" }],
    ["gcc_4%3a12.2.0-3_amd64.deb", { package: "gcc", version: "4:12.2.0-3", architecture: "amd64" }],
    [
      "libstdc++-12-dev_12.2.0-14~x_i386.deb",
      { package: "libstdc++-12-dev", version: "12.2.0-14~x", architecture: "i386" },
    ],
  ])("%s", (file, binary) => {
    expect(parseArchiveName(file)).toEqual(binary);
    expect(formatArchiveName(binary)).toBe(file);
  });

  test.each(["lock", "../x_1_all.deb", "x_1_all.deb.part", "X_1_all.deb", "x_1 2_all.deb"])("refuses %s", (file) => {
    expect(parseArchiveName(file)).toBeUndefined();
  });
});
