import { describe, expect, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { dscOf, sourceDirectory } from "./source.ts";

describe("the name of a source tree", () => {
  test.each([
    ["libmodbus", "3.1.6-2.1+deb12u1", "libmodbus-3.1.6"],
    ["tiny", "99.1", "tiny-99.1"],
    ["gcc", "4:12.2.0-3", "gcc-12.2.0"],
    ["x", "1-2-3", "x-1-2"],
  ])("%s %s", (source, version, directory) => {
    expect(sourceDirectory(source, version)).toBe(directory);
  });
});

test("a lease has exactly one .dsc", () => {
  const file = (name: string): { name: string; sha256: string; size: number } => ({
    name,
    sha256: sha256(name),
    size: 1,
  });
  expect(dscOf([file("x_1.tar.xz"), file("x_1.dsc")]).name).toBe("x_1.dsc");
  expect(() => dscOf([file("x_1.tar.xz")])).toThrow();
  expect(() => dscOf([file("x_1.dsc"), file("y_1.dsc")])).toThrow();
});
