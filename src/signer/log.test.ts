import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSignerLog, verifySignerLog } from "./log.ts";

const clock = { now: () => new Date("2026-11-21T04:00:00Z") };
let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "signer-log-"));
  path = join(directory, "log.jsonl");
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function threeEntries(): Promise<string> {
  const log = await openSignerLog(path, clock);
  for (const serial of [1, 2, 3]) await log.append("switched", { suite: "bookworm-security", serial });
  return readFile(path, "utf8");
}

describe("the signer's log", () => {
  it("is continued after a restart", async () => {
    await threeEntries();
    await (await openSignerLog(path, clock)).append("advisory-signed", { update: "u1" });
    const entries = verifySignerLog(await readFile(path, "utf8"));
    expect(entries.map((entry) => entry.number)).toEqual([1, 2, 3, 4]);
    expect(entries[3]).toMatchObject({ event: "advisory-signed", at: "2026-11-21T04:00:00.000Z" });
  });

  it("loses a last line that was never finished, and nothing else", async () => {
    const text = await threeEntries();
    await writeFile(path, `${text}{"number":4,`);
    expect((await openSignerLog(path, clock)).entries).toHaveLength(3);
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it("is broken by any change before its last line", async () => {
    const text = await threeEntries();
    const end = text.lastIndexOf("\n", text.length - 2);
    fc.assert(
      fc.property(fc.nat(end), fc.string({ maxLength: 2 }), (index, other) => {
        fc.pre(other !== text[index]);
        const changed = text.slice(0, index) + other + text.slice(index + 1);
        expect(() => verifySignerLog(changed)).toThrow(expect.objectContaining({ code: "LOG_BROKEN" }));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["a line taken out", (lines: string[]) => lines.toSpliced(1, 1), 2],
    ["two lines exchanged", (lines: string[]) => [lines[1], lines[0], lines[2]], 1],
    ["a line twice", (lines: string[]) => lines.toSpliced(1, 0, lines[0] ?? ""), 2],
    ["the first line taken out", (lines: string[]) => lines.slice(1), 1],
  ])("names the entry where it breaks: %s", async (_, change, entry) => {
    const lines = (await threeEntries()).trimEnd().split("\n");
    expect(() => verifySignerLog(`${change(lines).join("\n")}\n`)).toThrow(`entry ${entry}.`);
  });
});
