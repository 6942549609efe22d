import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { type FileStore, openFileStore } from "./file-store.ts";

let directory: string;
let store: FileStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "builder-store-"));
  store = await openFileStore(join(directory, "store"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function offered(content: string): Promise<string> {
  const file = join(directory, "offered");
  await writeFile(file, content);
  return file;
}

test("a file enters by its hash and can be named again", async () => {
  const hash = await store.keep(await offered("one"));
  expect(hash).toBe(sha256("one"));
  await store.linkTo(hash, join(directory, "name"));
  expect(await readFile(join(directory, "name"), "utf8")).toBe("one");
  expect(await store.has(hash)).toBe(true);
  expect(await store.has(sha256("other"))).toBe(false);
});

test("other content than expected is refused and leaves nothing", async () => {
  await expect(store.keep(await offered("lie"), sha256("truth"))).rejects.toMatchObject({ code: "HASH_MISMATCH" });
  expect(await readdir(directory)).toEqual(["store"]);
  expect(await readdir(join(directory, "store"))).toEqual([]);
});

test("pruning takes what was not used for longest", async () => {
  const old = await store.keep(await offered("old!"));
  const recent = await store.keep(await offered("new!"));
  const before = new Date(Date.now() - 60_000);
  await utimes(store.path(old), before, before);
  expect(await store.prune(4)).toBe(4);
  expect(await store.has(old)).toBe(false);
  expect(await store.has(recent)).toBe(true);
});
