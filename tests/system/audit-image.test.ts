import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AuditReport, audit } from "../../src/audit/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/* Finished images: an unpacked root, and the same one as a squashfs, read alike. */

const processes = createProcessRunner("/nonexistent");
let scratch = "";
let root = "";
let squashfs = "";

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), "sd-image-test-"));
  root = path.join(scratch, "root");
  await write("etc/sudoers.d/x", "ada ALL = (root) NOPASSWD: /bin/a\n", 0o440);
  await write("usr/bin/a", "#!/usr/bin/python3\nprint(1)\n", 0o755);
  await write("opt/own", "#!/bin/sh\n", 0o4755);
  await write("etc/sudoers.d/open", 'ada ALL = (root) NOPASSWD: /srv/open/tool ""\n', 0o440);
  await write("srv/open/tool", "#!/bin/sh\n", 0o755);
  await chmod(path.join(root, "srv/open"), 0o777);
  await write(
    "var/lib/dpkg/status",
    "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n",
    0o644,
  );
  execFileSync("ln", ["-s", "usr/bin", path.join(root, "bin")]);
  squashfs = path.join(scratch, "image.squashfs");
  execFileSync("mksquashfs", [root, squashfs, "-no-progress", "-quiet", "-all-root"]);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function write(file: string, text: string, mode: number): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
  await chmod(path.join(root, file), mode);
}

const run = (file: string): Promise<AuditReport> => audit({ path: file, scope: "image", rules: [], processes });

test("an unpacked root and its squashfs have the same findings, setuid bits and owners included", async () => {
  const [unpacked, packed] = [await run(root), await run(squashfs)];
  const places = unpacked.findings.map(({ rule, path: file, line }) => `${rule} ${file}:${line}`);
  expect(places.filter((place) => place.includes("etc/sudoers.d/x:1"))).not.toEqual([]);
  expect(places.filter((place) => place.includes("usr/bin/a:1"))).not.toEqual([]);
  expect(places.filter((place) => place.includes("opt/own:0"))).not.toEqual([]);
  expect(places.filter((place) => place === "sudo-target etc/sudoers.d/open:1")).toHaveLength(1);
  expect(packed.findings).toEqual(unpacked.findings);
  expect(packed.textOf("usr/bin/a")).toBe("#!/usr/bin/python3\nprint(1)\n");
});

test("a squashfs leaves nothing behind", async () => {
  const before = (await readdir(tmpdir())).filter((name) => name.startsWith("sameday-image-"));
  await run(squashfs);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith("sameday-image-"))).toEqual(before);
});

test("a squashfs that was cut short, and one with damaged blocks, are told as such", async () => {
  const whole = await readFile(squashfs);
  const cut = path.join(scratch, "cut.squashfs");
  await writeFile(cut, whole.subarray(0, 400));
  await expect(run(cut)).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringMatching(/cannot be read: .+/),
  });
  const spoilt = path.join(scratch, "spoilt.squashfs");
  const beyond = path.join(scratch, "noise");
  await mkdir(beyond, { recursive: true });
  await writeFile(path.join(beyond, "words"), "words and more words ".repeat(20_000));
  execFileSync("mksquashfs", [beyond, spoilt, "-no-progress", "-quiet"]);
  // Behind the superblock stand the blocks; the tables with the names are at the end.
  await writeFile(spoilt, (await readFile(spoilt)).fill(0xff, 96, 200));
  await expect(run(spoilt)).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringMatching(/cannot be read: .+/),
  });
});

test("what is no squashfs, a broken one, and a revision of an image are refused", async () => {
  await write("../words", "words\n", 0o644);
  await expect(run(path.join(scratch, "words"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  await write("../broken", "hsqs and nothing more\n", 0o644);
  await expect(run(path.join(scratch, "broken"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  await expect(run(path.join(scratch, "nowhere"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  const request = { path: root, scope: "image", rules: [], base: "HEAD", processes } as const;
  await expect(audit(request)).rejects.toMatchObject({ code: "USAGE" });
});
