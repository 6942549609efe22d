import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  ANSWER,
  FOREIGN,
  ID,
  NOW,
  REPORT,
  ROW,
  type Served,
  serveCases,
  tokenOf,
  VIEW,
} from "../../api/cases/testing.ts";
import { STAFF } from "../../cases/case/testing.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { Streams } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

/* The command line, the client and the routes as they are; only what decides about cases stands in. */

const scratch = mkdtempSync(join(tmpdir(), "sameday-cases-"));
let served: Served;
const lessonReadBy = new Set<string>();
const readOf = (by: string) => ({
  acknowledged: lessonReadBy.has(by),
  unreadBy: ["mo", "pia"].filter((one) => !lessonReadBy.has(one)),
});
const canned = "Thank you for writing.";
beforeAll(async () => {
  for (const who of ["mo", "pia", "administrator"]) writeFileSync(join(scratch, who), tokenOf(who));
  writeFileSync(join(scratch, "title.txt"), "A better title\n");
  served = await serveCases({
    list: async (_by, list) => (list === "closed" ? [{ ...ROW, id: "SEC-2025-0003" }] : [ROW, FOREIGN]),
    setAside: async () => [],
    overview: async () => ({ sees: "all", setAside: { total: 0, lastWeek: 0 } }),
    triage: async () => [
      { row: FOREIGN, words: VIEW.words, askingSince: ROW.receivedAt, next: VIEW.next, judged: undefined },
      {
        ...{ row: ROW, words: [], askingSince: ROW.receivedAt, next: undefined },
        judged: {
          disposition: "new_case",
          because: "It is a report.",
          flags: ["sealed_for_people", "many_recipients"],
        },
      },
    ],
    reviewList: async () =>
      [ROW, FOREIGN].map(({ title: _, ...row }) => ({
        ...{ ...row, changedAt: NOW, priority: undefined, expires: undefined, lacks: ["priority"] },
      })),
    show: async (_by, id) => {
      if (id === FOREIGN.id) return { ...VIEW, kept: { ...VIEW.kept, advisory: "id = 1" } };
      if (id !== ID) throw new SamedayError("NOT_FOUND", `There is no case ${id}.`);
      return VIEW;
    },
    actAll: async (by, _id, acts) => {
      if (acts.some(({ act }) => act === "lesson-read")) lessonReadBy.add(by);
      if (acts.some(({ act }) => act === "publish")) {
        throw new SamedayError(
          "CASE_REFUSED",
          "Publish needs a decision how the reporter is named (from the director).",
        );
      }
    },
    staff: async () => STAFF,
    sort: async () => undefined,
    comment: async () => undefined,
    canned: () => [{ name: "not-here", title: "Support", sort: "support", body: canned }],
    draftReply: async (_by, _id, _message, name) => ({
      ...{ to: "alice@reporter.example.net", from: "mo@example.org", cc: "security@example.org", subject: `[${ID}]` },
      ...{ body: "Please send your key.", fingerprint: undefined, keyFrom: undefined, because: "No key is known." },
      ...{ unasked: [], token: "7".repeat(32) },
      how: name === "clear" ? "clear" : "refused",
    }),
    reply: async (_by, _id, { overrideReason, body, again }) => {
      if (overrideReason === undefined) throw new SamedayError("CASE_REFUSED", "It came encrypted; no key is known.");
      const sentBefore = body === "Said before." && !again ? { sentBefore: NOW } : {};
      return { messageId: "<3@example.org>", how: "clear", fingerprint: undefined, ...sentBefore };
    },
    attachment: async () => ({ name: "poc.py", bytes: Uint8Array.of(0, 255, 10) }),
    original: async () => Buffer.from("From: alice\n"),
    setAdvisory: async () => undefined,
    checkAdvisory: async (_by, id, toml) => [
      { code: "advisory-missing-key", severity: "error", message: `${toml} of ${id}.`, place: { line: 1, column: 2 } },
    ],
    log: async () => [{ at: NOW, by: "pia", what: "read \u001b[2Jcase" }],
    lessons: async (by) => [
      { id: ID, at: NOW, by: "mo", ...readOf(by) },
      { id: "SEC-2025-0003", at: NOW, by: "mo", acknowledged: true, unreadBy: [] },
    ],
    lesson: async (by, id) => {
      if (id === "SEC-2025-0003") throw new SamedayError("NOT_FOUND", `${id} is closed and has no lesson.`);
      if (id !== ID) throw new SamedayError("NOT_FOUND", `There is no case ${id}.`);
      return { id, at: NOW, by: "mo", ...readOf(by), lesson: "Bound it." };
    },
    absences: async () => [{ who: "pia", from: NOW, until: new Date("2026-12-01T13:00:00Z") }],
    setAbsence: async (by, { who }) => {
      if (by !== who) throw new SamedayError("NOT_ALLOWED", "Somebody else's absence is the director's to note.");
    },
  });
});
afterAll(async () => {
  await served.close();
  rmSync(scratch, { recursive: true, force: true });
});

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

async function run(words: readonly string[], { who = "mo", input = "" } = {}): Promise<Ran> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(input);
  const streams = { stdin, stdout, stderr } as unknown as Streams;
  const environment = {
    ...{
      HOME: scratch,
      SAMEDAY_DATA: scratch,
      TZ: "Europe/Berlin",
      SAMEDAY_DESK: served.url,
      SAMEDAY_TOKEN_FILE: join(scratch, who),
    },
  };
  const exit = await runCommandLine(words, { streams, environment });
  return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

const cases = (line: string, more = {}): Promise<Ran> => run(["cases", ...line.split(" ")], more);
const acts = (): unknown => served.asked.findLast(([name]) => name === "actAll")?.slice(1);

test("the key's help has a line for each action, and none is long", async () => {
  const { out } = await run(["cases", "key", "--help"]);
  const lines = out.split("\n");
  for (const action of ["install", "show", "remove", "status", "distribute", "receive", "look"]) {
    expect(lines.filter((line) => line.startsWith(`* \`${action}`))).toHaveLength(1);
  }
  expect(lines.filter((line) => line.length > 80 && !line.startsWith("  gpg "))).toEqual([]);
  expect(out).toMatch(/^ {2}\S/m);
});

describe("reading", () => {
  test.each([
    ["list", "yours"],
    ["list --triage", "triage"],
    ["list --closed", "closed"],
  ])("%s asks for %s", async (line, list) => {
    expect((await cases(line)).exit).toBe(0);
    expect(served.asked.at(-1)).toEqual(["list", "mo", list]);
  });

  test("a list has the title only where it may be read, and nothing in it reaches the terminal as a command", async () => {
    const { out } = await cases("list");
    expect(out).toContain("Relay crash \uFFFD[31mby a cell");
    expect(out).toContain(
      "Waits for you (assigned): fix for severity high: within 7 days (our proposal), by Sun 22 Nov 2026 14:10 UTC (15:10 Europe/Berlin).",
    );
    expect(out).not.toContain("\u001b");
    expect(out.split("\n").filter((line) => line.includes(FOREIGN.id))).toHaveLength(1);
    const rows = JSON.parse((await cases("list --json")).out);
    expect(rows.map((row: { title: string | null }) => row.title)).toEqual([ROW.title, null]);
  });

  test("one list at a time", async () => {
    expect(await cases("list --open --closed")).toMatchObject({
      exit: 2,
      err: expect.stringContaining("--open, --closed"),
    });
  });

  test("the list for scoping meetings has no title and says what is lacking", async () => {
    const { out } = await cases("agenda");
    expect(out).toContain("It lacks priority.");
    expect(out + (await cases("agenda --json")).out).not.toContain("Relay");
  });

  test("triage shows each team's word, and whom the desk reminds next", async () => {
    const { out } = await cases("triage");
    expect(out).toMatch(/network +mine +pia, /);
    expect(out).toMatch(/browser +no word yet +from paul/);
    expect(out).toContain("The desk reminds dora at Mon 23 Nov 2026 12:00 UTC (13:00 Europe/Berlin).");
  });

  test("triage says what is odd about a mail in words, and its names to programs", async () => {
    const { out } = await cases("triage");
    expect(out).toContain(
      "  It is a report.\n    Encrypted; the desk has no key. Point people open it on their own machines.\n",
    );
    expect(out).toContain("    More addressees than the limit.\n");
    expect(out).not.toMatch(/sealed_for_people|many_recipients/);
    expect(JSON.parse((await cases("triage --json")).out)[1].judged.flags).toEqual([
      "sealed_for_people",
      "many_recipients",
    ]);
  });

  test("a case has its clocks, facts, messages by number, and what can be done", async () => {
    const { out } = await cases(`show ${ID}`);
    for (const words of [
      "fixing: a fix is being made. Team network, mo. It waits for you (assigned).",
      "resolve by       Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin)",
      "affected         unknown",
      "1  in   Fri 20 Nov 2026 09:30 UTC (10:30 Europe/Berlin)  alice@reporter.example.net",
      `Encrypted (pgp-mime); signature: good by ${"A1".repeat(20)}.`,
      "attachment 2: key.asc (application/pgp-keys, 900 bytes), encrypted, not signed, holds a secret key and is not handed out",
      "2  out  ",
      `Encrypted to ${"A1".repeat(20)}, not signed.`,
      "fix-ready: not yet. Fix ready needs more reviewers",
    ]) {
      expect(out).toContain(words);
    }
    expect(out).not.toContain("It crashes.");
  });

  test("a message's text is set off, and hidden directions are shown", async () => {
    const { out } = await cases(`show ${ID} --message 1`);
    expect(out).toContain("part 1: text, encrypted, signed by");
    expect(out).toContain("  | It crashes.\n  | See \uFFFDthe patch.");
    expect(out).toContain("part 2: text made from HTML, in clear, not signed");
    expect((await cases(`show ${ID} --message 1 --part 2`)).out).toBe("It crashes, too.\n");
    expect(JSON.parse((await cases(`show ${ID} --message ${REPORT} --json`)).out)).toMatchObject({ id: REPORT });
  });

  test.each([
    [`show ${ID} --message 3`, 1, "messages 1 to 2"],
    [`show ${ID} --message 1 --part 3`, 1, "parts 1 to 2"],
    [`show ${ID} --part 1`, 2, "--part needs --message"],
    ["show SEC-2026-0009", 1, "There is no case SEC-2026-0009."],
    ["show 9", 1, "There is no case with the number 9."],
    ["show xyz", 2, "xyz is not a case's id"],
    [`attachment ${ID} 1 3 --output x`, 1, "attachments 1 to 2"],
    [`attachment ${ID} 2 1 --output x`, 1, "no attachment"],
  ])("%s: exit %i, %s", async (line, exit, says) => {
    expect(await cases(line)).toMatchObject({ exit, out: "", err: expect.stringContaining(says) });
  });

  test("a number alone means the one case that has it, open ones first", async () => {
    await cases("log 7");
    expect(served.asked.at(-1)).toEqual(["log", "mo", ID]);
    await cases("log 3");
    expect(served.asked.at(-1)).toEqual(["log", "mo", "SEC-2025-0003"]);
    await cases(`log ${ID.toLowerCase()}`);
    expect(served.asked.at(-1)).toEqual(["log", "mo", ID]);
  });

  test("the log is safe to print", async () => {
    expect((await cases("log 7")).out).toBe(
      "Sun 22 Nov 2026 12:00 UTC (13:00 Europe/Berlin)  pia              read \uFFFD[2Jcase\n",
    );
  });

  test("files are written once, for their owner alone", async () => {
    const output = join(scratch, "poc.py");
    const took = await cases(`attachment 7 1 1 --output ${output} --json`);
    expect(JSON.parse(took.out)).toEqual({ name: "poc.py", bytes: 3, output });
    expect([[...readFileSync(output)], statSync(output).mode & 0o777]).toEqual([[0, 255, 10], 0o600]);
    expect(served.asked.at(-1)).toEqual(["attachment", "mo", ID, REPORT, 0]);
    expect(await cases(`original 7 2 --output ${output}`)).toMatchObject({
      exit: 3,
      err: expect.stringContaining("already"),
    });
    expect(readFileSync(output)).toHaveLength(3);
    const elsewhere = join(scratch, "nowhere/report.eml");
    expect(await cases(`original 7 1 --output ${elsewhere}`)).toMatchObject({ exit: 2 });
    expect(existsSync(elsewhere)).toBe(false);
  });

  test("whoever says that they read a lesson is among those who still have to no more", async () => {
    onTestFinished(() => lessonReadBy.clear());
    expect((await cases("lesson 7")).out).toContain("You have not said that you read it. Not yet: mo, pia.");
    expect((await cases("lesson 7 --read")).out).toContain("You have read it. Not yet: pia.");
    expect((await cases("lesson 7 --read", { who: "pia" })).out).toContain("You have read it. Everybody has read it.");
  });

  test.each(["", " --read", " --json"])(
    "of a case without a lesson the desk alone says what there is to say%s",
    async (more) => {
      const [hidden, never] = [await cases(`lesson ${FOREIGN.id}${more}`), await cases(`lesson SEC-2026-0999${more}`)];
      const without = ({ exit, err }: Ran) => [exit, err.replace(/SEC-2026-\d+|req-\w+/g, "ID")];
      expect(without(hidden)).toEqual(without(never));
      expect(hidden).toMatchObject({ exit: 1, err: expect.stringContaining(`There is no case ${FOREIGN.id}.`) });
      expect((await cases(`lesson SEC-2025-0003${more}`)).err).toContain("SEC-2025-0003 is closed and has no lesson.");
    },
  );

  test("what waits for me: cases and lessons", async () => {
    const { exit, out } = await run(["due", "--json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ cases: [{ id: ID }, { id: FOREIGN.id }], lessons: [{ id: ID }] });
    expect((await run(["due"])).out).toContain("You have not said that you read it. Not yet: mo, pia.");
  });
});

describe("acting", () => {
  const HOUR = { at: new Date("2026-12-01T13:00:00Z"), zone: "Europe/Berlin" };

  test.each([
    ["claim 7", "pia", [{ act: "claim", team: "network" }]],
    ["claim 7 --team browser", "mo", [{ act: "claim", team: "browser" }]],
    ["verdict 7 not-mine", "pia", [{ act: "verdict", verdict: "not-mine", team: "network" }]],
    [
      "set 7 affected=unknown severity=high assignee=leo",
      "mo",
      [
        { act: "assign", assignee: "leo", team: "network" },
        { act: "set-severity", severity: "high" },
        { act: "set-affected", affected: "unknown" },
      ],
    ],
    ["do 7 begin-fix", "mo", [{ act: "begin-fix" }]],
    ["do 7 route teams=network,browser", "mo", [{ act: "route", teams: ["network", "browser"] }]],
    ["do 7 check-advisory valid=yes", "mo", [{ act: "check-advisory", valid: true }]],
    ["do 7 leak reason=@-", "mo", [{ act: "leak", reason: "From standard input" }]],
    ["lesson 7 --body-file -", "mo", [{ act: "learn", lesson: "From standard input" }]],
    ["lesson 7 --read", "mo", [{ act: "lesson-read" }]],
  ])("%s as %s", async (line, who, asked) => {
    expect((await cases(line, { who, input: "From standard input\n" })).exit).toBe(0);
    expect(acts()).toEqual([who, ID, asked]);
  });

  test("a number that the desk counted out is named, with the case's other ids", async () => {
    const { exit, out } = await cases("set 7 id=next");
    expect(acts()).toEqual(["mo", ID, [{ act: "give-id", id: "next" }]]);
    expect([exit, out]).toEqual([0, expect.stringContaining(`Done: give-id.\n${ID} has CVE-2026-44601.\n`)]);
    const { out: json } = await cases("do 7 give-id id=next --json");
    expect(JSON.parse(json)).toMatchObject({ done: ["give-id"], ids: ["CVE-2026-44601"] });
    expect(JSON.parse((await cases("set 7 id=CVE-2026-1000 --json")).out).ids).toBeUndefined();
  });

  test("hours keep their zone; a title from a file goes with the acts, as one", async () => {
    const done = await run([
      ...[
        "cases",
        "set",
        "7",
        "expires=2026-12-01 14:00 Europe/Berlin",
        `title=@${join(scratch, "title.txt")}`,
        "--json",
      ],
    ]);
    expect(acts()).toEqual(["mo", ID, [{ act: "set-expiry", expires: HOUR }], "A better title"]);
    expect(JSON.parse(done.out)).toMatchObject({ case: ID, done: ["set-expiry", "title"], row: { id: ID } });
  });

  test("what is refused is said in the desk's words, and is exit 3", async () => {
    expect(await cases("do 7 publish")).toMatchObject({
      exit: 3,
      out: "",
      err: expect.stringContaining("Publish needs a decision how the reporter is named (from the director)."),
    });
    const { err } = await cases("do 7 publish --json");
    expect(JSON.parse(err).error).toMatchObject({ code: "CASE_REFUSED", exitCode: 3 });
  });

  test.each([
    ["set 7 severity", "not of the form key=value"],
    ["set 7 colour=red", "colour is nothing that is set"],
    ["set 7 severity=high severity=low", "severity is given twice"],
    ["set 7 team=network", "goes with assignee"],
    ["set 7 severity=huge", "sameday: severity: one of "],
    ["set 7 expires=2026-12-01", "needs day, hour and zone"],
    ["do 7 forget", "There is no act forget"],
    ["do 7 triage", "did you mean begin-triage?"],
    ["do 7 shedule", "There is no act shedule; did you mean schedule?"],
    ["do 7 leak", "leak needs reason; it is: leak reason=…."],
    ["do 7 publish reason=x", "publish takes no reason"],
    ["do 7 check-advisory valid=1", "valid of check-advisory is yes or no"],
    ["claim 7", "Name the team: network, browser."],
    ["reply 7", "Give --body-file, --canned or --ask"],
    ["reply 7 --body-file /nowhere/a", "cannot be read"],
    ["comment 7 --body-file -", "The note is empty."],
    ["sort 7 spam --canned --body-file x", "exclude each other"],
    ["lesson 7 --read --body-file -", "exclude each other"],
    ["lesson --read", "Name the case."],
    ["away --from now", "--until"],
    ["away --back --until x", "takes no hours"],
  ])("%s: usage, and nothing is done", async (line, says) => {
    const before = served.asked.filter(
      ([name]) => !["list", "reviewList", "show", "staff"].includes(name as string),
    ).length;
    expect(await cases(line)).toMatchObject({ exit: 2, out: "", err: expect.stringContaining(says) });
    expect(
      served.asked.filter(([name]) => !["list", "reviewList", "show", "staff"].includes(name as string)),
    ).toHaveLength(before);
  });

  test("do without an act says what can be done", async () => {
    const { out } = await cases("do 7");
    expect(out).toMatch(/^next: fix-ready: not yet\. .*\nalso: set-severity\ngive-id id=next: .* TROVE-2026-013 now\n/);
  });

  test("sorting out answers only where it is told to", async () => {
    await cases("sort 7 spam");
    expect(served.asked.findLast(([name]) => name === "sort")?.at(3)).toEqual({ as: "spam", reason: "spam", body: "" });
    await cases("sort 7 support --canned");
    expect(served.asked.findLast(([name]) => name === "sort")?.at(3)).toMatchObject({ as: "support", body: canned });
    await run(["cases", "sort", "7", "legal", "--reason", "A court order", "--body-file", "-"], { input: "Hello" });
    expect(served.asked.findLast(([name]) => name === "sort")?.at(3)).toEqual({
      ...{ as: "legal", reason: "A court order", body: "Hello" },
    });
    expect(await cases("sort 7 bogus --canned")).toMatchObject({ exit: 1, err: expect.stringContaining("no canned") });
  });

  test("a draft is printed and nothing sent; one that may not leave is exit 1", async () => {
    const refused = await cases("reply 7 --draft --message 2");
    expect(refused).toMatchObject({
      exit: 1,
      out: expect.stringContaining("only with --override-reason. No key is known."),
    });
    expect(refused.out).toMatch(/Subject: \[SEC-2026-0007\]\n\nPlease send your key\.\n$/);
    expect(served.asked.at(-1)).toEqual(["draftReply", "mo", ID, ANSWER, undefined, true]);
    expect((await cases("reply 7 --draft --canned clear")).exit).toBe(0);
  });

  test("an answer leaves as it was written, in clear only with a reason", async () => {
    const input = "Dear Alice,\n\nthanks.\n";
    expect(await cases("reply 7 --body-file -", { input })).toMatchObject({ exit: 3 });
    const sent = await cases("reply 7 --message 1 --body-file - --override-reason asked --json", { input });
    expect(JSON.parse(sent.out)).toEqual({
      ...{ case: ID, messageId: "<3@example.org>", how: "clear", fingerprint: null, sentBefore: null },
    });
    expect(served.asked.at(-1)?.at(3)).toStrictEqual({ body: input, messageId: REPORT, overrideReason: "asked" });
    await run(["cases", "reply", "7", "--body-file", "-", "--key", "a1a1 ".repeat(10)], { input });
    expect(served.asked.at(-1)?.at(3)).toStrictEqual({ body: input, fingerprint: "A1".repeat(20) });
    expect(await cases("reply 7 --body-file - --key a1a1", { input })).toMatchObject({ exit: 2 });
    await cases("reply 7 --canned clear --override-reason asked");
    expect(served.asked.at(-1)?.at(3)).toStrictEqual({
      ...{ body: "Please send your key.", canned: "clear", overrideReason: "asked" },
    });
    const before = await cases("reply 7 --body-file - --override-reason asked", { input: "Said before." });
    expect(before).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/nothing was sent\. .* before, .* more: --again/),
    });
    const again = await cases("reply 7 --body-file - --override-reason asked --again", { input: "Said before." });
    expect(again.out).toContain("on its way");
  });

  test("notes, records and absences", async () => {
    await cases("comment 7 --body-file -", { input: "Seen.\n" });
    expect(served.asked.at(-1)).toEqual(["comment", "mo", ID, "Seen.\n"]);
    await cases("advisory 7 --body-file -", { input: "id = 1\n" });
    expect(served.asked.at(-1)).toEqual(["setAdvisory", "mo", ID, "id = 1\n", { draft: false }]);
    await cases("advisory 7 --draft --body-file -", { input: "id = 1\n" });
    expect(served.asked.at(-1)).toEqual(["setAdvisory", "mo", ID, "id = 1\n", { draft: true }]);
    expect(await cases("advisory 7")).toMatchObject({
      exit: 1,
      err: expect.stringContaining("no advisory record yet"),
    });
    const away = await run(["cases", "away", "--until", "2026-12-01 14:00 Europe/Berlin"]);
    expect(away.out).toBe(
      "pia              Sun 22 Nov 2026 12:00 UTC (13:00 Europe/Berlin) to Tue 1 Dec 2026 13:00 UTC (14:00 Europe/Berlin)\n",
    );
    expect(served.asked.findLast(([name]) => name === "setAbsence")?.at(2)).toEqual({
      who: "mo",
      from: NOW,
      until: HOUR.at,
    });
    expect(await cases("away --back --who pia")).toMatchObject({ exit: 3, err: expect.stringContaining("director's") });
  });
});

test("advisory check takes a case, whose record the desk checks; a file of that name goes first", async () => {
  const found = await run(["advisory", "check", FOREIGN.id]);
  expect(found).toMatchObject({
    exit: 1,
    out: expect.stringContaining(`${FOREIGN.id}:1:2: error: id = 1 of ${FOREIGN.id}. [advisory-missing-key]`),
  });
  const { out } = await run(["advisory", "check", "8", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ valid: false, forms: null, problems: [{ place: { file: FOREIGN.id } }] });
  expect(await run(["advisory", "check", "7"])).toMatchObject({
    exit: 1,
    err: expect.stringContaining("no advisory record"),
  });
  expect(await run(["advisory", "check", "no.toml"])).toMatchObject({
    exit: 1,
    err: expect.stringContaining("no file no.toml"),
  });
});

test("neither strangers nor the administrator of the machine get an answer", async () => {
  expect(await cases("list --open", { who: "administrator" })).toMatchObject({
    exit: 3,
    out: "",
    err: expect.stringContaining("gives no part in one"),
  });
  expect(await cases("list --open", { who: "nobody" })).toMatchObject({
    exit: 3,
    err: expect.stringContaining("NOT_LOGGED_IN"),
  });
});
