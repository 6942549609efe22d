import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { listTarball, readFromTarball } from "../../src/updates/steps/review/read-tarball.ts";
import { openSource } from "../../src/updates/steps/review/source-tree.ts";
import { textDiff } from "../../src/updates/steps/review/text-diff.ts";
import { treeChanges } from "../../src/updates/steps/review/tree-changes.ts";

/* A source that unpacks to a gigabyte passes by: what is read of it fits into little memory, however it is packed. */

const MIB = 1024 * 1024;
const runner = createProcessRunner("/tmp");
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp("/tmp/updates-large-");
  for (const [side, entry] of [
    ["old", "big (1) stable; urgency=low\n"],
    ["new", "big (2) stable; urgency=high\n"],
  ] as const) {
    const top = join(directory, side, "big-1");
    await mkdir(join(top, "debian"), { recursive: true });
    await writeFile(join(top, "debian", "changelog"), entry);
    await shell(`truncate --size=1G '${top}/large.bin'`);
  }
  await shell(`tar -C '${directory}/old' -c big-1 | xz -0 -T1 >'${directory}/old.tar.xz'`);
  await shell(`tar -C '${directory}/new' -c big-1 | gzip -1 >'${directory}/new.tar.gz'`);
}, 300_000);

afterAll(() => rm(directory, { recursive: true, force: true }));

function shell(script: string): Promise<unknown> {
  return runner.run({ argv: ["sh", "-euc", script], timeLimitMs: 200_000 });
}

/** By how many bytes the process was larger at its largest than before. */
async function growth(act: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  await act().finally(() => clearInterval(watch));
  return most - before;
}

const packed = (name: string) => ({ name: `big_1.${name.replace(/^[a-z]+\./, "")}`, path: join(directory, name) });

describe("a source of a gigabyte", () => {
  test.each(["old.tar.xz", "new.tar.gz"])("%s is listed in under 200 MiB", async (name) => {
    let size: number | undefined;
    const grown = await growth(async () => {
      size = (await listTarball(runner, packed(name))).files.get("big-1/large.bin")?.size;
    });
    expect(size).toBe(1024 * MIB);
    expect(grown).toBeLessThan(200 * MIB);
  });

  test("two of them are compared in under 200 MiB, and only what is text is read", async () => {
    const grown = await growth(async () => {
      const [old, now] = await Promise.all(
        ["old.tar.xz", "new.tar.gz"].map((name) =>
          openSource(runner, [{ ...packed(name), sha256: name }], new Set<string>()),
        ),
      );
      if (!old || !now) throw new Error("no source");
      expect(treeChanges(old.tree, now.tree)).toEqual([{ path: "debian/changelog", change: "changed" }]);
      const read = await now.read(new Set(["debian/changelog", "large.bin"]), MIB);
      expect(Buffer.from(read.get("debian/changelog") ?? "").toString()).toContain("big (2)");
      expect(read.get("large.bin")?.length).toBe(MIB);
    });
    expect(grown).toBeLessThan(200 * MIB);
  });

  test.each([
    ["cut off", "head -c 20000 old.tar.xz >bad.tar.xz"],
    ["no tarball", "printf 'no tar at all' | xz >bad.tar.xz"],
    ["not packed so", "printf plain >bad.tar.xz"],
  ])("one that is %s is INPUT_INVALID", async (_what, make) => {
    await shell(`cd '${directory}'; ${make}`);
    await expect(listTarball(runner, packed("bad.tar.xz"))).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});

test("links do not go unseen", async () => {
  await shell(`cd '${directory}'; mkdir odd; cd odd; echo 1 >a; ln a b; ln -s /etc/passwd c; tar -cf ../odd.tar a b c`);
  const odd = { name: "odd.tar", path: join(directory, "odd.tar") };
  expect([...(await listTarball(runner, odd)).files.keys()].sort()).toEqual(["a", "b", "c"]);
  const read = await readFromTarball(runner, odd, () => true, 100);
  const texts = Object.fromEntries([...read].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]));
  expect(texts).toEqual({ a: "1\n", b: "=> a", c: "-> /etc/passwd" });
});

test.each([
  ["a device", "mkfifo d; tar -cf ../bad.tar d", 'a member of the type "6"'],
  ["a path twice", "echo 1 >a; tar -cf ../bad.tar a; echo 22 >a; tar -rf ../bad.tar a", 'holds "a" twice'],
])("%s is refused: readers do not agree on it", async (_what, commands, message) => {
  await shell(`cd '${directory}'; rm -rf bad bad.tar; mkdir bad; cd bad; ${commands}`);
  const bad = { name: "bad.tar", path: join(directory, "bad.tar") };
  await expect(listTarball(runner, bad)).rejects.toThrow(message);
});

describe("a difference that cannot be made is a note, and the review goes on", () => {
  const lines = (count: number, salt: number) =>
    Buffer.from(Array.from({ length: count }, (_, at) => `${(at * 7919 * salt) % 10007}\n`).join(""));

  test("when it takes too long", async () => {
    const diff = await textDiff(runner, directory, "x", lines(300_000, 3), lines(300_000, 5), 30);
    expect(diff).toBe("… not compared line by line: it took too long\n");
  });

  test("when a side is larger than a text that people read", async () => {
    const diff = await textDiff(runner, directory, "x", Buffer.from("a\n"), Buffer.alloc(3 * MIB, "a"));
    expect(diff).toBe("… larger than 2 MiB; not compared line by line\n");
  });
});
