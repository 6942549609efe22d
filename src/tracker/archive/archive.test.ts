import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SourceEntry } from "../../debian/index.ts";
import { readBinaryDirectory } from "./binary-versions.ts";
import { sourceVersionsOf } from "./from-suite-indexes.ts";
import { indexesPassedOver } from "./list-index-directory.ts";
import { readIndexDirectory } from "./read-index-directory.ts";
import { suiteName } from "./source-versions.ts";

const scratch = mkdtempSync(join(tmpdir(), "sameday-tracker-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("a directory of indexes", () => {
  const write = (name: string, text: string): void => writeFileSync(join(scratch, name), text);
  const stanza = (name: string, version: string, more = ""): string =>
    `Package: ${name}\nVersion: ${version}\n${more}\n`;

  test("gives every suite's highest version, without old sources that are only kept", async () => {
    write("bookworm__main_Sources", stanza("curl", "1-1") + stanza("curl", "1-2") + stanza("wget", "1"));
    write("bookworm__contrib_Sources", stanza("curl", "9"));
    write("bookworm_security_main_Sources", stanza("curl", "1-3") + stanza("curl", "2", "Extra-Source-Only: yes\n"));
    write("bookworm-backports__main_Sources", stanza("curl", "3~bpo12+1"));
    write("bookworm__main_amd64_Packages", "not read");
    const archive = await readIndexDirectory(scratch);
    expect(archive.rowsOf("curl").map((row) => `${suiteName(row)}/${row.area} ${row.version}`)).toEqual([
      "bookworm-backports/main 3~bpo12+1",
      "bookworm/contrib 9",
      "bookworm/main 1-2",
      "bookworm-security/main 1-3",
    ]);
    expect([...archive.packages()].sort()).toEqual(["curl", "wget"]);
    expect(archive.rowsOf("nothing")).toEqual([]);
  });

  test("gives the same rows of the packages that are asked for, and every release, when others are left out", async () => {
    write("trixie__main_Sources", stanza("wget", "2"));
    const [all, some] = [await readIndexDirectory(scratch), await readIndexDirectory(scratch, new Set(["curl", "no"]))];
    expect(some.rowsOf("curl")).toEqual(all.rowsOf("curl"));
    expect([...some.packages()]).toEqual(["curl"]);
    expect(some.releases).toEqual(all.releases);
    write("trixie__main_Sources", stanza("wget", "2 2"));
    await expect(readIndexDirectory(scratch, new Set(["curl"]))).rejects.toMatchObject({ code: "INPUT_INVALID" });
    rmSync(join(scratch, "trixie__main_Sources"));
  });

  test.each([
    ["cut short", "Package: curl\nVersion: 1"],
    ["without a version", "Package: curl\n\n"],
    ["with a version that dpkg refuses", stanza("curl", "1 2")],
  ])("refuses a file %s, by its name", async (_name, text) => {
    write("trixie__main_Sources", text);
    await expect(readIndexDirectory(scratch)).rejects.toMatchObject({
      code: "INPUT_INVALID",
      message: expect.stringContaining("trixie__main_Sources"),
    });
    rmSync(join(scratch, "trixie__main_Sources"));
  });

  test("reads releases whose codename holds digits and hyphens, Sources and Packages", async () => {
    const kali = mkdtempSync(join(scratch, "kali-"));
    const here = (name: string, text: string): void => writeFileSync(join(kali, name), text);
    here("sid__main_Sources", stanza("curl", "1"));
    here("kali-rolling__main_Sources", stanza("curl", "2"));
    here("rpi5_security_non-free_Sources", stanza("curl", "3"));
    here("kali-rolling__main_kfreebsd-amd64_Packages", stanza("libcurl4", "2", "Source: curl\n"));
    here("rpi5_security_main_arm64_Packages", stanza("curl", "3"));
    const rows = (await readIndexDirectory(kali)).rowsOf("curl");
    expect(rows.map((row) => `${suiteName(row)}/${row.area} ${row.version}`)).toEqual([
      "kali-rolling/main 2",
      "rpi5-security/non-free 3",
      "sid/main 1",
    ]);
    const binaries = await readBinaryDirectory(kali);
    expect(binaries.binariesOf("curl", "kali-rolling")).toEqual(["libcurl4"]);
    expect(binaries.builtFrom("curl", "rpi5")).toEqual(["3"]);
    expect(await indexesPassedOver(kali)).toEqual([]);
  });

  test("tells of files that look like indexes and are not read", async () => {
    const mixed = mkdtempSync(join(scratch, "mixed-"));
    const here = (name: string, text: string): void => writeFileSync(join(mixed, name), text);
    const [misnamed, packed] = ["Sid__main_Sources", "sid__contrib_Sources.xz"];
    for (const name of [misnamed, packed, "README"]) here(name, "");
    const names = expect.stringMatching(/Sid__main_Sources\b.*sid__contrib_Sources\.xz/);
    await expect(readIndexDirectory(mixed)).rejects.toMatchObject({ code: "INPUT_INVALID", message: names });
    here("sid__main_Sources", stanza("curl", "1"));
    expect(await indexesPassedOver(mixed)).toEqual([
      expect.stringMatching(/RELEASE_SUBRELEASE_AREA_Sources .*: Sid__main_Sources\.$/),
      expect.stringMatching(/plain indexes alone; passed over: sid__contrib_Sources\.xz\.$/),
    ]);
    here("sid__contrib_Sources", "");
    for (const release of ["A", "B", "C", "D", "E", "F"]) here(`${release}__main_amd64_Packages`, "");
    expect(await indexesPassedOver(mixed)).toEqual([
      expect.stringMatching(/: A_.* E__main_amd64_Packages and 2 more\.$/),
    ]);
  });

  test("refuses a directory that holds none, or is not there", async () => {
    const empty = mkdtempSync(join(scratch, "empty-"));
    await expect(readIndexDirectory(empty)).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await expect(readIndexDirectory(join(scratch, "missing"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

test("the archive's own suites, backports as a release of their own", () => {
  const suite = (...entries: readonly (readonly [string, string])[]) => ({
    sourcesByComponent: () =>
      entries.map(
        ([name, version]): SourceEntry => ({
          package: name,
          version,
          component: "main",
          section: "",
          architecture: "any",
          binaries: [],
          extraSourceOnly: false,
          directory: "",
          checksums: "",
        }),
      ),
  });
  const versions = sourceVersionsOf([
    { release: "bookworm", role: "main", index: suite(["curl", "1"], ["bad", "1 2"]) },
    { release: "trixie", role: "main", index: suite(["curl", "2"]) },
    { release: "bookworm", role: "backports", index: suite(["curl", "2~bpo12+1"]) },
    { release: "bookworm", role: "security", index: suite(["curl", "1+deb12u1"]) },
  ]);
  expect(versions.rowsOf("curl").map((row) => `${suiteName(row)} ${row.version}`)).toEqual([
    "bookworm 1",
    "bookworm-security 1+deb12u1",
    "trixie 2",
    "bookworm-backports 2~bpo12+1",
  ]);
  expect(versions.rowsOf("bad")).toEqual([]);
});
