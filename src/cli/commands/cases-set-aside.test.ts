import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FOREIGN, ROW, type Served, serveCases, tokenOf } from "../../api/cases/testing.ts";
import type { CaseDesk } from "../../cases/index.ts";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

/* What lists leave out: what headers put aside, and cases in which whoever asks has no part. */

const scratch = mkdtempSync(join(tmpdir(), "sameday-cases-"));
const ASIDE = { ...FOREIGN, id: "SECNOISE-2026-0012", state: "noise", title: "A hole" } as const;
const judged = {
  disposition: "triage_noise",
  because: "The filter in front says that it is spam.",
  flags: ["bulk"],
} as const;
/** paul sends in packages, and sees the cases alone in which he has a part. */
const isOutside = (by: string): boolean => by === "paul";

let served: Served;
beforeAll(async () => {
  for (const who of ["mo", "paul"]) writeFileSync(join(scratch, who), tokenOf(who));
  const answers: Partial<CaseDesk> = {
    list: async (by) => (isOutside(by) ? [] : [ROW]),
    triage: async () => [],
    reviewList: async () => [],
    setAside: async (by) => (isOutside(by) ? [] : [{ row: ASIDE, judged, mayReopen: true }]),
    overview: async (by) =>
      isOutside(by)
        ? { sees: "own", setAside: { total: 0, lastWeek: 0 } }
        : { sees: "all", setAside: { total: 5, lastWeek: 2 } },
    log: async () => [],
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

test("what headers put aside is counted beside every list, and listed with what they said and the way back", async () => {
  for (const line of ["list", "list --closed", "triage"]) {
    expect((await cases(line)).out).toContain(
      "Set aside by the spam filter and other headers: 2 in the last 7 days, 5 in all. See: sameday cases list --set-aside\n",
    );
  }
  const { exit, out } = await cases("list --set-aside");
  expect([exit, out]).toEqual([
    0,
    `${ASIDE.id}  received Fri 20 Nov 2026 09:30 UTC (10:30 Europe/Berlin)\n  A hole\n  The filter in front says that it is spam.\nA report is among them? sameday cases do CASE reopen reason="WHY"\n`,
  ]);
  expect(JSON.parse((await cases("list --set-aside --json")).out)).toMatchObject([
    { case: { id: ASIDE.id, title: "A hole" }, judged: { flags: ["bulk"] } },
  ]);
  await cases("log 12");
  expect(served.asked.at(-1)).toEqual(["log", "mo", ASIDE.id]);
});

test.each([
  ["list", "No case waits for you."],
  ["list --open", "You have a part in no open case. Others are not shown to you."],
  ["list --closed", "You have a part in no closed case. Others are not shown to you."],
  ["list --set-aside", "What is set aside is not shown to you."],
  ["triage", "no verdict is asked of you."],
  ["agenda", "You have a part in no open case. Others are not shown to you."],
])("%s: who sees the cases alone in which they have a part is told so", async (line, says) => {
  const { exit, out } = await cases(line, { who: "paul" });
  expect([exit, out]).toEqual([0, expect.stringContaining(says)]);
  expect(out).not.toMatch(/Every case has a team|No case is/);
});
