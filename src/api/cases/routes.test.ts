import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STAFF } from "../../cases/case/testing.ts";
import { ACTS, type ActName } from "../../cases/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { WishedActInput } from "./act-schemas.ts";
import { ANSWER, FOREIGN, ID, NOW, REPORT, ROW, type Served, serveCases, tokenOf, VIEW } from "./testing.ts";

const HOUR = "2026-12-01 14:00 Europe/Berlin";
const READ = { at: new Date("2026-12-01T13:00:00Z"), zone: "Europe/Berlin" };

let served: Served;
beforeAll(async () => {
  served = await serveCases({
    list: async () => [ROW, FOREIGN],
    triage: async () => [
      { row: FOREIGN, words: VIEW.words, askingSince: ROW.receivedAt, next: undefined, judged: undefined },
    ],
    setAside: async () => [
      {
        row: FOREIGN,
        judged: { disposition: "triage_noise", because: "It is spam.", flags: ["bulk"] },
        mayReopen: true,
      },
    ],
    overview: async () => ({ sees: "all", setAside: { total: 3, lastWeek: 1 } }),
    reviewList: async () => [
      { ...ROW, changedAt: NOW, priority: "urgent", expires: READ, lacks: ["affected"], title: "MARKER" } as never,
    ],
    show: async (_by, id) => {
      if (id !== ID) throw new SamedayError("NOT_FOUND", `There is no case ${id}.`);
      return { ...VIEW, kept: { ...VIEW.kept, advisory: "id = 1", secretOfTomorrow: "MARKER" } } as typeof VIEW;
    },
    actAll: async (_by, _id, [act]) => {
      if (act?.act === "publish") throw new SamedayError("CASE_REFUSED", "Publish needs a decision.");
    },
    staff: async () => STAFF,
    sort: async () => undefined,
    comment: async () => undefined,
    canned: () => [{ name: "bogus", title: "Not a bug", sort: "bogus", body: "Thank you." }],
    draftReply: async () => ({
      ...{ to: "a@b.example", from: "mo@example.org", cc: "security@example.org", subject: `[${ID}]`, body: "" },
      ...{ how: "refused" as const, fingerprint: undefined, keyFrom: undefined, because: "No key is known." },
      ...{ unasked: [], token: "7".repeat(32) },
    }),
    reply: async (_by, _id, { again }) => ({
      ...{ messageId: ANSWER, how: "encrypted", fingerprint: "A1".repeat(20) },
      ...(again === false ? { sentBefore: NOW } : {}),
    }),
    attachment: async (_by, _id, _message, index) => {
      if (index === 1) throw new SamedayError("CASE_REFUSED", "It holds a secret key.");
      return { name: "ä (1)'.py", bytes: Uint8Array.of(0, 255, 10) };
    },
    original: async () => Uint8Array.of(1, 2),
    checkAdvisory: async () => [
      { code: "advisory-x", severity: "error", message: "No.", place: { line: 1, column: 2 } },
    ],
    setAdvisory: async () => undefined,
    log: async () => [{ at: NOW, by: "pia", what: "read case" }],
    lessons: async () => [{ id: ID, at: NOW, by: "mo", acknowledged: false, unreadBy: ["pia"] }],
    lesson: async () => ({ id: ID, at: NOW, by: "mo", acknowledged: true, unreadBy: [], lesson: "Bound it." }),
    absences: async () => [{ who: "pia", from: NOW, until: READ.at }],
    setAbsence: async () => undefined,
  });
});
afterAll(() => served.close());

const cases = (who = "mo") => served.clientOf(who).cases;
const lastAsked = () => served.asked.at(-1);

describe("reading", () => {
  test("a list shows the title only where the desk of cases gives it", async () => {
    const [own, foreign] = await cases().list("open");
    expect(lastAsked()).toEqual(["list", "mo", "open"]);
    expect([own?.title, foreign?.title]).toEqual([ROW.title, null]);
    expect(own?.due).toMatchObject({ deadline: "2026-11-22T14:10:00.000Z", kind: "work", isProposal: true });
    expect(foreign).toMatchObject({ severity: null, assignee: null, late: true, waitsFor: ["paul"] });
  });

  test("a case is told whole, in instants, and a field that nobody declared does not leave", async () => {
    const shown = await cases().show(ID);
    expect(shown).toMatchObject({
      id: ID,
      title: ROW.title,
      reporterKey: { since: "2026-11-20T09:30:00.000Z" },
      work: {
        expires: { at: "2026-12-01T13:00:00.000Z", zone: "Europe/Berlin" },
        told: { public: "2026-11-21T10:00:00.000Z" },
        embargo: null,
        observers: [{ who: "una", until: "2026-12-05T00:00:00.000Z" }],
      },
      policy: { name: "tor" },
    });
    expect(shown.log.map(({ act, details }) => [act, details])).toEqual([
      ["claim", { team: "network" }],
      ["set-expiry", { expires: { at: "2026-12-01T13:00:00.000Z", zone: "Europe/Berlin" } }],
      ["check-advisory", { valid: false }],
      ["route", { teams: ["network", "browser"] }],
      ["invite", { who: "una", reason: "knows it", until: "2026-12-01T13:00:00.000Z" }],
    ]);
    expect(shown.messages.map(({ direction, delivery }) => [direction, delivery])).toEqual([
      ["in", null],
      ["out", "sent"],
    ]);
    expect(shown.messages[0]?.judgement).toMatchObject({ crypto: { signer: "A1".repeat(20) } });
    expect(JSON.stringify(shown)).not.toContain("MARKER");
  });

  test("the list for scoping meetings has no title, whatever the desk of cases hands out", async () => {
    const [row] = await cases().review();
    expect(row).toMatchObject({ id: ID, priority: "urgent", lacks: ["affected"] });
    expect(JSON.stringify(row)).not.toMatch(/title|MARKER/);
  });

  test.each([
    ["triage", () => cases().triage(), [{ case: { id: FOREIGN.id, title: null }, judged: null, next: null }]],
    [
      "set aside",
      () => cases().setAside(),
      [{ case: { id: FOREIGN.id, title: null }, judged: { because: "It is spam.", flags: ["bulk"] } }],
    ],
    ["overview", () => cases().overview(), { sees: "all", setAside: { total: 3, lastWeek: 1 } }],
    ["log", () => cases().log(ID), [{ at: NOW.toISOString(), by: "pia", what: "read case" }]],
    ["lessons", () => cases().lessons(), [{ id: ID, acknowledged: false, unreadBy: ["pia"] }]],
    ["lesson", () => cases().lesson(ID), { lesson: "Bound it." }],
    ["canned", () => cases().canned(), [{ name: "bogus", sort: "bogus" }]],
    ["absences", () => cases().absences(), [{ who: "pia", until: READ.at.toISOString() }]],
    ["check", () => cases().checkAdvisory(ID), { toml: "id = 1", problems: [{ place: { line: 1, column: 2 } }] }],
  ])("%s", async (_name, ask, answer) => expect(await ask()).toMatchObject(answer));

  test("files come as bytes that no browser shows, under their own name", async () => {
    const { name, bytes } = await cases().attachment(ID, REPORT, 0);
    expect([name, [...bytes]]).toEqual(["ä (1)'.py", [0, 255, 10]]);
    expect((await cases().original(ID, REPORT)).name).toBe(`${ID}-${REPORT}.eml`);
    const { headers } = await get(`/api/v1/cases/${ID}/messages/${REPORT}/attachments/0`);
    expect([headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
      "application/octet-stream",
      "nosniff",
    ]);
    await expect(cases().attachment(ID, REPORT, 1)).rejects.toMatchObject({ code: "CASE_REFUSED" });
  });
});

/** One wish of each act, and what the desk of cases is asked for it where that differs. */
const WISHES: { readonly [N in ActName]: readonly [wish: object, asked?: object] } = {
  acknowledge: [{}],
  admit: [{}],
  route: [{ teams: ["network"] }],
  verdict: [{ verdict: "unsure" }, { verdict: "unsure", team: "network" }],
  claim: [{}, { team: "network" }],
  assign: [{ assignee: "max" }, { assignee: "max", team: "network" }],
  sort: [{ as: "duplicate", reason: "as 6" }],
  reopen: [{ reason: "new facts" }],
  "set-severity": [{ severity: "high" }],
  "set-priority": [{ priority: "urgent" }],
  "set-expiry": [{ expires: HOUR }, { expires: READ }],
  "set-affected": [{ affected: "unknown" }],
  "begin-triage": [{}],
  "begin-fix": [{}],
  review: [{}],
  "fix-ready": [{}],
  "back-to-fixing": [{ reason: "wrong" }],
  schedule: [{ hour: "2026-12-01T13:00Z" }, { hour: { ...READ, zone: "UTC" } }],
  share: [{ list: "distros" }],
  "tell-ahead": [{ who: "packagers" }],
  "reporter-date": [{ hour: HOUR }, { hour: READ }],
  "give-id": [{ id: "CVE-2026-1" }],
  "take-id-back": [{ id: "CVE-2026-1" }],
  "check-advisory": [{ valid: true }],
  credit: [{ credit: "none wanted" }],
  "tell-reporter": [{}],
  "fix-released": [{}],
  publish: [{}],
  learn: [{ lesson: "Bound it." }],
  "lesson-read": [{}],
  wrote: [{}],
  heard: [{}],
  "review-secrecy": [{ reason: "still" }],
  leak: [{ reason: "on a list" }],
  "is-public": [{ reason: "known" }],
  exploited: [{ reason: "seen" }],
  "duty-met": [{ duty: "early-warning" }],
  invite: [
    { who: "una", reason: "knows", until: HOUR },
    { who: "una", reason: "knows", until: READ.at },
  ],
  override: [{ gate: "reviewers", reason: "protects users" }],
};

describe("acting", () => {
  test.each(Object.entries(WISHES))(
    "%s reaches the desk of cases as it is, for who asks",
    async (act, [wish, asked]) => {
      const done = cases("pia").change(ID, [{ act, ...wish } as WishedActInput]);
      await (act === "publish" ? expect(done).rejects.toMatchObject({ code: "CASE_REFUSED" }) : done);
      expect(lastAsked()).toEqual(["actAll", "pia", ID, [{ act, ...(asked ?? wish) }]]);
    },
  );

  test("every act of the table is there", () => expect(Object.keys(WISHES).sort()).toEqual(Object.keys(ACTS).sort()));

  test.each([
    ["an act that is none", { acts: [{ act: "forget" }] }, /^act: there is no such act/],
    ["a detail too many", { acts: [{ act: "publish", reason: "x" }] }, /^reason is not known here/],
    ["a missing detail", { acts: [{ act: "leak" }] }, /^reason: it is missing\.$/],
    ["a severity that is none", { acts: [{ act: "set-severity", severity: "huge" }] }, /^severity: one of critical/],
    [
      "a day without its hour",
      { acts: [{ act: "set-expiry", expires: "2026-12-01" }] },
      /^expires: "2026-12-01" needs .*zone/,
    ],
    ["nothing", {}, /^Name an act/],
    [
      "two wrong things of which one is right",
      { acts: [{ act: "publish" }, { act: "leak" }] },
      /^reason: it is missing/,
    ],
  ])("%s is refused by name, and nothing is asked", async (_what, body, says) => {
    const before = served.asked.length;
    const answer = await post(`/api/v1/cases/${ID}/acts`, body);
    expect([answer.status, (await answer.json()).error.message]).toEqual([400, expect.stringMatching(says)]);
    expect(served.asked.length).toBe(before);
  });

  test("a title goes with the acts, as one", async () => {
    await cases()
      .change(ID, [{ act: "publish-never" as never }], "New")
      .catch(() => undefined);
    await cases().change(ID, [{ act: "set-affected", affected: "unknown" }], "New title");
    expect(lastAsked()).toEqual(["actAll", "mo", ID, [{ act: "set-affected", affected: "unknown" }], "New title"]);
    await cases().change(ID, [], "Alone");
    expect(lastAsked()).toEqual(["actAll", "mo", ID, [], "Alone"]);
  });

  test("a team is not guessed: who speaks for none is told to name it", async () => {
    await expect(cases("mo").change(ID, [{ act: "claim" }])).rejects.toMatchObject({
      code: "INPUT_INVALID",
      message: "Name the team: network, browser.",
    });
    await cases("mo").change(ID, [{ act: "claim", team: "browser" }]);
    expect(lastAsked()).toEqual(["actAll", "mo", ID, [{ act: "claim", team: "browser" }]]);
    // A case that nobody has yet is given to the team of whoever shall do it.
    await cases("paul").change(FOREIGN.id, [{ act: "assign", assignee: "max" }]);
    expect(lastAsked()?.at(3)).toEqual([{ act: "assign", assignee: "max", team: "browser" }]);
  });

  test("words, answers, sorting and absence go on as they were said", async () => {
    await cases().comment(ID, "Seen.");
    expect(lastAsked()).toEqual(["comment", "mo", ID, "Seen."]);
    await cases().sort(ID, { as: "bogus", reason: "no bug", body: "Thank you." });
    expect(lastAsked()).toEqual(["sort", "mo", ID, { as: "bogus", reason: "no bug", body: "Thank you." }]);
    expect(await cases().draftReply(ID, { canned: "bogus" })).toMatchObject({ how: "refused", fingerprint: null });
    expect(lastAsked()).toEqual(["draftReply", "mo", ID, undefined, "bogus", true]);
    const wish = { body: "Hello", messageId: REPORT, token: "7".repeat(32) };
    expect(await cases().reply(ID, wish)).toMatchObject({ how: "encrypted", sentBefore: null });
    expect(lastAsked()).toStrictEqual(["reply", "mo", ID, wish]);
    expect(await cases().reply(ID, { body: "Hello", again: false })).toMatchObject({ sentBefore: NOW.toISOString() });
    await expect(cases().reply(ID, { ...wish, token: "7" })).rejects.toMatchObject({ code: "INPUT_INVALID" });
    await cases().setAdvisory(ID, "id = 2");
    expect(lastAsked()).toEqual(["setAdvisory", "mo", ID, "id = 2", { draft: false }]);
    await cases().setAbsence({ until: HOUR });
    expect(lastAsked()).toEqual(["setAbsence", "mo", { who: "mo", from: NOW, until: READ.at }]);
    await cases().setAbsence({ who: "pia" });
    expect(lastAsked()).toEqual(["setAbsence", "mo", { who: "pia", from: NOW, until: NOW }]);
  });
});

describe("who asks", () => {
  const ROUTES = [
    ["GET", "/api/v1/cases"],
    ["GET", "/api/v1/cases/triage"],
    ["GET", "/api/v1/cases/set-aside"],
    ["GET", "/api/v1/cases/overview"],
    ["GET", "/api/v1/cases/review"],
    ["GET", "/api/v1/cases/lessons"],
    ["GET", "/api/v1/cases/canned"],
    ["GET", `/api/v1/cases/${ID}`],
    ["GET", `/api/v1/cases/${ID}/log`],
    ["GET", `/api/v1/cases/${ID}/lesson`],
    ["GET", `/api/v1/cases/${ID}/messages/${REPORT}/original`],
    ["GET", `/api/v1/cases/${ID}/messages/${REPORT}/attachments/0`],
    ["POST", `/api/v1/cases/${ID}/acts`],
    ["POST", `/api/v1/cases/${ID}/sort`],
    ["POST", `/api/v1/cases/${ID}/comments`],
    ["POST", `/api/v1/cases/${ID}/reply-draft`],
    ["POST", `/api/v1/cases/${ID}/reply`],
    ["POST", `/api/v1/cases/${ID}/advisory/check`],
    ["PUT", `/api/v1/cases/${ID}/advisory`],
    ["GET", "/api/v1/absences"],
    ["PUT", "/api/v1/absences"],
  ] as const;

  test.each(ROUTES)(
    "%s %s: neither strangers nor the administrator, and nothing is kept by caches",
    async (method, path) => {
      const before = served.asked.length;
      const answers = [];
      for (const who of [undefined, "administrator"]) {
        const answer = await ask(method, path, who);
        answers.push([answer.status, (await answer.json()).error.code, answer.headers.get("cache-control")]);
      }
      expect(answers).toEqual([
        [401, "NOT_LOGGED_IN", "no-store"],
        [403, "NOT_ALLOWED", "no-store"],
      ]);
      expect(served.asked.length).toBe(before);
    },
  );

  test("the administrator is told why", async () => {
    await expect(cases("administrator").list("open")).rejects.toThrow("gives no part in one");
  });

  test("answers are not kept either", async () => {
    expect((await get("/api/v1/cases")).headers.get("cache-control")).toBe("no-store");
  });

  test("what is no case's id is no address of one", async () => {
    for (const id of ["x", "SEC-2026-0007%00", "sec-2026-0007"]) {
      expect((await get(`/api/v1/cases/${id}`)).status).toBe(400);
    }
    expect((await get("/api/v1/cases/SEC-2026-0009")).status).toBe(404);
  });

  test("a desk without [intake] says so", async () => {
    const none = await serveCases(undefined);
    await expect(none.clientOf("mo").cases.list("open")).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "This desk takes no reports: its definition has no [intake].",
    });
    await none.close();
  });
});

function ask(method: string, path: string, who: string | undefined, body?: unknown): Promise<Response> {
  const headers = {
    ...(who === undefined ? {} : { authorization: `Bearer ${tokenOf(who)}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  };
  return fetch(served.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

const get = (path: string): Promise<Response> => ask("GET", path, "mo");
const post = (path: string, body: unknown): Promise<Response> => ask("POST", path, "mo", body);
