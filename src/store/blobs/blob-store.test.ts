import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { type BlobStore, openBlobStore } from "./blob-store.ts";

const HELLO = Buffer.from("hello");
const HELLO_SHA = sha256(HELLO);
let directory: string;
let blobs: BlobStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), "store-blobs-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  blobs = await openBlobStore(path.join(directory, "blobs"));
});

async function everything(): Promise<string[]> {
  const found = await readdir(blobs.directory, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function collect(stream: Readable): Promise<Buffer> {
  return Buffer.concat(await stream.toArray());
}

describe("put and get", () => {
  test("content comes back as it was, whatever the pieces it came in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 8 }), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const put = await blobs.put(Readable.from(pieces));
        expect(put).toEqual({ sha256: sha256(whole), size: whole.length });
        expect(await collect(await blobs.get(put.sha256, { verify: true }))).toEqual(whole);
        expect(await blobs.read(put.sha256)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  test("the same content is kept once, read-only, under its hash", async () => {
    await blobs.put(HELLO);
    await blobs.put(Readable.from([HELLO]), { sha256: HELLO_SHA });
    expect(await everything()).toEqual([HELLO_SHA]);
    expect(blobs.path(HELLO_SHA)).toBe(path.join(blobs.directory, "sha256", HELLO_SHA.slice(0, 2), HELLO_SHA));
    expect((await stat(blobs.path(HELLO_SHA))).mode & 0o777).toBe(0o444);
  });

  test("has and size answer without reading", async () => {
    expect(await blobs.has(HELLO_SHA)).toBe(false);
    await blobs.put(HELLO);
    expect(await blobs.has(HELLO_SHA)).toBe(true);
    expect(await blobs.size(HELLO_SHA)).toBe(5);
  });

  test.each([
    ["get", () => blobs.get(HELLO_SHA)],
    ["read", () => blobs.read(HELLO_SHA)],
    ["size", () => blobs.size(HELLO_SHA)],
    ["link", () => blobs.link(HELLO_SHA, path.join(directory, "x"))],
    ["remove", () => blobs.remove([HELLO_SHA])],
  ])("%s of what is not there is NOT_FOUND", async (_name, act) => {
    await expect(act()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each(["../../etc/passwd", "", "A".repeat(64), `${HELLO_SHA}0`])("%j names no blob", (name) => {
    expect(() => blobs.path(name)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });
});

describe("what is refused leaves nothing behind", () => {
  test("content of another hash", async () => {
    await expect(blobs.put(HELLO, { sha256: sha256("other") })).rejects.toMatchObject({ code: "HASH_MISMATCH" });
    expect(await everything()).toEqual([]);
  });

  test("content that is too large, at the piece that goes over", async () => {
    let given = 0;
    const endless = (async function* () {
      for (;;) {
        given += 1;
        yield Buffer.alloc(1000);
      }
    })();
    await expect(blobs.put(endless, { limitBytes: 4500 })).rejects.toMatchObject({ code: "INPUT_INVALID" });
    expect(given).toBe(5);
    expect(await everything()).toEqual([]);
    await expect(blobs.put(Buffer.alloc(4500), { limitBytes: 4500 })).resolves.toMatchObject({ size: 4500 });
  });

  test("content whose sender breaks off", async () => {
    const broken = (async function* () {
      yield HELLO;
      throw new Error("connection reset");
    })();
    await expect(blobs.put(broken)).rejects.toThrow();
    expect(await everything()).toEqual([]);
  });

  test("what a killed writer left is cleared at the next opening", async () => {
    await writeFile(path.join(blobs.directory, "incoming", "half"), "ha");
    await blobs.put(HELLO);
    await openBlobStore(blobs.directory);
    expect(await everything()).toEqual([HELLO_SHA]);
  });
});

describe("damage on the disk", () => {
  beforeEach(async () => {
    await blobs.put(HELLO);
    await chmod(blobs.path(HELLO_SHA), 0o644);
    await writeFile(blobs.path(HELLO_SHA), "hellO");
  });

  test("is seen by a verifying reader at the end of the stream", async () => {
    await expect(collect(await blobs.get(HELLO_SHA, { verify: true }))).rejects.toMatchObject({
      code: "HASH_MISMATCH",
    });
    await expect(blobs.read(HELLO_SHA)).rejects.toMatchObject({ code: "HASH_MISMATCH" });
  });

  test("is named by verify", async () => {
    await blobs.put(Buffer.from("whole"));
    expect(await blobs.verify()).toEqual({ checked: 2, faults: [{ sha256: HELLO_SHA, fault: "altered" }] });
  });

  test("is mended by putting the content again", async () => {
    await truncate(blobs.path(HELLO_SHA));
    await blobs.put(HELLO);
    expect(await blobs.verify()).toEqual({ checked: 1, faults: [] });
  });
});

test("a link shares the content with another directory, a copy does not", async () => {
  await blobs.put(HELLO);
  const [linked, copied] = [path.join(directory, "a.deb"), path.join(directory, "b.deb")];
  await blobs.link(HELLO_SHA, linked);
  await blobs.copy(HELLO_SHA, copied);
  expect((await stat(linked)).ino).toBe((await stat(blobs.path(HELLO_SHA))).ino);
  expect((await stat(copied)).ino).not.toBe((await stat(blobs.path(HELLO_SHA))).ino);
  expect(await readFile(copied)).toEqual(HELLO);
  await expect(blobs.link(HELLO_SHA, linked)).rejects.toThrow();
});

test("garbage is what nobody needs and nobody has just put", async () => {
  const old = await blobs.put(Buffer.from("old"));
  const needed = await blobs.put(Buffer.from("needed"));
  const later = new Date(Date.now() + 60_000);
  expect(await blobs.garbage(new Set([needed.sha256]), new Date(0))).toEqual([]);
  const garbage = await blobs.garbage(new Set([needed.sha256]), later);
  expect(garbage).toEqual([old.sha256]);
  await blobs.remove(garbage);
  expect(await everything()).toEqual([needed.sha256]);
});
