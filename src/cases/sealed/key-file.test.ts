import { chmodSync, chownSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { closedFolder, explain, readKeyFile } from "./key-file.ts";

const NOBODY = 65_534;
const root = mkdtempSync(join(tmpdir(), "sameday-key-file-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function secret(name: string, mode = 0o600): string {
  const file = join(root, name);
  writeFileSync(file, "secret\n", { mode });
  chmodSync(file, mode);
  return file;
}

test("one of its reader's own is read", async () => {
  expect(await readKeyFile(secret("own"))).toBe("secret\n");
});

test("what is wrong with another is said, with what it must be", async () => {
  await expect(readKeyFile(secret("open", 0o640))).rejects.toThrow("its mode must be 0600");
  symlinkSync("own", join(root, "link"));
  await expect(readKeyFile(join(root, "link"))).rejects.toThrow("is a symbolic link");
  await expect(readKeyFile(join(root, "none"))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

describe.runIf(process.getuid?.() === 0)("of another user", () => {
  test("it names the one that it must belong to", async () => {
    const file = secret("theirs");
    chownSync(file, NOBODY, NOBODY);
    await expect(readKeyFile(file, undefined, 0)).rejects.toMatchObject({
      code: "DATA_UNSAFE",
      message: `${file} belongs to the user ${NOBODY}; it must belong to the user 0, who reads it.`,
    });
  });
});

test("one that its reader cannot even open is told so too, and is no fault inside the program", () => {
  const refused = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  expect(() => explain("/d/imap-password", 990, () => undefined)(refused)).toThrow(
    "/d/imap-password cannot be read; it must belong to the user 990, who reads it, with mode 0600.",
  );
});

test("behind a folder that its reader may not enter, that folder is named and not the file's owner", () => {
  const refused = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  const file = "/var/secrets/mail/password";
  // As stat(2) does: what lies in a folder cannot be looked at, the folder itself can.
  const look = (path: string): void => {
    if (path.startsWith("/var/secrets/")) throw refused;
  };
  expect(closedFolder(file, look)).toBe("/var/secrets");
  expect(closedFolder("/var/elsewhere", look)).toBeUndefined();
  expect(() => explain(file, 990, (path) => closedFolder(path, look))(refused)).toThrow(
    `${file} cannot be reached: the user 990, who reads it, may not enter the folder /var/secrets.`,
  );
});
