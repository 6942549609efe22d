import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProcessRunner } from "../../src/system/index.ts";
import { whyDifferent } from "../../src/updates/steps/why-different.ts";

/* Packages that differ in a known way, made by dpkg-deb; diffoscope, in its own namespaces, has to find it. */

const runner = createProcessRunner("/tmp");
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp("/tmp/updates-why-");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function makeDeb(side: string, stamp: string, extra: Record<string, string> = {}): Promise<string> {
  const root = join(directory, `${side}-tree`);
  await mkdir(join(root, "DEBIAN"), { recursive: true });
  await mkdir(join(root, "usr/share/doc/hello"), { recursive: true });
  await writeFile(
    join(root, "DEBIAN/control"),
    "Package: hello\nVersion: 1.0-1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: greets\n",
  );
  await writeFile(join(root, "usr/share/doc/hello/built"), `built at ${stamp}\n`);
  for (const [name, text] of Object.entries(extra)) await writeFile(join(root, name), text);
  await mkdir(join(directory, side));
  const path = join(directory, side, "hello_1.0-1_all.deb");
  await runner.run({
    argv: ["dpkg-deb", "--root-owner-group", "--build", root, path],
    env: { SOURCE_DATE_EPOCH: "1700000000" },
    timeLimitMs: 30_000,
  });
  return path;
}

describe("why a package differs from the archive's", () => {
  test("a time in a file is named with its file, and the report shows both lines", async () => {
    const ours = await makeDeb("ours", "2026-11-21 10:00:00");
    const theirs = await makeDeb("theirs", "2024-10-18 07:31:12");
    const name = "hello_1.0-1_all.deb";
    const { causes, report } = await whyDifferent(runner, directory, [{ name, ours, theirs }]);
    expect(causes.get(name)).toBe("./usr/share/doc/hello/built differs: a time");
    expect(report).toContain("-built at 2024-10-18 07:31:12");
    expect(report).toContain("+built at 2026-11-21 10:00:00");
  });

  test("what is no package gets a sentence, not an exception", async () => {
    await writeFile(join(directory, "x"), "no package");
    const name = "x_1_all.deb";
    const ours = join(directory, "x");
    const theirs = await makeDeb("third", "now");
    const { causes } = await whyDifferent(runner, directory, [{ name, ours, theirs }]);
    expect(causes.get(name)).toMatch(/differ/);
  });
});
