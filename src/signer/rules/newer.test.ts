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

const SUITE = {
  name: "s",
  release: { codename: "s", version: "1", architectures: ["amd64", "i386"], suites: [], phases: [] },
};

const HELD = [
  entry("tiny", "1.0-2", [
    ["tiny", "1.0-2", "amd64"],
    ["tiny-doc", "1.0-2", "all"],
  ]),
];

describe("machines take", () => {
  it.each([
    [
      "a newer version",
      update("tiny", "1.0-3", [
        ["tiny", "1.0-3", "amd64"],
        ["tiny-doc", "1.0-3", "all"],
      ]),
    ],
    ["a source that is new to the suite", update("other", "0.1", [["other", "0.1", "amd64"]])],
    ["the same package for another architecture", update("other", "0.1", [["tiny", "0.1", "i386"]])],
  ])("%s", (_, wish) => {
    expect(() => requireNewer(wish, HELD, SUITE)).not.toThrow();
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
    expect(() => requireNewer(wish, HELD, SUITE)).toThrow(reason);
    expect(() => requireNewer(wish, HELD, SUITE)).toThrow(expect.objectContaining({ code: "VERSION_NOT_NEWER" }));
  });
});

describe("no machine loses what it has", () => {
  const both = entry("wide", "1", [
    ["wide", "1", "amd64"],
    ["wide", "1", "i386"],
  ]);
  const documented = entry("wide", "1", [
    ["wide", "1", "amd64"],
    ["wide-doc", "1", "all"],
  ]);
  const gone = entry("wide", "1", [
    ["wide", "1", "amd64"],
    ["wide", "1", "mips"],
  ]);

  it.each<[string, SuiteEntry, [string, string, string][], RegExp]>([
    [
      "an architecture that the new one lacks",
      both,
      [["wide", "2", "amd64"]],
      /wide 1 in s has packages for i386, and 2 has none: .* Submit the update for i386 too\./,
    ],
    ["every architecture", both, [["wide", "2", "mips"]], /packages for amd64 and i386/],
    [
      "an architecture, though one package became one for all",
      both,
      [
        ["wide", "2", "amd64"],
        ["wide-data", "2", "all"],
      ],
      /packages for i386/,
    ],
    ["what is for all", documented, [["wide", "2", "amd64"]], /wide-doc for all architectures, and 2 has no package/],
    [
      "what is for all, in favour of one architecture",
      documented,
      [
        ["wide", "2", "amd64"],
        ["wide-doc", "2", "amd64"],
      ],
      /wide-doc for all/,
    ],
  ])("refused: it takes away %s", (_, held, debs, reason) => {
    const judge = (): void => requireNewer(update("wide", "2", debs), [held], SUITE);
    expect(judge).toThrow(reason);
    expect(judge).toThrow(expect.objectContaining({ code: "SIGNER_REFUSED" }));
  });

  it.each<[string, SuiteEntry, [string, string, string][]]>([
    [
      "packages of other names for the same architectures",
      both,
      [
        ["wide-2", "2", "amd64"],
        ["wide-2", "2", "i386"],
      ],
    ],
    ["all packages for all", both, [["wide", "2", "all"]]],
    [
      "what was for all, for each architecture",
      documented,
      [
        ["wide-doc", "2", "amd64"],
        ["wide-doc", "2", "i386"],
        ["wide", "2", "amd64"],
      ],
    ],
    ["an architecture that the release has no more", gone, [["wide", "2", "amd64"]]],
  ])("taken: %s", (_, held, debs) => {
    expect(() => requireNewer(update("wide", "2", debs), [held], SUITE)).not.toThrow();
  });
});
