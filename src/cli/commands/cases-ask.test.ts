import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { ID, REPORT, type Served, serveCases, tokenOf, VIEW } from "../../api/cases/testing.ts";
import type { CaseDesk } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

/* The question for a reporter's key, from the terminal. */

const scratch = mkdtempSync(join(tmpdir(), "sameday-cases-"));
/** How the reporter can be answered; `ask-for-key` where no key is known. */
let how: "refused" | "ask-for-key" = "refused";

let served: Served;
beforeAll(async () => {
  writeFileSync(join(scratch, "mo"), tokenOf("mo"));
  const answers: Partial<CaseDesk> = {
    reviewList: async () => [
      { ...VIEW.row, changedAt: VIEW.row.receivedAt, priority: undefined, expires: undefined, lacks: [] },
    ],
    show: async () => VIEW,
    draftReply: async () => ({
      ...{ to: "alice@reporter.example.net", from: "mo@example.org", cc: "security@example.org", subject: `[${ID}]` },
      ...{ body: "Please send your key.", fingerprint: undefined, keyFrom: undefined, because: "No key is known." },
      ...{ unasked: [], token: "7".repeat(32), how },
    }),
    reply: async (_by, _id, { body }) => {
      if (how === "ask-for-key" && body === "Please send your key.") {
        return { messageId: "<4@example.org>", how, fingerprint: undefined };
      }
      throw new SamedayError("CASE_REFUSED", "It came encrypted; no key is known.", undefined, {
        lacks: ["reporter-key"],
      });
    },
  };
  served = await serveCases(answers);
});

afterAll(async () => {
  await served.close();
  rmSync(scratch, { recursive: true, force: true });
});

async function cases(line: string, { who = "mo", input = "" } = {}) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(input);
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const own = { HOME: scratch, SAMEDAY_DATA: scratch, TZ: "Europe/Berlin" };
  const environment = { ...own, SAMEDAY_DESK: served.url, SAMEDAY_TOKEN_FILE: join(scratch, who) };
  const exit = await runCommandLine(["cases", ...line.split(" ")], { streams, environment });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

test("the question for a key is sent as the desk drafted it, once, and to no key that is there meanwhile", async () => {
  onTestFinished(() => {
    how = "refused";
  });
  expect(await cases("reply 7 --ask")).toMatchObject({ exit: 3, err: expect.stringContaining("nothing to ask for") });
  how = "ask-for-key";
  expect((await cases("reply 7 --draft --message 1")).out).toContain(
    `To send exactly this: sameday cases reply ${ID} --message 1 --ask\n`,
  );
  const sent = await cases("reply 7 --message 1 --ask --json");
  expect(JSON.parse(sent.out)).toEqual({
    ...{ case: ID, messageId: "<4@example.org>", how: "ask-for-key", fingerprint: null, sentBefore: null },
  });
  expect(served.asked.at(-1)).toStrictEqual([
    ...["reply", "mo", ID],
    { body: "Please send your key.", messageId: REPORT, fingerprint: "", token: "7".repeat(32) },
  ]);
  expect(await cases("reply 7 --body-file -", { input: "Hello.\n" })).toMatchObject({
    exit: 3,
    err: expect.stringContaining(`To give it: \`sameday cases reply ${ID} --ask\`.`),
  });
  for (const more of ["--draft", "--canned clear", "--body-file -", "--override-reason x"]) {
    expect(await cases(`reply 7 --ask ${more}`)).toMatchObject({ exit: 2 });
  }
});
