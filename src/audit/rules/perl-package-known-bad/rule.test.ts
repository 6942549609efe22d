import { describe, expect, test } from "vitest";
import { badPackage } from "../../perl/bad-packages.ts";
import { installedPackages } from "../../perl/installed-packages.ts";
import { marksIn } from "../testing.ts";
import { perlPackageKnownBad } from "./rule.ts";

test("a package of a bad version is found at its version", () => {
  expect(marksIn(perlPackageKnownBad, import.meta.url, "bad")).toEqual(["var/lib/dpkg/status:13 high"]);
});

test("Debian's own fix and packages of similar names pass", () => {
  expect(marksIn(perlPackageKnownBad, import.meta.url, "good")).toEqual([]);
});

describe("versions of libsub-handlesvia-perl", () => {
  test.each([
    ["0.016-1", false],
    ["0.028-1", false],
    ["0.029-1", true],
    ["0.036-1", true],
    ["0.050000-1", true],
    ["0.050000-1~bpo11+1", true],
    ["0.050000-1+deb12u1", false],
    ["0.050000-1+deb12u2", false],
    ["0.050000-2", true],
    ["0.050001-1", true],
    ["0.050002-1~bpo12+1", false],
    ["0.050002-1", false],
    ["0.050003-1", false],
    ["not a version", false],
  ])("%s", (version, isBad) => {
    expect(badPackage("libsub-handlesvia-perl", version) !== undefined).toBe(isBad);
  });
});

describe("dpkg's status", () => {
  const stanza = (status: string) => `Package: a\nStatus: ${status}\nVersion: 1-1\n\n`;

  test.each([
    ["install ok installed", true],
    ["hold ok installed", true],
    ["install ok unpacked", true],
    ["install ok triggers-pending", true],
    ["deinstall ok config-files", false],
    ["purge ok not-installed", false],
  ])("%s", (status, isThere) => {
    expect(installedPackages(stanza(status), ["a"])).toEqual(isThere ? [{ name: "a", version: "1-1", line: 3 }] : []);
  });

  test("names are whole, places are lines of the file, and every architecture counts", () => {
    const status = `Package: ab\nStatus: install ok installed\nVersion: 9\n\n${stanza("install ok installed")}${stanza("install ok installed")}`;
    expect(installedPackages(status, ["a"]).map(({ line }) => line)).toEqual([7, 11]);
  });

  test("a stanza at the end without an empty line, and text that is no stanza", () => {
    expect(installedPackages("Package: a\nStatus: install ok installed\nVersion: 1", ["a"])).toHaveLength(1);
    expect(installedPackages("Description: x\n Package: a\n", ["a"])).toEqual([]);
    expect(installedPackages("", ["a"])).toEqual([]);
  });
});
