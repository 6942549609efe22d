import { expect, test } from "vitest";
import { looksLikeIndexFile, parseIndexFileName } from "./index-file-name.ts";

test.each([
  ["bookworm__main_Sources", "bookworm", "", "main", "sources", ""],
  ["bookworm_security_non-free-firmware_Sources", "bookworm", "security", "non-free-firmware", "sources", ""],
  ["bookworm-backports__main_Sources.xz", "bookworm-backports", "", "main", "sources", "xz"],
  ["kali-rolling__main_Sources", "kali-rolling", "", "main", "sources", ""],
  ["rpi5__main_Sources", "rpi5", "", "main", "sources", ""],
  ["acme-12-x_lts_area51_Sources", "acme-12-x", "lts", "area51", "sources", ""],
  ["kali-rolling_updates_main_amd64_Packages", "kali-rolling", "updates", "main", "packages", ""],
  ["sid__main_kfreebsd-amd64_Packages.gz", "sid", "", "main", "packages", "gz"],
])("%s", (file, release, subrelease, area, kind, packing) => {
  expect(parseIndexFileName(file)).toEqual({ file, release, subrelease, area, kind, packing });
  expect(looksLikeIndexFile(file)).toBe(true);
});

test.each([
  ["a release with an upper-case letter", "Sid__main_Sources"],
  ["a release that begins with a digit", "12__main_Sources"],
  ["no subrelease", "sid_main_Sources"],
  ["a subrelease that nobody knows", "sid_proposed-updates_main_Sources"],
  ["no area", "sid___Sources"],
  ["Packages of no architecture", "sid__main_Packages"],
  ["Sources of an architecture", "sid__main_amd64_Sources"],
  ["a packing that is not read", "sid__main_Sources.bz2"],
  ["a name of apt's lists", "deb.debian.org_debian_dists_sid_main_source_Sources"],
])("looks like an index and is none: %s", (_what, file) => {
  expect(parseIndexFileName(file)).toBeUndefined();
  expect(looksLikeIndexFile(file)).toBe(true);
});

test.each(["README", "Sources", "sid__main_Sources.diff_Index", "sid__main_Sources~", "sid_InRelease"])(
  "does not look like an index: %s",
  (file) => {
    expect(parseIndexFileName(file)).toBeUndefined();
    expect(looksLikeIndexFile(file)).toBe(false);
  },
);
