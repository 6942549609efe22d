import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clearColumns } from "../../src/cases/handling/acts/clear-columns.ts";
import { type Act, type CaseDesk, destroyCase, type KeptCase, listCases, tendCases } from "../../src/cases/index.ts";
import { toSamedayError } from "../../src/kernel/index.ts";
import { readAudit } from "../../src/store/index.ts";
import {
  audited,
  claimed,
  type DeskHouse,
  hoursOn,
  mailsOf,
  NOW,
  openDeskHouse,
  refusal,
  tablesHolding,
  textOfMail,
} from "./cases-people-kit.ts";

/** The desk of cases over a real database: who is shown what, what goes on record, and what leaves by mail. */

const MARKER = "MARKER-PLAINTEXT-7f3a";

let house: DeskHouse;
let desk: CaseDesk;

beforeAll(async () => {
  house = await openDeskHouse();
  desk = house.desk;
}, 240_000);
afterAll(() => house?.close());

const entries = async (): Promise<number> => (await readAudit(house.store.db, { limit: 1 }))[0]?.sequence ?? 0;
const claim: Act = { act: "claim", team: "network" };

describe("who has no part in a case", () => {
  const asks: readonly (readonly [string, (by: string, id: string) => Promise<unknown>])[] = [
    ["show", (by, id) => desk.show(by, id)],
    ["act", (by, id) => desk.act(by, id, claim)],
    ["actAll", (by, id) => desk.actAll(by, id, [claim, { act: "begin-triage" }])],
    ["setTitle", (by, id) => desk.setTitle(by, id, "x")],
    ["comment", (by, id) => desk.comment(by, id, "x")],
    ["draftReply", (by, id) => desk.draftReply(by, id)],
    ["reply", (by, id) => desk.reply(by, id, { body: "x" })],
    ["sort", (by, id) => desk.sort(by, id, { as: "spam", reason: "x", body: "" })],
    ["attachment", (by, id) => desk.attachment(by, id, "0".repeat(32), 0)],
    ["original", (by, id) => desk.original(by, id, "0".repeat(32))],
    ["setAdvisory", (by, id) => desk.setAdvisory(by, id, "x = 1")],
    ["checkAdvisory", (by, id) => desk.checkAdvisory(by, id, "x = 1")],
    ["log", (by, id) => desk.log(by, id)],
    ["lesson", (by, id) => desk.lesson(by, id)],
  ];

  let there: string;
  let gone: string;
  beforeAll(async () => {
    [there, gone] = [await claimed(house), await claimed(house)];
    await house.store.transaction((trx) => destroyCase(house.context.vault, trx, gone, "dora"));
  });

  test.each(asks)("%s: one that is there, one that never was and one destroyed are told alike", async (_, ask) => {
    const before = await entries();
    for (const by of ["olga", "mo", "paul", "root", "desk"]) {
      const told = await Promise.all(
        [there, gone, "SEC-2020-9999"].map(async (id) => {
          const { code, message } = await refusal(ask(by, id));
          return { code, message: message.replaceAll(id, "ID") };
        }),
      );
      expect(told, by).toEqual(Array(3).fill({ code: "NOT_FOUND", message: "There is no case ID." }));
    }
    expect(await entries()).toBe(before);
  });

  test("an account is nobody under the name of somebody who was invited", async () => {
    // Somebody of the definition when they were invited, and an account alone since.
    const observers = [{ who: "root", reason: "knows the parser", until: hoursOn(48) }];
    await house.change(there, (kept) => ({ ...kept, case: { ...kept.case, observers } }));
    expect((await refusal(desk.show("root", there))).code).toBe("NOT_FOUND");
    expect((await refusal(desk.act("root", there, { act: "review" }))).code).toBe("NOT_FOUND");
  });
});

describe("a case that may be read", () => {
  test("is shown with all that can be done, and every look is on record", async () => {
    const id = await claimed(house);
    await house.mail(id, `Subject: crash\r\n\r\n${MARKER} ${id}\r\n`);
    await desk.setTitle("asa", id, "An overflow in the parser");
    house.at(hoursOn(1));
    await desk.comment("pia", id, `Looks real. ${MARKER}`);
    await desk.comment("pia", id, `Looks real. ${MARKER}`);
    house.at(NOW);
    const view = await desk.show("pia", id);
    expect(view).toMatchObject({
      row: { id, state: "claimed", team: "network", assignee: "pia", yours: true, title: "An overflow in the parser" },
      kept: { title: "An overflow in the parser" },
      messages: [
        { kept: { direction: "in" }, delivery: undefined },
        { kept: { direction: "note", by: "pia", shown: { parts: [{ text: `Looks real. ${MARKER}` }] } } },
        { kept: { direction: "note" } },
      ],
      log: [{ by: "pia", role: "point-person", act: claim }],
      policy: { name: "default" },
    });
    expect(view.possible.find(({ act }) => act === "begin-triage")).toMatchObject({ can: true });
    expect(view.clocks[0]).toEqual(view.row.due);
    expect(view.next?.at.getTime()).toBeGreaterThan(NOW.getTime());
    expect(view.readers).toEqual([
      { who: "dora", role: "director" },
      { who: "leo", role: "team-lead" },
      { who: "pia", role: "point-person" },
      { who: "dan", role: "deputy" },
      { who: "asa", role: "assistant" },
    ]);
    expect(view.readBy.map(({ who }) => who)).toEqual(["pia"]);
    expect((await audited(house, `case ${id}`)).slice(-8)).toEqual([
      "desk: keep message",
      "asa: set title",
      "pia: comment",
      "pia: keep message",
      "pia: comment",
      "pia: keep message",
      "pia: read case",
      "pia: read messages",
    ]);
  });

  test("several acts are done or none, and a refusal names all that is missing", async () => {
    const id = await claimed(house);
    const before = await entries();
    const acts: Act[] = [{ act: "begin-triage" }, { act: "set-severity", severity: "high" }, { act: "begin-fix" }];
    expect(await refusal(desk.actAll("pia", id, acts))).toEqual({
      code: "CASE_REFUSED",
      message: expect.stringMatching(/^Begin fix needs a priority; a date .*; the affected versions/),
    });
    expect(await entries()).toBe(before);
    expect((await house.read(id)).case).toMatchObject({ state: "claimed", log: [{ act: claim }] });
    const rest: Act[] = [
      ...acts.slice(0, 2),
      { act: "set-priority", priority: "urgent" },
      { act: "set-expiry", expires: { at: hoursOn(72), zone: "UTC" } },
      { act: "set-affected", affected: "unknown" },
      { act: "begin-fix" },
    ];
    await desk.actAll("pia", id, rest);
    expect((await listCases(house.store.db)).find((row) => row.id === id)).toMatchObject({
      ...{ state: "fixing", team: "network", severity: "high", expiresAt: hoursOn(72) },
    });
    expect(await audited(house, `case ${id}`)).toContain(
      "pia: begin triage, set severity, set priority, set expiry, set affected, begin fix",
    );
  });

  test("somebody invited reads it until their end, comments and gives it no title", async () => {
    const id = await claimed(house);
    await desk.act("pia", id, { act: "invite", who: "olga", reason: "knows the parser", until: hoursOn(24) });
    await desk.show("olga", id);
    await desk.comment("olga", id, "I know this one.");
    expect((await refusal(desk.setTitle("olga", id, "Mine"))).code).toBe("CASE_REFUSED");
    house.at(hoursOn(24));
    expect((await refusal(desk.show("olga", id))).code).toBe("NOT_FOUND");
    expect((await refusal(desk.comment("olga", id, "Me again."))).code).toBe("NOT_FOUND");
    house.at(NOW);
  });

  test("an invitation ends sooner where it is given again with another end, and reaches nobody by a mistyped name", async () => {
    const id = await claimed(house);
    const invite = (who: string, hours: number) =>
      desk.act("pia", id, { act: "invite", who, reason: "knows the parser", until: hoursOn(hours) });
    for (const who of ["nobody", "administrator", "desk", "olga "]) {
      expect((await refusal(invite(who, 24))).message, who).toMatch(/^Whom to invite is the id of somebody/);
    }
    expect(await refusal(invite("olga", 24 * 3_650))).toEqual({
      code: "CASE_REFUSED",
      message:
        "Invite needs an end within the policy's limit of invitations: at most 30 days, until Tue 22 Dec 2026 12:00 UTC (from whoever it is assigned to, the team's point person, a deputy of the point person, the team's lead or the director), which the director may set aside with a reason.",
    });
    await invite("olga", 24 * 30);
    await invite("olga", 24);
    await invite("olga", 1);
    expect((await desk.show("pia", id)).kept.case.observers).toHaveLength(1);
    house.at(hoursOn(1));
    expect((await refusal(desk.show("olga", id))).code).toBe("NOT_FOUND");
    house.at(NOW);
  });

  test("has a title of one line that can be seen", async () => {
    const id = await claimed(house);
    for (const title of ["", " \n", "two\nlines", "x".repeat(201), "turned \u202e round"]) {
      expect((await refusal(desk.setTitle("pia", id, title))).code, title).toBe("INPUT_INVALID");
    }
  });
});

test("the log has what was said for whoever may read the case, and verbs alone for auditors", async () => {
  const id = await claimed(house);
  await desk.act("dora", id, { act: "override", gate: "within-lists", reason: "people are attacked" });
  await desk.act("pia", id, { act: "leak", reason: MARKER });
  await desk.list("leo", "open");
  const told = (await desk.log("pia", id)).map(({ by, what }) => `${by}: ${what}`);
  expect([...told].sort()).toEqual([
    "desk: open case",
    "dora: override: within-lists, people are attacked",
    "leo: read titles",
    "pia: claim: network",
    `pia: leak: ${MARKER}`,
  ]);
  const auditors = await desk.log("aude", id);
  expect(auditors.map(({ by, what }) => `${by}: ${what}`)).toEqual([
    "desk: open case",
    "pia: claim",
    "dora: override",
    "pia: leak",
    "leo: read titles",
    "pia: read history",
  ]);
  expect((await audited(house, `case ${id}`)).at(-1)).toBe("aude: read log");
  expect((await refusal(desk.show("aude", id))).code).toBe("NOT_FOUND");
  await house.store.transaction((trx) => destroyCase(house.context.vault, trx, id, "dora"));
  expect((await desk.log("aude", id)).map(({ what }) => what)).toContain("destroy case");
  expect((await refusal(desk.log("aude", "SEC-2020-9999"))).code).toBe("NOT_FOUND");
});

describe("lists", () => {
  test("have titles for those who may read, and one entry that names them; others see that a case is there", async () => {
    const mine = await claimed(house, { title: "secret one" });
    const asked = await house.put({}, { title: "secret two" });
    const before = await entries();
    const shown = await desk.list("mo", "open");
    expect(shown.map(({ title }) => title)).toEqual(shown.map(() => null));
    expect(shown.map(({ id }) => id)).toEqual(expect.arrayContaining([mine, asked]));
    await desk.reviewList("root");
    expect(await entries()).toBe(before);
    const rows = await desk.list("paul", "open");
    expect(rows.find(({ id }) => id === mine)).toMatchObject({ title: null, assignee: "pia", yours: false });
    expect(rows.find(({ id }) => id === asked)).toMatchObject({ title: "secret two", yours: true });
    const [entry] = await readAudit(house.store.db, { object: "cases", limit: 1 });
    const titled = rows.filter(({ title }) => title !== null).map(({ id }) => id);
    expect(entry).toMatchObject({ actor: "paul", action: "read titles", details: { ids: titled } });
    expect((await desk.list("pia", "yours")).map(({ id }) => id)).toContain(mine);
    expect((await desk.list("paul", "yours")).map(({ id }) => id)).not.toContain(mine);
  });

  test("have nothing for who is of the definition but not of the desk, but what they were invited to", async () => {
    const id = await claimed(house);
    const other = await claimed(house);
    const until = hoursOn(1);
    await desk.act("pia", id, { act: "invite", who: "ulf", reason: "maintains the parser", until });
    const everything = async (by: string): Promise<string[]> => [
      ...(await desk.list(by, "open")).map((row) => row.id),
      ...(await desk.list(by, "closed")).map((row) => row.id),
      ...(await desk.triage(by)).map(({ row }) => row.id),
      ...(await desk.reviewList(by)).map((row) => row.id),
    ];
    expect(await everything("ulf")).toEqual([id, id]);
    expect(await everything("gone")).toEqual([]);
    expect(await everything("aude")).toEqual(expect.arrayContaining([id, other]));
    await house.clear();
  });

  test("for triage have no team's word for who is in no team", async () => {
    const id = await house.put({});
    await desk.act("paul", id, { act: "verdict", team: "browser", verdict: "not-mine" });
    const seen = async (by: string) => (await desk.triage(by)).find(({ row }) => row.id === id)?.words;
    for (const by of ["aude", "olga"]) expect(await seen(by)).toEqual([]);
    for (const by of ["pia", "mo", "dora", "asa"]) expect(await seen(by)).toHaveLength(2);
  });

  test("for triage have every team's word and how the mail was judged; for meetings no title and what is missing", async () => {
    const id = await house.put({}, { title: MARKER });
    await house.mail(id, `Subject: x\r\n\r\n${id}\r\n`);
    await desk.act("paul", id, { act: "verdict", team: "browser", verdict: "not-mine" });
    const triage = (await desk.triage("pia")).find(({ row }) => row.id === id);
    expect(triage).toMatchObject({
      row: { title: MARKER, yours: true },
      words: [
        { team: "network", speaks: "pia", verdict: undefined, yours: true },
        { team: "browser", speaks: "paul", verdict: "not-mine", by: "paul", yours: false },
      ],
      askingSince: NOW,
      judged: { disposition: "new_case", flags: [] },
    });
    const others = (await desk.triage("mo")).find(({ row }) => row.id === id);
    expect(others).toMatchObject({ row: { title: null }, judged: undefined });
    const taken = await claimed(house, { title: MARKER });
    const review = await desk.reviewList("pia");
    expect(JSON.stringify(review)).not.toContain(MARKER);
    expect(review.find((row) => row.id === taken)?.lacks).toEqual([
      ...["severity", "priority", "date", "affected versions"],
    ]);
    expect(review.find((row) => row.id === id)?.lacks).toEqual(["team"]);
    const dues = review.flatMap(({ due }) => due?.deadline.getTime() ?? []);
    expect(dues).toEqual([...dues].sort((a, b) => a - b));
  });

  test("hold a case that somebody changed in the database, and say so", async () => {
    const id = await claimed(house);
    const contents = Buffer.from("not what was sealed");
    await house.store.db.updateTable("case_record").set({ contents }).where("id", "=", id).execute();
    const row = (await desk.list("dora", "open")).find((each) => each.id === id);
    expect(row).toMatchObject({ team: "network", title: null, yours: true, why: "escalated" });
    expect(house.alarms.map(({ code }) => code)).toContain(`case-broken-${id}`);
    await house.clear();
  });
});

describe("that a case is handled", () => {
  const told = async (id: string): Promise<string[]> => (await mailsOf(house, `handled ${id}`)).map(textOfMail);
  const addressees = async (id: string): Promise<string[]> =>
    (await told(id)).map((text) => /^To: (\S+)\r$/m.exec(text)?.[1] ?? "").sort();
  const US = "security@acme.example";

  test("the alias hears, and whoever was asked for another team: its name and a link, in a thread of its own", async () => {
    const id = await claimed(house, { title: MARKER });
    expect(await addressees(id)).toEqual(["paul@acme.example", US]);
    for (const text of await told(id)) {
      expect(text).toContain(`https://desk.acme.example/cases/${id}`);
      expect(text).toContain(`References: <case-${id}@acme.example>`);
      expect(text).not.toMatch(new RegExp(`${MARKER}|reporter|network|pia`));
    }
    await desk.act("leo", id, { act: "assign", assignee: "mo", team: "network" });
    expect(await addressees(id)).toEqual(["paul@acme.example", US, US]);
  });

  test("nobody hears who was not asked, and whoever stands in does", async () => {
    const apart = await house.put({ asked: ["network"] });
    await desk.act("pia", apart, claim);
    expect(await addressees(apart)).toEqual([US]);
    await desk.setAbsence("paul", { who: "paul", from: NOW, until: hoursOn(1) });
    const id = await house.put({});
    await desk.act("leo", id, { act: "assign", assignee: "mo", team: "network" });
    await desk.setAbsence("paul", { who: "paul", from: NOW, until: NOW });
    expect(await addressees(id)).toEqual(["lena@acme.example", US]);
  });
});

describe("sorting out", () => {
  test("closes with a canned answer in one step", async () => {
    const id = await house.put({}, { cameEncrypted: false });
    await house.mail(id, `From: alice@reporter.example.net\r\nSubject: letter ${MARKER}\r\n\r\n${id}\r\n`);
    const body = desk.canned().find(({ sort }) => sort === "legal")?.body ?? "";
    await desk.sort("pia", id, { as: "legal", reason: "a court's letter", body });
    expect((await house.read(id)).case).toMatchObject({ state: "not_security", lastWordToReporter: NOW });
    const { messages } = await desk.show("pia", id);
    expect(messages.find(({ kept }) => kept.direction === "out")).toMatchObject({
      delivery: "waits",
      kept: { by: "pia" },
    });
    const [mail] = await mailsOf(house, "reply ");
    expect(mail ? textOfMail(mail) : "").toContain("does not accept service of documents");
  });

  test("does neither where the answer may not leave, where there is no reason, or nothing that is so called", async () => {
    const id = await house.put({}, { cameEncrypted: true });
    await house.mail(id, `From: alice@reporter.example.net\r\nSubject: x\r\n\r\n${id}\r\n`);
    const sort = { as: "support", reason: "a question", body: "Please ask our support." } as const;
    expect((await refusal(desk.sort("pia", id, sort))).code).toBe("CASE_REFUSED");
    expect((await refusal(desk.sort("pia", id, { ...sort, reason: " ", body: "" }))).code).toBe("CASE_REFUSED");
    expect((await refusal(desk.sort("pia", id, { ...sort, as: "toString" as "spam" }))).code).toBe("INPUT_INVALID");
    expect((await house.read(id)).case).toMatchObject({ state: "received", log: [] });
    await desk.sort("pia", id, { ...sort, body: "" });
    expect((await house.read(id)).case.state).toBe("not_security");
  });
});

describe("files", () => {
  const RAW = [
    "From: alice@reporter.example.net",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "Two files.",
    "--b",
    'Content-Disposition: attachment; filename="../../crash.txt"',
    "Content-Type: text/plain",
    "",
    "crash",
    "--b",
    'Content-Disposition: attachment; filename="key.txt"',
    "Content-Type: text/plain",
    "",
    "hidden",
    "--b--",
    "",
  ].join("\r\n");

  test("are opened anew under a safe name; a secret key is not handed out, also inside its mail", async () => {
    const id = await claimed(house);
    const attachments = [
      { name: "crash.txt", secret: false },
      { name: "key.txt", secret: true },
      { name: "gone.txt", secret: false },
    ];
    const messageId = await house.mail(id, RAW, { attachments });
    const file = await desk.attachment("pia", id, messageId, 0);
    expect([file.name, Buffer.from(file.bytes).toString()]).toEqual(["crash.txt", "crash"]);
    expect(await audited(house, `case ${id}`)).toContain("pia: read message as it came");
    expect((await refusal(desk.attachment("pia", id, messageId, 1))).code).toBe("CASE_REFUSED");
    expect((await refusal(desk.attachment("pia", id, messageId, 2))).code).toBe("CASE_REFUSED");
    expect((await refusal(desk.attachment("pia", id, messageId, 3))).code).toBe("NOT_FOUND");
    expect(Buffer.from(await desk.original("pia", id, messageId)).toString()).toBe(RAW);
    const other = await house.mail(id, `${RAW}again`, { secretInClear: true });
    expect((await refusal(desk.original("pia", id, other))).code).toBe("CASE_REFUSED");
    expect((await refusal(desk.original("pia", await claimed(house), messageId))).code).toBe("NOT_FOUND");
  });
});

test("whatever is asked for in whatever order, what stands in the clear is what is sealed, and never a title", async () => {
  await house.clear();
  const ids = [await house.put({}, { title: MARKER }), await house.put({ state: "quarantined" }), await house.put()];
  const people = ["dora", "pia", "paul", "leo", "dan", "mo", "asa", "aude", "olga", "root"];
  const plain = ["begin-triage", "begin-fix", "review", "fix-ready", "admit", "wrote", "publish"] as const;
  const acts: readonly Act[] = [
    ...[claim, claim, { act: "claim", team: "browser" } as const],
    ...plain.map((act) => ({ act })),
    { act: "verdict", team: "browser", verdict: "not-mine" },
    { act: "assign", assignee: "mo", team: "network" },
    { act: "route", teams: ["browser"] },
    { act: "set-severity", severity: "critical" },
    { act: "set-priority", priority: "high" },
    { act: "set-expiry", expires: { at: hoursOn(30), zone: "UTC" } },
    { act: "set-affected", affected: "all" },
    { act: "schedule", hour: { at: hoursOn(40), zone: "UTC" } },
    { act: "leak", reason: MARKER },
    { act: "sort", as: "duplicate", reason: MARKER },
    { act: "reopen", reason: MARKER },
  ];
  let seed = 7;
  const roll = <T>(from: readonly T[]): T => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return from[(seed >>> 16) % from.length] as T;
  };
  let done = 0;
  for (let turn = 0; turn < 100; turn += 1) {
    house.at(hoursOn(turn / 10));
    const [by, id] = [roll(people), roll(ids)];
    const ask = roll([
      () => desk.act(by, id, roll(acts)),
      () => desk.act(by, id, roll(acts)),
      () => desk.act(by, id, roll(acts)),
      () => desk.actAll(by, id, [roll(acts), roll(acts)]),
      () => desk.actAll(by, id, [roll(acts)], `${MARKER} too`),
      () => desk.setTitle(by, id, `${MARKER} ${turn}`),
      () => desk.comment(by, id, MARKER),
      () => desk.sort(by, id, { as: roll(["spam", "bogus"] as const), reason: MARKER, body: "" }),
      () => desk.setAdvisory(by, id, `title = "${MARKER}"`),
    ]);
    try {
      await ask();
      done += 1;
    } catch (error) {
      const { code, message } = toSamedayError(error);
      expect(["CASE_REFUSED", "NOT_FOUND"], message).toContain(code);
      expect(message).not.toContain(MARKER);
    }
    const { cases } = await tendCases<KeptCase>(house.context.vault);
    expect(cases.map(({ contents, changedAt: _, destroyedAt: __, ...clear }) => clear)).toEqual(
      cases.map(({ id: each, contents }) => ({ id: each, ...clearColumns(contents.case, house.context.policy) })),
    );
  }
  house.at(NOW);
  expect(done).toBeGreaterThan(20);
  expect(await tablesHolding(house.store, MARKER)).toEqual([]);
});
