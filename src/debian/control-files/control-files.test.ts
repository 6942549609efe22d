import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBuildinfo, parseChanges, parseDsc, parseRelease } from "./index.ts";

const HASH = "ec4fdf10183e2d4cc2e02054b75811e11ae295b3b493b712771ddb9c670bdc9e";
const OTHER_HASH = "fe0c141cd10d58bb848643f00f2d4b4005214f93312d7b66ac805fd369876651";

const DSC = `Format: 3.0 (quilt)
Source: libmodbus
Binary: libmodbus5, libmodbus-dev
Architecture: any
Version: 3.1.6-2.1+deb12u1
Maintainer: SZ Lin (林上智) <szlin@debian.org>
Uploaders: Ivo De Decker <ivodd@debian.org>
Checksums-Sha256:
 ${HASH} 96348 libmodbus_3.1.6.orig.tar.gz
 ${OTHER_HASH} 12224 libmodbus_3.1.6-2.1+deb12u1.debian.tar.xz
Files:
 15c84c1f7fb49502b3efaaa668cfd25e 96348 libmodbus_3.1.6.orig.tar.gz
 a1b0d1b3f0dd08e51a0d8e4c3cbf3d6d 12224 libmodbus_3.1.6-2.1+deb12u1.debian.tar.xz
`;

describe(".dsc", () => {
  test("gives names, version and files", () => {
    const { value, problems } = parseDsc(DSC, "libmodbus.dsc");
    expect(problems).toEqual([]);
    expect(value).toEqual({
      source: "libmodbus",
      version: "3.1.6-2.1+deb12u1",
      format: "3.0 (quilt)",
      binaries: ["libmodbus5", "libmodbus-dev"],
      architectures: ["any"],
      maintainer: "SZ Lin (林上智) <szlin@debian.org>",
      uploaders: "Ivo De Decker <ivodd@debian.org>",
      files: [
        { name: "libmodbus_3.1.6.orig.tar.gz", size: 96348, sha256: HASH },
        { name: "libmodbus_3.1.6-2.1+deb12u1.debian.tar.xz", size: 12224, sha256: OTHER_HASH },
      ],
    });
  });

  test.each([
    ["a name that Policy refuses", "Source: libmodbus", "Source: Lib_Modbus", "dsc-source", 2],
    ["a version in Source", "Source: libmodbus", "Source: libmodbus (1)", "dsc-source", 2],
    ["no version", /^Version: .*$/m, "Version:", "dsc-missing", 5],
    ["a version that leaves its directory", /^Version: .*$/m, "Version: 1/../../2", "dsc-version", 5],
    ["an unknown format", "3.0 (quilt)", "3.0 (custom)", "dsc-format", 1],
    ["a binary's name that is none", "libmodbus5,", "../x,", "dsc-word", 3],
    ["MD5 sums only", /Checksums-Sha256:(\n .*)+\n/, "", "files-no-sha256", 8],
    ["no sums at all", /Checksums-Sha256:(\n .*)+\n/, "Checksums-Sha256:\n", "files-disagree", 10],
    ["a slash in a file's name", " libmodbus_3.1.6.orig.tar.gz\n", " ../orig.tar.gz\n", "files-name", 9],
    ["a hidden file", " libmodbus_3.1.6.orig.tar.gz\n", " .orig.tar.gz\n", "files-name", 9],
    ["a short hash", HASH, HASH.slice(1), "files-hash", 9],
    ["a hash in capitals", HASH, HASH.toUpperCase(), "files-hash", 9],
    ["a negative size", " 96348 ", " -1 ", "files-size", 9],
    ["an absurd size", " 96348 ", " 99999999999999999 ", "files-size", 9],
    [
      "a file named twice",
      "libmodbus_3.1.6-2.1+deb12u1.debian.tar.xz",
      "libmodbus_3.1.6.orig.tar.gz",
      "files-duplicate",
      10,
    ],
    ["a word too many", " 12224 ", " 12224 12 ", "files-line", 10],
    ["another .dsc among the files", "libmodbus_3.1.6.orig.tar.gz", "x.dsc", "dsc-self", 8],
    ["a second stanza", /$/, "\nA: b\n", "control-second-stanza", 15],
  ])("refuses %s", (_name, from, to, code, line) => {
    const { value, problems } = parseDsc(DSC.replace(from, to), "x.dsc");
    expect(value).toBeUndefined();
    expect(problems).toContainEqual(
      expect.objectContaining({ code, severity: "error", place: expect.objectContaining({ file: "x.dsc", line }) }),
    );
  });

  test("an empty file is refused", () => {
    expect(parseDsc("", "x.dsc").problems).toMatchObject([{ code: "control-empty" }]);
  });

  test("a message shows foreign text without control characters", () => {
    const { problems } = parseDsc(DSC.replace("3.1.6-2.1+deb12u1\nM", "\u001b[2J\nM"));
    expect(problems.map((problem) => problem.message).join()).toContain(String.raw`"\u001b[2J"`);
  });
});

const CHANGES = `Format: 1.8
Date: Sat, 21 Nov 2026 14:02:00 +0100
Source: libmodbus (3.1.6-2.1)
Binary: libmodbus-dev libmodbus5
Architecture: source amd64
Version: 3.1.6-2.1+deb12u1
Distribution: bookworm-security
Urgency: HIGH
Maintainer: SZ Lin <szlin@debian.org>
Changed-By: Jane Doe <jane@example.org>
Closes: 1012345 1012346
Changes:
 libmodbus (3.1.6-2.1+deb12u1) bookworm-security; urgency=high
 .
   * Fix CVE-2024-10918.
Checksums-Sha256:
 ${HASH} 2206 libmodbus_3.1.6-2.1+deb12u1.dsc
Files:
 15c84c1f7fb49502b3efaaa668cfd25e 2206 libs optional libmodbus_3.1.6-2.1+deb12u1.dsc
`;

describe(".changes", () => {
  test("gives the upload", () => {
    const { value, problems } = parseChanges(CHANGES);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      source: "libmodbus",
      sourceVersion: "3.1.6-2.1",
      version: "3.1.6-2.1+deb12u1",
      architectures: ["source", "amd64"],
      distributions: ["bookworm-security"],
      urgency: "high",
      changedBy: "Jane Doe <jane@example.org>",
      date: new Date("2026-11-21T13:02:00Z"),
      closes: [1012345, 1012346],
      files: [{ name: "libmodbus_3.1.6-2.1+deb12u1.dsc", size: 2206, sha256: HASH }],
    });
    expect(value?.changes).toContain("Fix CVE-2024-10918.");
  });

  test.each([
    ["no suite", "Distribution: bookworm-security", "Distribution:", "changes-missing"],
    ["a suite that is a path", "Distribution: bookworm-security", "Distribution: ../x", "changes-distribution"],
    ["a date that is none", "Sat, 21 Nov 2026", "Sat, 31 Nov 2026", "changes-date"],
    ["a file that only MD5 vouches for", "libs optional libmodbus_", "libs optional other_", "files-disagree"],
  ])("refuses %s", (_name, from, to, code) => {
    const { value, problems } = parseChanges(CHANGES.replace(from, to));
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });
});

const BUILDINFO = `Format: 1.0
Source: libmodbus
Binary: libmodbus5
Architecture: amd64
Version: 3.1.6-2.1+deb12u1
Checksums-Sha256:
 ${HASH} 30000 libmodbus5_3.1.6-2.1+deb12u1_amd64.deb
Build-Origin: Debian
Build-Architecture: amd64
Build-Date: Sat, 21 Nov 2026 14:02:00 +0000
Build-Path: /build/reproducible-path/libmodbus-3.1.6
Installed-Build-Depends:
 autoconf (= 2.71-3),
 binutils:i386 (= 2.40-2),
 libc6 (= 2.36-9+deb12u10)
Environment:
 DEB_BUILD_OPTIONS="parallel=2 nocheck"
 LANG="C.UTF-8"
 ODD="a \\"quoted\\" \\\\ \\$HOME"
`;

describe(".buildinfo", () => {
  test("gives what the build was made from and in", () => {
    const { value, problems } = parseBuildinfo(BUILDINFO);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      source: "libmodbus",
      buildOrigin: "Debian",
      buildArchitecture: "amd64",
      buildPath: "/build/reproducible-path/libmodbus-3.1.6",
      installed: [
        { name: "autoconf", version: "2.71-3" },
        { name: "binutils", version: "2.40-2", architecture: "i386" },
        { name: "libc6", version: "2.36-9+deb12u10" },
      ],
    });
    expect(Object.fromEntries(value?.environment ?? [])).toEqual({
      DEB_BUILD_OPTIONS: "parallel=2 nocheck",
      LANG: "C.UTF-8",
      ODD: 'a "quoted" \\ $HOME',
    });
  });

  test.each([
    ["a package without an exact version", "autoconf (= 2.71-3)", "autoconf (>= 2)", "buildinfo-installed", 13],
    ["a package that is an option", "autoconf (", "-o=Foo (", "buildinfo-installed", 13],
    ["a variable without quotation marks", 'LANG="C.UTF-8"', "LANG=C", "buildinfo-environment", 18],
    [
      "no installed packages",
      /Installed-Build-Depends:(\n .*,)+\n .*\n/,
      "Installed-Build-Depends:\n",
      "buildinfo-missing",
      12,
    ],
  ])("refuses %s", (_name, from, to, code, line) => {
    const { value, problems } = parseBuildinfo(BUILDINFO.replace(from, to));
    expect(value).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ code, place: expect.objectContaining({ line }) }));
  });
});

const RELEASE = `Origin: Debian
Label: Debian-Security
Suite: oldstable-security
Version: 12
Codename: bookworm-security
Date: Wed, 18 Nov 2026 22:17:41 UTC
Valid-Until: Wed, 25 Nov 2026 22:17:41 UTC
Acquire-By-Hash: yes
Architectures: amd64 i386
Components: main contrib
MD5Sum:
 d41d8cd98f00b204e9800998ecf8427e 0 main/source/Sources
SHA256:
 ${HASH} 298284 main/source/Sources.xz
 ${OTHER_HASH}  376228 main/binary-amd64/Packages.xz
`;

describe("Release", () => {
  test("gives dates, names and the files it vouches for", () => {
    const { value, problems } = parseRelease(RELEASE);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      origin: "Debian",
      codename: "bookworm-security",
      date: new Date("2026-11-18T22:17:41Z"),
      validUntil: new Date("2026-11-25T22:17:41Z"),
      acquireByHash: true,
      components: ["main", "contrib"],
    });
    expect([...(value?.files.values() ?? [])]).toEqual([
      { path: "main/source/Sources.xz", size: 298284, sha256: HASH },
      { path: "main/binary-amd64/Packages.xz", size: 376228, sha256: OTHER_HASH },
    ]);
  });

  test.each([
    ["MD5 sums only", /SHA256:[\s\S]*$/, "", "release-no-sha256"],
    ["no date", /^Date: .*$/m, "Date:", "release-missing"],
    ["a date that is none", /^Date: .*$/m, "Date: yesterday", "release-date"],
    ["a Valid-Until that is none", /^Valid-Until: .*$/m, "Valid-Until: never", "release-date"],
    ["two sums for one file", "main/binary-amd64/Packages.xz", "main/source/Sources.xz", "release-duplicate"],
    ["a sum that is none", HASH, "0", "release-hash"],
    ["a size that is none", " 298284 ", " x ", "release-size"],
    ["a word too many", "Sources.xz", "Sources.xz more", "release-line"],
  ])("refuses %s", (_name, from, to, code) => {
    const { value, problems } = parseRelease(RELEASE.replace(from, to));
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.code)).toContain(code);
  });

  test.each(["../../etc/passwd", "/etc/passwd", "main/../../x"])("takes no file from %s", (path) => {
    const { value, problems } = parseRelease(RELEASE.replace("main/source/Sources.xz", path));
    expect(problems).toMatchObject([{ code: "release-path", severity: "warning" }]);
    expect(value?.files.size).toBe(1);
  });
});

test("no control file makes a parser throw", () => {
  const whole = [DSC, CHANGES, BUILDINFO, RELEASE];
  const damaged = fc.tuple(fc.constantFrom(...whole), fc.nat(1500), fc.nat(60), fc.string({ maxLength: 20 }));
  fc.assert(
    fc.property(damaged, ([text, at, length, put]) => {
      const broken = text.slice(0, at) + put + text.slice(at + length);
      for (const parse of [parseDsc, parseChanges, parseBuildinfo, parseRelease]) {
        const { value, problems } = parse(broken, "x");
        expect(value === undefined).toBe(problems.some((problem) => problem.severity === "error"));
      }
    }),
    { numRuns: 500 },
  );
});
