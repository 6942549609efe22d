import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownProgram } from "./own-program.ts";
import { requireOwnKeyFile } from "./secret-key-file.ts";

let directory: string;
let file: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sameday-key-file-"));
  file = join(directory, "role.pgp");
  writeFileSync(file, "a key");
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test.each([0o600, 0o400, 0o700])("mode %o: the owner's alone", async (mode) => {
  chmodSync(file, mode);
  await expect(requireOwnKeyFile(file)).resolves.toBeUndefined();
});

test.each([0o644, 0o640, 0o604, 0o620, 0o610])("mode %o is refused, with what mends it", async (mode) => {
  chmodSync(file, mode);
  await expect(requireOwnKeyFile(file)).rejects.toMatchObject({
    code: "KEY_FILE_OPEN",
    message: expect.stringContaining(`whose mode is 0${mode.toString(8)}: chmod 600 ${file}`),
  });
});

test("a file that is not there is said so before sq is asked", async () => {
  await expect(requireOwnKeyFile(join(directory, "none"))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("what is no file, as from a shell's pipe, has no mode of its own", async () => {
  await expect(requireOwnKeyFile("/dev/null")).resolves.toBeUndefined();
});

test("sq is given neither the role key nor one's own from a file that others may read", async () => {
  chmodSync(file, 0o644);
  const own = join(directory, "own.pgp");
  writeFileSync(own, "another", { mode: 0o600 });
  const who = { fingerprints: [], openedBy: "" };
  const asked = { processes: { run: () => Promise.reject(new Error("sq was asked")) } } as never;
  for (const options of [
    { sq: file, signWith: own },
    { sq: own, signWith: file },
  ]) {
    await expect(ownProgram(asked, options, who)).rejects.toMatchObject({ code: "KEY_FILE_OPEN" });
  }
});
