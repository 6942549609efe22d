import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadAndCheckDistribution, loadDistribution } from "../../src/distribution/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

const example = join(import.meta.dirname, "../../examples/debian");
const world = { processes: createProcessRunner(tmpdir()) };

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sameday-distribution-"));
  for (const part of ["distribution.toml", "keys", "images"])
    cpSync(join(example, part), join(directory, part), { recursive: true });
  execFileSync("git", ["init", "--quiet", join(directory, "tracker")]);
  file = join(directory, "distribution.toml");
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("a definition on this machine", () => {
  test("says of an own layer outside git that no advisory could be committed to it", async () => {
    rmSync(join(directory, "tracker/.git"), { recursive: true });
    const { value, problems } = await loadAndCheckDistribution(file, world);
    expect(value).toBeDefined();
    expect(problems).toMatchObject([{ code: "distribution-layer-not-in-git", severity: "warning" }]);
  });

  test("is read with the real apt, keyring and gpg", async () => {
    const { value, problems, mirrors } = await loadAndCheckDistribution(file, world);
    expect(problems).toEqual([]);
    expect(value?.people.map((person) => person.id)).toEqual(["pia", "leo"]);
    expect(mirrors).toHaveLength(10);
    for (const { url } of mirrors) expect(url).toMatch(/^http/);
  });

  test.each<[string, () => void, string, RegExp]>([
    [
      "another person's key",
      () => cpSync(join(directory, "keys/pia.asc"), join(directory, "keys/leo.asc")),
      "distribution-key-not-in-file",
      /leo\.asc does not hold the key D716/,
    ],
    [
      "a key file that holds no key",
      () => writeFileSync(join(directory, "keys/leo.asc"), "hello\n"),
      "distribution-key-file-unreadable",
      /leo\.asc cannot be read/,
    ],
  ])("%s in a key file is a fault at its place", async (_what, spoil, code, says) => {
    spoil();
    const { value, problems } = await loadAndCheckDistribution(file, world);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ code, message: expect.stringMatching(says), place: { file } }]);
    expect(problems[0]?.place.line).toBeGreaterThan(1);
    expect((await loadDistribution(file, world)).value).toBeDefined();
  });

  test("a file that is not there, or is none", async () => {
    await expect(loadDistribution(join(directory, "none.toml"), world)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(loadDistribution(directory, world)).rejects.toMatchObject({ code: "INPUT_INVALID" });
  });
});
