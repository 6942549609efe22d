import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { temporaryName } from "../format/temporary-name.ts";
import type { Note } from "../format/types.ts";
import { recordIn } from "./data-edit.ts";
import { readRecord } from "./read-record.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sameday-record-"));
  await mkdir(join(directory, "CVE"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const nameOf = (description: string, bug?: number): string =>
  temporaryName(description, bug === undefined ? [] : ([{ bugs: [bug] }] as unknown as readonly Note[]));
const UNNAMED = [nameOf("none"), nameOf("none", 1234567), nameOf("other")];

const write = (name: string, text: string) => writeFile(join(directory, "CVE", name), text, "latin1");

test("what is searched is what the parser finds", async () => {
  const lines = fc.array(
    fc.constantFrom(
      ...[
        "CVE-2026-1000",
        "CVE-2026-10001 (x)",
        "CVE-2026-2000 [CVE-2026-1000]",
        "\t- curl 1",
        "\tNOTE: CVE-2026-1000",
        "CVE-2026-XXXX [none]",
        "CVE-2025-XXXX (none)",
        "CVE-2026-XXXX [other]",
        "\t- wget 1 (bug #1234567)",
      ],
      ...["", "--", "-- CVE-2026-1000", "begin claimed by x", "STOP: here", "  ", "CVE-2026-3000\t(y)", "\f"],
    ),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.constantFrom("CVE-2026-1000", "CVE-2026-2000", "CVE-2026-3000", ...UNNAMED),
      async (made, issue) => {
        const text = made.join("\n");
        await write("list", text);
        const lists = new Map([["CVE/list", Buffer.from(text, "latin1")]]);
        let expected: unknown;
        try {
          expected = recordIn(lists, issue);
        } catch {
          // Twice, or with an error: what cannot be edited may be shown or refused.
          await readRecord(directory, issue).catch((error) => expect(error).toMatchObject({ code: "INPUT_INVALID" }));
          return;
        }
        expect(await readRecord(directory, issue)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test("no record is an empty one, with its hash", async () => {
  await write("list", "");
  expect(await readRecord(directory, "CVE-2026-1000")).toEqual({ text: "", hash: sha256("") });
  expect(await readRecord(join(directory, "CVE"), "CVE-2026-1000")).toEqual({ text: "", hash: sha256("") });
});

test("lists of years are searched too, and two records are told", async () => {
  await write("2026.list", "CVE-2026-1000\n\t- curl 1\n");
  expect((await readRecord(directory, "CVE-2026-1000")).text).toBe("CVE-2026-1000\n\t- curl 1\n");
  await write("list", "CVE-2026-1000\n");
  await expect(readRecord(directory, "CVE-2026-1000")).rejects.toMatchObject({ code: "INPUT_INVALID" });
  await expect(readRecord(directory, "../x")).rejects.toMatchObject({ code: "INPUT_INVALID" });
});

test("nobody waits while a long list is searched for a name that follows from what records say", async () => {
  const records = Array.from(
    { length: 60_000 },
    (_, n) => `CVE-2026-XXXX [bug ${n}]\n\t- curl <unfixed> (bug #1000001)\n`,
  );
  await write("list", records.join(""));
  await rm(join(directory, "CVE/2026.list"), { force: true });
  let longest = 0;
  let last = process.cpuUsage();
  const beat = setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    longest = Math.max(longest, user + system);
    last = process.cpuUsage();
  }, 1);
  const found = await readRecord(directory, nameOf("bug 59999", 1_000_001));
  clearInterval(beat);
  expect(found.text).toBe(records.at(-1));
  // Microseconds of the processor between two turns; read as a whole these lists take ten times as long.
  expect(longest).toBeLessThan(100_000);
});
