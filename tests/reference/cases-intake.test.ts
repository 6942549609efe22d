import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ReplayAnswer, type ReplayBase, readStateFile, replayLine } from "../../src/cases/index.ts";
import { createMessageOpener, type MessageOpener } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/** The mail corpus: each mail on a fresh state after those that it names, against every field that is not null. */

interface Expected {
  readonly file: string;
  readonly after: readonly string[];
  readonly expect: Omit<ReplayAnswer, "shown" | "file" | "attachments"> & {
    readonly attachments: readonly string[] | null;
    readonly visible: readonly string[];
    readonly never_visible: readonly string[];
  };
}

const REFERENCE = resolve(import.meta.dirname, "../..", process.env.SAMEDAY_REFERENCE ?? "../shared", "intake");
const mails = join(REFERENCE, "mails");
const rows = readdirSync(mails)
  .filter((name) => name.endsWith(".expected.json"))
  .sort()
  .map((name): Expected => JSON.parse(readFileSync(join(mails, name), "utf8")));

let base: ReplayBase;
let opener: MessageOpener;
beforeAll(async () => {
  base = await readStateFile(join(REFERENCE, "state.json"), new Date());
  const { secretKeys, state } = base;
  opener = createMessageOpener({ secretKeys, runner: createProcessRunner("/nonexistent"), now: () => state.now });
});
afterAll(() => opener.close());

test("the corpus is whole", () => expect(rows).toHaveLength(72));

describe("each mail is judged as expected", () => {
  test.each(rows.map((row) => [row.file, row] as const))("%s", async (_file, row) => {
    const paths = [...row.after, row.file].map((name) => join(mails, name));
    const answer = await replayLine(paths, base.state, opener);
    expect(answer).not.toHaveProperty("error");
    const { shown, flags, attachments, disposition, crypto, reply, auto_ack } = answer as ReplayAnswer;
    const wanted = row.expect;
    const compared = Object.fromEntries(Object.entries(wanted.crypto).filter(([, value]) => value !== null));
    expect({ disposition, crypto, reply, auto_ack }).toMatchObject({
      disposition: wanted.disposition,
      crypto: compared,
      reply: wanted.reply,
      auto_ack: wanted.auto_ack,
    });
    expect(flags).toEqual(expect.arrayContaining([...wanted.flags]));
    if (wanted.attachments) expect([...attachments].sort()).toEqual([...wanted.attachments].sort());
    for (const text of wanted.visible) expect(shown).toContain(text);
    for (const text of wanted.never_visible) expect(shown).not.toContain(text);
  });
});
