import { describe, expect, test } from "vitest";
import { parseInstalledBuildDepends } from "./installed-build-depends.ts";

const buildinfo = `Format: 1.0
Source: tiny
Installed-Build-Depends:
 autoconf (= 2.71-3),
 gcc (= 4:12.2.0-3),
 libc6:i386 (= 2.36-9+deb12u10)
Environment:
 LANG="C.UTF-8"
`;

describe("Installed-Build-Depends", () => {
  test("is read with epochs and architectures, and ends where the next field begins", () => {
    expect(parseInstalledBuildDepends(buildinfo)).toEqual([
      { package: "autoconf", version: "2.71-3" },
      { package: "gcc", version: "4:12.2.0-3" },
      { package: "libc6", version: "2.36-9+deb12u10", architecture: "i386" },
    ]);
  });

  test.each([
    ["no such field", "Format: 1.0\n"],
    ["an empty field", "Installed-Build-Depends:\nEnvironment:\n"],
    ["another relation", "Installed-Build-Depends: gcc (>= 4)\n"],
    ["an option", "Installed-Build-Depends: --x (= 4)\n"],
  ])("is refused: %s", (_name, text) => {
    expect(parseInstalledBuildDepends(text)).toBeUndefined();
  });
});
