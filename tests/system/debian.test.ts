import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  formatStanza,
  parseBuildinfo,
  parseChangelog,
  parseChanges,
  parseDsc,
  readDeb,
} from "../../src/debian/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

const runner = createProcessRunner("/nonexistent");
let directory = "";

async function run(argv: readonly [string, ...string[]], cwd?: string): Promise<string> {
  const env = { DEB_BUILD_OPTIONS: "nocheck", SOURCE_DATE_EPOCH: "1795269720" };
  const where = cwd === undefined ? {} : { cwd };
  const finished = await runner.run({ argv, env, timeLimitMs: 120_000, maxOutputBytes: 256 * 1024 * 1024, ...where });
  return Buffer.from(finished.stdout).toString("utf8");
}

const RULES = `#!/usr/bin/make -f
clean build build-arch build-indep binary-arch:
binary binary-indep:
\trm -rf debian/tmp && mkdir -p debian/tmp/DEBIAN debian/tmp/usr/bin debian/tmp/etc
\techo '#!/bin/sh' > debian/tmp/usr/bin/tiny && chmod 4755 debian/tmp/usr/bin/tiny && ln -s tiny debian/tmp/usr/bin/small
\techo x > debian/tmp/etc/tiny.conf && echo /etc/tiny.conf > debian/tmp/DEBIAN/conffiles
\tprintf '#!/bin/sh\\nexit 0\\n' > debian/tmp/DEBIAN/postinst && chmod 755 debian/tmp/DEBIAN/postinst
\tdpkg-gencontrol -Ptmp -Pdebian/tmp -ptiny
\tdpkg-deb --root-owner-group --build debian/tmp ..
.PHONY: clean build build-arch build-indep binary binary-arch binary-indep
`;

/** A source package as small as dpkg allows, built here by dpkg itself. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "debian-system-"));
  const source = join(directory, "tiny-1.0");
  await mkdir(join(source, "debian/source"), { recursive: true });
  await writeFile(join(source, "debian/source/format"), "3.0 (native)\n");
  await writeFile(join(source, "debian/rules"), RULES, { mode: 0o755 });
  const person = "Jane Doe <jane@example.org>";
  const control = [
    formatStanza([
      ["Source", "tiny"],
      ["Section", "misc"],
      ["Priority", "optional"],
      ["Maintainer", person],
      ["Standards-Version", "4.6.2"],
    ]),
    formatStanza([
      ["Package", "tiny"],
      ["Architecture", "all"],
      ["Description", "as small\nas dpkg allows\n\nwith two paragraphs"],
    ]),
  ];
  await writeFile(join(source, "debian/control"), control.join("\n"));
  const change = "  * Fix CVE-2024-10918. (Closes: #1012345)";
  const trailer = ` -- ${person}  Sat, 21 Nov 2026 14:02:00 +0000`;
  await writeFile(
    join(source, "debian/changelog"),
    `tiny (1.0) bookworm-security; urgency=high\n\n${change}\n\n${trailer}\n`,
  );
  await run(["dpkg-buildpackage", "-us", "-uc", "-d"], source);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function output(suffix: string): Promise<{ name: string; bytes: Buffer }> {
  const name = (await readdir(directory)).find((entry) => entry.endsWith(suffix));
  if (!name) throw new Error(`dpkg-buildpackage made no ${suffix}.`);
  return { name, bytes: await readFile(join(directory, name)) };
}

describe("what dpkg-buildpackage wrote is read", () => {
  test(".dsc, and its sums are those of the files", async () => {
    const { value, problems } = parseDsc((await output(".dsc")).bytes);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ source: "tiny", version: "1.0", format: "3.0 (native)", binaries: ["tiny"] });
    for (const file of value?.files ?? []) {
      const bytes = await readFile(join(directory, file.name));
      expect({ size: bytes.length, sha256: sha256(bytes) }).toEqual({ size: file.size, sha256: file.sha256 });
    }
  });

  test(".changes", async () => {
    const { value, problems } = parseChanges((await output(".changes")).bytes);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({
      source: "tiny",
      distributions: ["bookworm-security"],
      urgency: "high",
      closes: [1012345],
      date: new Date("2026-11-21T14:02:00Z"),
    });
    expect(value?.files.map((file) => file.name).sort()).toContain("tiny_1.0_all.deb");
  });

  test(".buildinfo, with every installed package in dpkg's version", async () => {
    const { value, problems } = parseBuildinfo((await output(".buildinfo")).bytes);
    expect(problems).toEqual([]);
    expect(value?.installed.length).toBeGreaterThan(20);
    const dpkg = value?.installed.find((installed) => installed.name === "dpkg");
    expect(dpkg?.version).toBe((await run(["dpkg-query", "-W", "-f", `\${Version}`, "dpkg"])).trim());
    expect(value?.environment.get("DEB_BUILD_OPTIONS")).toMatch(/^nocheck\b/);
  });
});

describe("a .deb, as dpkg-deb sees it", () => {
  test.each(["gzip", "xz", "zstd", "none"])("packed with %s", async (packing) => {
    const unpacked = join(directory, "unpacked");
    await rm(unpacked, { recursive: true, force: true });
    await run(["dpkg-deb", "--raw-extract", join(directory, "tiny_1.0_all.deb"), unpacked]);
    const file = join(directory, `${packing}.deb`);
    await run(["dpkg-deb", `-Z${packing}`, "--uniform-compression", "--root-owner-group", "--build", unpacked, file]);
    const { value, problems } = await readDeb(runner, file);
    expect(problems).toEqual([]);
    expect(value?.control.get("Description")).toBe("as small\nas dpkg allows\n.\nwith two paragraphs");
    expect(value?.conffiles).toEqual(["/etc/tiny.conf"]);
    expect(value?.scripts.get("postinst")).toContain("exit 0");
    expect(value?.files.find((entry) => entry.path === "usr/bin/tiny")).toMatchObject({
      type: "file",
      mode: 0o4755,
      owner: "root",
    });
    expect(value?.files.find((entry) => entry.path === "usr/bin/small")).toMatchObject({
      type: "symlink",
      link: "tiny",
    });
  });

  test.each(["xz", "zstd"])("%s: cut off and damaged packages are problems", async (packing) => {
    const whole = await readFile(join(directory, `${packing}.deb`));
    const file = join(directory, "broken.deb");
    for (const broken of [
      whole.subarray(0, whole.length - 20),
      Buffer.from(whole).fill(0x55, whole.length - 60, whole.length - 10),
    ]) {
      await writeFile(file, broken);
      const { value, problems } = await readDeb(runner, file);
      expect(value).toBeUndefined();
      expect(problems[0]?.code).toMatch(/^deb-(ar|damaged)$/);
    }
  });

  test("a bomb packed with xz stops at its limit", async () => {
    const unpacked = join(directory, "bomb");
    await mkdir(join(unpacked, "DEBIAN"), { recursive: true });
    await writeFile(
      join(unpacked, "DEBIAN/control"),
      "Package: bomb\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: x\n",
    );
    await writeFile(join(unpacked, "zeros"), Buffer.alloc(200_000_000));
    await run(["dpkg-deb", "-Zxz", "-z1", "--build", unpacked, join(directory, "bomb.deb")]);
    const limits = { fileBytes: 1e6, controlBytes: 1e6, dataBytes: 1e7, entries: 100 };
    expect((await readDeb(runner, join(directory, "bomb.deb"), limits)).problems).toMatchObject([
      { code: "deb-too-large" },
    ]);
  });
});

test("the changelogs of this machine's packages are read as dpkg-parsechangelog reads them", async () => {
  const packages = await readdir("/usr/share/doc");
  let compared = 0;
  for (const name of packages.filter((_, index) => index % 8 === 0)) {
    const file = join("/usr/share/doc", name, "changelog.Debian.gz");
    const bytes = await readFile(file).catch(() => undefined);
    if (!bytes) continue;
    const text = gunzipSync(bytes);
    const plain = join(directory, "changelog");
    await writeFile(plain, text);
    const theirs = await run(["dpkg-parsechangelog", "-l", plain, "-n1", "--format", "rfc822"]);
    const field = (key: string): string | undefined => new RegExp(`^${key}: (.*)$`, "m").exec(theirs)?.[1];
    const [newest] = parseChangelog(text, file).value;
    expect({ file, source: newest?.source, version: newest?.version, maintainer: newest?.maintainer }).toEqual({
      file,
      source: field("Source"),
      version: field("Version"),
      maintainer: field("Maintainer"),
    });
    expect(newest?.date?.getTime()).toBe(Number(field("Timestamp")) * 1000);
    expect([...(newest?.closes ?? [])].sort((a, b) => a - b).join(" ")).toBe(field("Closes") ?? "");
    compared += 1;
  }
  expect(compared).toBeGreaterThan(5);
});
