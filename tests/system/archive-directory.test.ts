import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadIndexDirectory } from "../../src/archive/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

const runner = createProcessRunner("/nonexistent");
let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "archive-directory-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe("a directory of index files", () => {
  const sources = (version: string): string => `Package: bash\nBinary: bash\nVersion: ${version}\n\n`;

  async function directoryOf(files: Record<string, string | Uint8Array>): Promise<string> {
    const directory = join(scratch, "indexes");
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    return directory;
  }

  test("is read plain or packed, suite by suite", async () => {
    const xz = await runner.run({ argv: ["xz", "-c"], input: sources("2"), timeLimitMs: 5000 });
    const gz = await runner.run({ argv: ["gzip", "-c"], input: sources("1~non-free"), timeLimitMs: 5000 });
    const suites = await loadIndexDirectory(
      runner,
      await directoryOf({
        bookworm__main_Sources: sources("1"),
        "bookworm__non-free_Sources.gz": gz.stdout,
        "bookworm_security_main_Sources.xz": xz.stdout,
        bookworm_security_main_amd64_Packages: "Package: bash\nVersion: 2\nArchitecture: amd64\n\n",
        README: "not an index",
      }),
    );
    expect(
      suites.map(({ release, subrelease, index }) => [release, subrelease, index.suite, index.source("bash")?.version]),
    ).toEqual([
      ["bookworm", "", "bookworm", "1"],
      ["bookworm", "security", "bookworm-security", "2"],
    ]);
    const rows = [...(suites[0]?.index.sourcesByComponent() ?? [])].map(
      (entry) => `${entry.component} ${entry.version}`,
    );
    expect(rows).toEqual(["main 1", "non-free 1~non-free"]);
    expect(suites[1]?.index.binary("bash", "amd64")?.version).toBe("2");
  });

  test("with a file that is cut off is an error that names the file", async () => {
    const xz = Buffer.from((await runner.run({ argv: ["xz", "-c"], input: sources("2"), timeLimitMs: 5000 })).stdout);
    for (const [name, bytes] of [
      ["bookworm__main_Sources", Buffer.from(sources("1").slice(0, -8))],
      ["bookworm__main_Sources.xz", xz.subarray(0, 40)],
      ["bookworm__main_Sources.gz", Buffer.from([0x1f, 0x8b, 8, 0])],
    ] as const) {
      const loading = loadIndexDirectory(runner, await directoryOf({ [name]: bytes }));
      await expect(loading).rejects.toMatchObject({ code: "INPUT_INVALID", message: expect.stringContaining(name) });
    }
  });

  test("without index files, or that is not there, is told", async () => {
    await expect(loadIndexDirectory(runner, await directoryOf({ README: "" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(loadIndexDirectory(runner, "/nonexistent")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
