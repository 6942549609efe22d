import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { installedKeys, readRoleKeys, removeRoleKey, storeRoleKey } from "./key-files.ts";

/*
 * The role key's directory belongs to a user of its own. Root puts keys there and reads them; whoever took that user over
 * could have put anything in root's way.
 */

const isRoot = process.getuid?.() === 0;
/** As root nobody's, else our own. */
const owner = isRoot ? { uid: 65534, gid: 65534 } : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const [FORMER, FRESH] = ["A".repeat(40), "B".repeat(40)];
const key = (text: string): Uint8Array => Buffer.from(text);

let scratch: string;
let directory: string;
let victim: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "key-files-"));
  onTestFinished(() => rm(scratch, { recursive: true }));
  [directory, victim] = [join(scratch, "keys"), join(scratch, "victim")];
  await mkdir(directory, { mode: 0o700 });
  await chown(directory, owner.uid, owner.gid);
  await writeFile(victim, "root's own", { mode: 0o600 });
});

describe("keys in the directory of another user", () => {
  test("are that user's, who alone may read them, and answer as one's own do", async () => {
    await storeRoleKey(directory, FORMER, key("former"), owner);
    await storeRoleKey(directory, FRESH, key("fresh"), owner);
    for (const name of [`${FORMER}.key`, `${FRESH}.key`, "current"]) {
      const found = await lstat(join(directory, name));
      expect([found.uid, found.gid, found.mode & 0o777]).toEqual([owner.uid, owner.gid, 0o600]);
    }
    expect((await readRoleKeys(directory, owner)).map(String)).toEqual(["fresh", "former"]);
    await expect(removeRoleKey(directory, FRESH, owner)).rejects.toMatchObject({ code: "CONFLICT" });
    await removeRoleKey(directory, FORMER, owner);
    expect(await installedKeys(directory, owner)).toEqual([FRESH]);
  });

  test.skipIf(!isRoot)("are no one else's", async () => {
    await storeRoleKey(directory, FORMER, key("former"), owner);
    await expect(readRoleKeys(directory)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
    await chown(join(directory, "current"), 0, 0);
    await expect(readRoleKeys(directory, owner)).rejects.toThrow(/belongs to the user 0/);
  });

  test.each([`${FRESH}.key`, `${FRESH}.key.new`, "current", "current.new"])(
    "a link that stands at %s is replaced, and what it names stays as it is",
    async (name) => {
      await storeRoleKey(directory, FORMER, key("former"), owner);
      await rm(join(directory, name), { force: true });
      await symlink(victim, join(directory, name));
      const before = await lstat(victim);
      await storeRoleKey(directory, FRESH, key("fresh"), owner);
      expect(await readFile(victim, "utf8")).toBe("root's own");
      const after = await lstat(victim);
      expect([after.uid, after.gid, after.mode]).toEqual([before.uid, before.gid, before.mode]);
      expect((await readRoleKeys(directory, owner)).map(String)).toEqual(["fresh", "former"]);
    },
  );

  test.each([`${FRESH}.key`, "current"])("a link that stands at %s is not read", async (name) => {
    await storeRoleKey(directory, FRESH, key("fresh"), owner);
    await rm(join(directory, name));
    await symlink(victim, join(directory, name));
    await expect(readRoleKeys(directory, owner)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });

  test("what others may read is not read", async () => {
    await storeRoleKey(directory, FRESH, key("fresh"), owner);
    await chmod(join(directory, `${FRESH}.key`), 0o640);
    await expect(readRoleKeys(directory, owner)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });
});
