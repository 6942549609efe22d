import { execFileSync } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PLAIN_MEMBER, rawMember } from "./source-tar-kit.ts";

/** MiB of the old generation: V8 ends the process that needs more. */
const HEAP = 384;
const ROOT = new URL("../..", import.meta.url).pathname;

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "source-tar-memory-"));
});
afterAll(() => rmSync(place, { recursive: true }));

async function listed(count: number, name: (index: number) => string): Promise<string> {
  const path = join(place, "a.tar.gz");
  function* members(): Iterable<Buffer> {
    for (let index = 0; index < count; index += 1) {
      const text = name(index);
      if (text.length > 99) yield rawMember({ ...PLAIN_MEMBER, type: "L", magic: "ustar  \0", content: `${text}\0` });
      yield rawMember({ ...PLAIN_MEMBER, magic: "ustar  \0", name: text.slice(0, 99) });
    }
    yield Buffer.alloc(1024);
  }
  await pipeline(Readable.from(members()), createGzip({ level: 1 }), createWriteStream(path));
  const node = ["--import", join(ROOT, "scripts/typescript-hook.mjs"), `--max-old-space-size=${HEAP}`];
  return execFileSync(process.execPath, [...node, join(ROOT, "tests/system/source-tar-lister.ts"), path], {
    encoding: "utf8",
  }).trim();
}

test.each<[string, number, (index: number) => string, string]>([
  ["as many members as a tarball may have", 600_000, (index) => `${"n".repeat(80)}${index}`, "600000 files"],
  ["long names", 20_000, (index) => `${index}/${"x".repeat(4000)}`, "far too many or too long paths"],
  [
    "many directories in each name",
    1000,
    (index) => `${index}/${"d/".repeat(2000)}f`,
    "far too many or too long paths",
  ],
])(`a tarball with %s is listed or refused within ${HEAP} MiB`, async (_what, count, name, answer) => {
  expect(await listed(count, name)).toContain(answer);
});
