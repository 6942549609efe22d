import { describe, expect, test } from "vitest";
import { sha256 } from "../kernel/index.ts";
import { parseLease } from "./lease-schema.ts";
import type { BuildLease, MachineLease } from "./protocol.ts";

const build: BuildLease = {
  step: "build",
  lease: "l-1",
  update: "u-1",
  source: "libmodbus",
  version: "3.1.6-2.1+deb12u1",
  release: "bookworm",
  architecture: "amd64",
  timeLimitMs: 60_000,
  logLimitBytes: 1_000_000,
  apt: [{ url: "http://deb.debian.org/debian", suite: "bookworm", components: ["main"], keyring: "AAAA" }],
  leftOut: [{ suite: "bookworm-security", reason: "Its index of amd64 has 2 bytes, and the Release file says 3." }],
  files: [{ name: "libmodbus_3.1.6-2.1+deb12u1.dsc", sha256: sha256(""), size: 0 }],
  archAll: true,
};
const { files: _files, archAll: _archAll, ...rest } = build;
const machine: MachineLease = {
  ...rest,
  step: "machine",
  target: { ...build.apt[0], suite: "bookworm-security" } as MachineLease["target"],
  packages: [{ name: "libmodbus5", vulnerable: "3.1.6-2.1", fixed: "3.1.6-2.1+deb12u1" }],
};

describe("leases", () => {
  test.each([build, machine])("takes a sound one: $step", (lease) => {
    expect(parseLease(lease)).toEqual({ value: lease, problems: [] });
  });

  test.each([
    ["a path as a file name", { ...build, files: [{ name: "../../etc/passwd", sha256: sha256(""), size: 0 }] }],
    ["an option as a file name", { ...build, files: [{ name: "--root", sha256: sha256(""), size: 0 }] }],
    ["a source that is an option", { ...build, source: "-oDebug" }],
    ["an archive that smuggles options", { ...build, apt: [{ ...build.apt[0], url: "http://x [trusted=yes]" }] }],
    ["a suite with a line break", { ...build, apt: [{ ...build.apt[0], suite: "a\ndeb http://evil x main" }] }],
    ["a reason with control characters", { ...build, leftOut: [{ suite: "a", reason: "\u001b[2J" }] }],
    ["no archive", { ...build, apt: [] }],
    ["a package that is an option", { ...machine, packages: [{ name: "-y", vulnerable: "1", fixed: "2" }] }],
    ["an unknown step", { ...build, step: "publish" }],
    ["nothing", null],
  ])("sets aside: %s", (_name, lease) => {
    const parsed = parseLease(lease);
    expect(parsed.value).toBeUndefined();
    expect(parsed.problems.length).toBeGreaterThan(0);
  });
});
