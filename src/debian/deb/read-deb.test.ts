import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProcessRunner } from "../../kernel/index.ts";
import { parseAr } from "./ar.ts";
import { DEB_LIMITS } from "./limits.ts";
import { readDeb } from "./read-deb.ts";

/** Packages here are packed with gzip, which Node unpacks itself: no process may be needed. */
const noProcesses: ProcessRunner = { run: () => Promise.reject(new Error("no process is expected here")) };
const CONTROL = "Package: bash\nVersion: 5.2-1\nArchitecture: amd64\nDescription: shell\n";
const MD5 = "d41d8cd98f00b204e9800998ecf8427e";

type Entry = [header: Partial<Header> & { name: string }, contents?: string];

async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, contents] of entries) archive.entry(header, contents ?? "");
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function ar(members: readonly [name: string, contents: Uint8Array | string][]): Buffer {
  const parts = members.flatMap(([name, contents]) => {
    const bytes = Buffer.from(contents);
    const header = `${name.padEnd(16)}${"0".padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}${"100644".padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`;
    return [Buffer.from(header, "latin1"), bytes, Buffer.from(bytes.length % 2 ? "\n" : "")];
  });
  return Buffer.concat([Buffer.from("!<arch>\n"), ...parts]);
}

const GOOD_CONTROL: Entry[] = [
  [{ name: "./", type: "directory" }],
  [{ name: "./control" }, CONTROL],
  [{ name: "./postinst", mode: 0o755 }, "#!/bin/sh\n"],
  [{ name: "./md5sums" }, `${MD5}  usr/bin/bash\n`],
  [{ name: "./conffiles" }, "/etc/bash.bashrc\n"],
];
const GOOD_DATA: Entry[] = [
  [{ name: "./", type: "directory" }],
  [{ name: "./usr/bin/", type: "directory", mode: 0o755, uname: "root", gname: "root" }],
  [{ name: "./usr/bin/bash", mode: 0o4755, uname: "root", gname: "root" }, "elf"],
  [{ name: "./usr/bin/rbash", type: "symlink", linkname: "../../anywhere" }],
  [{ name: "./usr/bin/hard", type: "link", linkname: "./usr/bin/bash" }],
];

async function deb(control = GOOD_CONTROL, data = GOOD_DATA): Promise<Buffer> {
  return ar([
    ["debian-binary", "2.0\n"],
    ["control.tar.gz", gzipSync(await tar(control))],
    ["data.tar.gz", gzipSync(await tar(data))],
  ]);
}

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "debian-deb-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function read(bytes: Uint8Array, limits = DEB_LIMITS) {
  const file = join(directory, "x.deb");
  await writeFile(file, bytes);
  return readDeb(noProcesses, file, limits);
}

test("gives control fields, scripts, sums and the list of files", async () => {
  const { value, problems } = await read(await deb());
  expect(problems).toEqual([]);
  expect(value).toMatchObject({ package: "bash", version: "5.2-1", architecture: "amd64" });
  expect(value?.control.get("description")).toBe("shell");
  expect([...(value?.scripts ?? [])]).toEqual([["postinst", "#!/bin/sh\n"]]);
  expect([...(value?.md5sums ?? [])]).toEqual([["usr/bin/bash", MD5]]);
  expect(value?.conffiles).toEqual(["/etc/bash.bashrc"]);
  expect(value?.files).toMatchObject([
    { path: "usr/bin", type: "directory", mode: 0o755, owner: "root" },
    { path: "usr/bin/bash", type: "file", mode: 0o4755, size: 3 },
    { path: "usr/bin/rbash", type: "symlink", link: "../../anywhere", size: 0 },
    { path: "usr/bin/hard", type: "hard-link", link: "./usr/bin/bash" },
  ]);
});

describe("hostile packages are problems, never a crash", () => {
  test.each([
    ["a path that climbs out", "./../../etc/shadow"],
    ["an absolute path", "/etc/shadow"],
    ["a path that climbs inside", "./usr/../../x"],
  ])("%s", async (_name, name) => {
    const { value, problems } = await read(await deb(GOOD_CONTROL, [[{ name }, "x"]]));
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ code: "deb-form" }]);
  });

  test("a hard link out of the package", async () => {
    const data: Entry[] = [[{ name: "./x", type: "link", linkname: "../../etc/shadow" }]];
    expect((await read(await deb(GOOD_CONTROL, data))).problems).toMatchObject([{ code: "deb-form" }]);
  });

  test("more members than allowed", async () => {
    const data = Array.from({ length: 50 }, (_, n): Entry => [{ name: `./f${n}` }, ""]);
    const { problems } = await read(await deb(GOOD_CONTROL, data), { ...DEB_LIMITS, entries: 20 });
    expect(problems).toMatchObject([{ code: "deb-too-large" }]);
  });

  test.each(["controlBytes", "dataBytes"] as const)("a bomb against %s", async (limit) => {
    const bomb: Entry = [{ name: "./bomb" }, "0".repeat(3_000_000)];
    const bytes = await deb([...GOOD_CONTROL, bomb], [...GOOD_DATA, bomb]);
    expect(bytes.length).toBeLessThan(100_000);
    const { problems } = await read(bytes, { ...DEB_LIMITS, [limit]: 1_000_000 });
    expect(problems).toMatchObject([{ code: "deb-too-large" }]);
  });

  test("a file above the limit is not read", async () => {
    const { problems } = await read(await deb(), { ...DEB_LIMITS, fileBytes: 100 });
    expect(problems).toMatchObject([{ code: "deb-too-large" }]);
  });

  test.each([
    ["no control", GOOD_CONTROL.slice(0, 1), "control-empty"],
    ["a control file without a version", [[{ name: "./control" }, "Package: bash\nArchitecture: all\n"]], "deb-form"],
    ["a package's name that is an option", [[{ name: "./control" }, CONTROL.replace("bash", "-rf")]], "deb-form"],
    ["a version with a slash", [[{ name: "./control" }, CONTROL.replace("5.2-1", "1/2")]], "deb-form"],
  ] as [string, Entry[], string][])("%s", async (_name, control, code) => {
    expect((await read(await deb(control))).problems).toMatchObject([{ code }]);
  });

  test.each([
    ["an empty file", Buffer.alloc(0), "deb-ar"],
    ["another kind of file", Buffer.from("PK\u0003\u0004"), "deb-ar"],
    ["an archive without members", Buffer.from("!<arch>\n"), "deb-form"],
    [
      "another format",
      ar([
        ["debian-binary", "3.0\n"],
        ["control.tar.gz", ""],
        ["data.tar.gz", ""],
      ]),
      "deb-form",
    ],
    [
      "members in another order",
      ar([
        ["debian-binary", "2.0\n"],
        ["data.tar.gz", ""],
        ["control.tar.gz", ""],
      ]),
      "deb-form",
    ],
    [
      "a second data archive",
      ar([
        ["debian-binary", "2.0\n"],
        ["control.tar", ""],
        ["data.tar", ""],
        ["data.tar.xz", ""],
      ]),
      "deb-form",
    ],
    [
      "an unknown packing",
      ar([
        ["debian-binary", "2.0\n"],
        ["control.tar.rar", ""],
        ["data.tar", ""],
      ]),
      "deb-form",
    ],
    [
      "empty archives",
      ar([
        ["debian-binary", "2.0\n"],
        ["control.tar", ""],
        ["data.tar", ""],
      ]),
      "deb-damaged",
    ],
    [
      "no gzip inside",
      ar([
        ["debian-binary", "2.0\n"],
        ["control.tar.gz", "garbage"],
        ["data.tar", ""],
      ]),
      "deb-damaged",
    ],
    [
      "no tar inside",
      ar([
        ["debian-binary", "2.0\n"],
        ["control.tar", "x".repeat(2048)],
        ["data.tar", ""],
      ]),
      "deb-damaged",
    ],
  ])("%s", async (_name, bytes, code) => {
    const { value, problems } = await read(bytes);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ code, severity: "error", place: { file: join(directory, "x.deb") } }]);
  });

  test("cut off anywhere, it is refused", async () => {
    const whole = await deb();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), async (length) => {
        const { value, problems } = await read(whole.subarray(0, length));
        // The padding after the last member is no loss.
        if (length < whole.length - 1) expect(value).toBeUndefined();
        expect(value === undefined).toBe(problems.length > 0);
      }),
      { numRuns: 150 },
    );
  });

  test("with any byte changed it never crashes", async () => {
    const whole = await deb();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        await read(changed);
      }),
      { numRuns: 150 },
    );
  });
});

test("an unreadable path is an error that names it", async () => {
  await expect(readDeb(noProcesses, "/nonexistent/x.deb")).rejects.toMatchObject({
    code: "INPUT_INVALID",
    message: expect.stringContaining("/nonexistent/x.deb"),
  });
});

test.each([
  ["a size beyond the file", "99999     "],
  ["a size that is no number", "-1        "],
  ["a size in words", "many      "],
])("ar: %s", (_name, size) => {
  const bytes = ar([["debian-binary", "2.0\n"]]);
  bytes.write(size, 8 + 48, "latin1");
  expect(parseAr(bytes).problems).toMatchObject([{ code: "deb-ar" }]);
});
