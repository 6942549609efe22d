import { describe, expect, test } from "vitest";
import { checkVersion, type KnownVersion } from "./check-version.ts";

const known: KnownVersion[] = [
  { suite: "bookworm", version: "3.1.6-2.1", releaseOrder: 1 },
  { suite: "bookworm-security", version: "3.1.6-2.1+deb12u1", releaseOrder: 1 },
  { suite: "trixie", version: "3.1.11-2", releaseOrder: 2 },
  { suite: "bullseye", version: "3.1.6-2", releaseOrder: 0 },
];

describe("a security update's version", () => {
  test.each(["3.1.6-2.1+deb12u2", "3.1.6-2.1+deb12u1.1", "3.1.7-1~deb12u1"])("%s fits", (version) => {
    expect(() => checkVersion(version, 1, known)).not.toThrow();
  });

  test.each([
    ["3.1.6-2.1+deb12u1", "VERSION_NOT_NEWER", "3.1.6-2.1+deb12u1 is already in bookworm-security."],
    ["3.1.5-1", "VERSION_NOT_NEWER", "3.1.5-1 is older than 3.1.6-2.1 in bookworm."],
    ["3.1.6-2.1~deb12u9", "VERSION_SORTS_WRONG", '"~" sorts before everything'],
    ["3.1.6-2.1", "VERSION_NOT_NEWER", "3.1.6-2.1 is already in bookworm."],
    ["3.1.11-2", "VERSION_SORTS_WRONG", "3.1.11-2 is not below 3.1.11-2 in trixie"],
    ["1:3.1.6-3", "VERSION_SORTS_WRONG", "not below 3.1.11-2 in trixie"],
  ])("%s is refused with %s", (version, code, sentence) => {
    expect(() => checkVersion(version, 1, known)).toThrow(expect.objectContaining({ code }));
    expect(() => checkVersion(version, 1, known)).toThrow(sentence);
  });

  test("a package that no suite holds has nothing to sort against", () => {
    expect(() => checkVersion("1.0-1", 1, [])).not.toThrow();
  });
});
