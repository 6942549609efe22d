import { describe, expect, it } from "vitest";
import type { SuiteEntry } from "../suites/suite-state.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";
import { requireNewer } from "./newer.ts";

function entry(source: string, version: string, packages: readonly [string, string, string][]): SuiteEntry {
  return {
    ...{ update: "u0", source, version, files: [], serial: 1, places: [], sources: null },
    packages: packages.map(([name, packageVersion, architecture]) => {
      return { package: name, version: packageVersion, architecture, component: "main", text: "" };
    }),
  };
}

function update(source: string, version: string, debs: readonly [string, string, string][]): PreparedUpdate {
  const made = debs.map(([name, debVersion, architecture]) => ({ package: name, version: debVersion, architecture }));
  return { source, version, debs: made } as unknown as PreparedUpdate;
}

const HELD = [
  entry("tiny", "1.0-2", [
    ["tiny", "1.0-2", "amd64"],
    ["tiny-doc", "1.0-2", "all"],
  ]),
];

describe("machines take", () => {
  it.each([
    ["a newer version", update("tiny", "1.0-3", [["tiny", "1.0-3", "amd64"]])],
    ["a source that is new to the suite", update("other", "0.1", [["other", "0.1", "amd64"]])],
    ["the same package for another architecture", update("other", "0.1", [["tiny", "0.1", "i386"]])],
  ])("%s", (_, wish) => {
    expect(() => requireNewer(wish, HELD, "s")).not.toThrow();
  });
});

describe("machines would not take, so it is refused:", () => {
  it.each([
    ["the same version", update("tiny", "1.0-2", [["tiny", "1.0-2", "amd64"]]), /tiny 1\.0-2 is already in s/],
    ["an older one", update("tiny", "1.0-1", [["tiny", "1.0-1", "amd64"]]), /older than 1\.0-2 in s/],
    ["one with a tilde", update("tiny", "1.0-2~deb12u1", [["tiny", "9", "amd64"]]), /older than 1\.0-2/],
    [
      "a newer source with an older package",
      update("tiny", "1.1", [["tiny", "1.0-2", "amd64"]]),
      /not newer than 1\.0-2/,
    ],
    [
      "a package of another source",
      update("other", "5", [["tiny-doc", "1.0-1", "all"]]),
      /tiny-doc 1\.0-1 is not newer/,
    ],
    [
      "one that changed from all to an architecture",
      update("other", "5", [["tiny-doc", "1.0-2", "i386"]]),
      /not newer/,
    ],
  ])("%s", (_, wish, reason) => {
    expect(() => requireNewer(wish, HELD, "s")).toThrow(reason);
    expect(() => requireNewer(wish, HELD, "s")).toThrow(expect.objectContaining({ code: "VERSION_NOT_NEWER" }));
  });
});
