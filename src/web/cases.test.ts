import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NEXT_NUMBER } from "../../tests/system/web-cases.ts";
import { MARKUP } from "../../tests/system/web-cases-mails.ts";
import { type CasePages, cookie, openCasePages } from "../../tests/system/web-cases-pages.ts";
import { CASES } from "../../tests/system/web-cases-scenes.ts";
import { createExampleApp, tokenOf } from "../../tests/system/web-desk.ts";
import { ADA, KIT, LEO, MO, NOW, PIA } from "../../tests/system/web-example.ts";
import { named, readHtml } from "../../tests/system/web-html.ts";

let desk: CasePages["desk"];
let pages: CasePages;
/** A desk as the example begins: once for all that only reads, anew before whatever acts. */
const begin = async (): Promise<void> => {
  pages = await openCasePages();
  ({ desk } = pages);
};
beforeAll(begin);

const get: CasePages["get"] = (...asked) => pages.get(...asked);
const post: CasePages["post"] = (...asked) => pages.post(...asked);

const LISTS = [
  "/cases",
  "/cases/triage",
  "/cases/agenda",
  "/cases/closed",
  "/cases/lessons",
  "/cases/people",
  "/cases/set-aside",
];
const PAGES = [
  ...LISTS,
  ...Object.values(CASES)
    .filter((id) => id !== CASES.others)
    .map((id) => `/cases/${id}`),
  ...["/log", "/lesson", "/advisory", "/reply", "/reply?canned=thanks", "/do/leak", "/do/route", "/do/schedule"].map(
    (rest) => `/cases/${CASES.fixing}${rest}`,
  ),
  ...["bogus", "legal", "support", "spam"].map((as) => `/cases/${CASES.legal}/sort?as=${as}`),
  `/cases/${CASES.lesson}/lesson`,
  `/cases/${CASES.fixing}/messages/t-12`,
  `/cases/${CASES.asked}/messages/m-1`,
];

/** What a window, a tab, an address or a log of a proxy must never hold. */
const WORDS = /cell|truncated|memory|parser|consensus|court|downgraded|bridge/i;

test.each(PAGES)(
  "%s is small, not kept, without scripts and pictures, and names no title outside itself",
  async (path) => {
    const { statusCode, body, headers } = await get(path);
    expect(statusCode).toBe(200);
    expect(Buffer.byteLength(body)).toBeLessThan(50_000);
    expect(headers["cache-control"]).toBe("no-store");
    const elements = readHtml(body);
    const all = (name: string) => elements.flatMap(({ attributes }) => attributes.get(name) ?? []);
    expect(named(elements, "script", "svg", "img", "iframe", "object")).toEqual([]);
    expect(
      elements.flatMap(({ attributes }) => [...attributes.keys()]).filter((one) => /^(style$|on)/.test(one)),
    ).toEqual([]);
    for (const name of ["id", "accesskey"])
      expect(all(name).filter((one, at) => all(name).indexOf(one) !== at)).toEqual([]);
    const window = named(elements, "title")[0]?.text ?? "";
    expect(window).toMatch(/^(■ )?(SEC-2026-\d{4}|[A-Z][a-z ]+) · Sameday$/);
    for (const text of [window, ...all("href"), ...all("action")]) expect(text).not.toMatch(WORDS);
  },
);

test("strangers are asked to log in, whatever the address", async () => {
  for (const path of PAGES) expect([path, (await get(path, null)).statusCode]).toEqual([path, 401]);
});

describe("what is not for the reader", () => {
  const without = (body: string) => body.replace(/SEC-\d{4}-\d{4}|req-\w+/g, "");

  test.each([
    "",
    "/log",
    "/lesson",
    "/advisory",
    "/reply",
    "/do/claim",
    "/sort?as=legal",
    "/messages/m-9",
    "/messages/m-9/original",
    "/messages/m-9/files/0",
  ])("answers like what never was: /cases/ID%s", async (rest) => {
    const [hidden, never] = await Promise.all([
      get(`/cases/${CASES.others}${rest}`),
      get(`/cases/SEC-2026-9999${rest}`),
    ]);
    expect([hidden.statusCode, never.statusCode]).toEqual([404, 404]);
    expect(without(hidden.body)).toBe(without(never.body));
    expect(Object.keys(hidden.headers)).toEqual(Object.keys(never.headers));
  });

  test("takes no act either, and says nothing else", async () => {
    const [hidden, never] = await Promise.all([
      post(`/cases/${CASES.others}/comment`, { text: "x" }),
      post("/cases/SEC-2026-9999/comment", { text: "x" }),
    ]);
    expect([hidden.statusCode, never.statusCode]).toEqual([404, 404]);
    expect(without(hidden.body)).toBe(without(never.body));
    expect(desk.done).toEqual([]);
  });

  test.each(LISTS)("has no title on %s", async (path) => {
    expect((await get(path)).body).not.toContain("Letterboxing");
  });

  test.each([
    [ADA, "an auditor", 404, 200],
    [KIT, "a deputy", 200, 200],
    [MO, "an assistant", 200, 200],
  ])("%#: %o may read as far as their role goes", async (person, _who, page, log) => {
    expect((await get(`/cases/${CASES.asked}`, person)).statusCode).toBe(page);
    expect((await get(`/cases/${CASES.asked}/log`, person)).statusCode).toBe(log);
    const { body } = await get("/cases", person);
    expect(body.includes("Use after free")).toBe(page === 200);
  });

  test("a desk that takes no mail has no such pages, and does not speak of them", async () => {
    const without = createExampleApp([]);
    expect((await without.inject({ url: "/cases", headers: cookie(PIA) })).statusCode).toBe(404);
    expect((await without.inject({ url: "/", headers: cookie(PIA) })).body).not.toContain("/cases");
  });
});

describe("the board", () => {
  test.each([
    [PIA, "Nine cases wait for you"],
    [LEO, ""],
    [MO, ""],
    [null, ""],
  ])("says to whom it concerns how many wait, and to others nothing", async (person, expected) => {
    const { body } = await get("/", person);
    expect(/[A-Za-z0-9]+ cases? waits? for you/.exec(body)?.[0] ?? "").toBe(expected);
    expect(body.includes('<a href="/cases">Cases</a>')).toBe(person !== null);
    expect(body).not.toContain("Use after free");
  });
});

describe("what needs me now", () => {
  test("names what is late first, then what has least time", async () => {
    const { body } = await get("/cases");
    const elements = readHtml(body);
    expect(named(elements, "h1")[0]?.text).toMatch(
      /^Nine cases wait for you; SEC-2026-00\d\d.* are late, the first by /,
    );
    const due = await desk.list("pia", "open");
    const yours = due.filter((row) => row.yours);
    const order = [
      ...yours.filter(({ late }) => late),
      ...yours.filter(({ late }) => !late),
      ...due.filter((row) => !row.yours),
    ];
    const shown = [...body.matchAll(/<(?:a href="\/cases\/|strong>)(SEC-2026-\d{4})(?:">|<\/strong>)/g)].map(
      ([, id]) => id,
    );
    expect(shown).toEqual(order.map(({ id }) => id));
  });

  test("writes hours in the reader's own zone as soon as they name it", async () => {
    const answer = await post("/cases/zone", { zone: "Europe/Berlin" });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/cases?done=zone"]);
    const [zone] = String(answer.headers["set-cookie"]).split(";");
    const { body } = await pages.app.inject({ url: "/cases", headers: { cookie: `${cookie(PIA).cookie}; ${zone}` } });
    expect(body).toMatch(/\d\d:\d\d UTC \(\d\d:\d\d Europe\/Berlin\)/);
    expect((await get("/cases")).body).not.toContain("Europe/Berlin)");
  });

  test.each(["", "Mars/Phobos", "../etc", "Europe/Berlin\r\nx: y"])(
    "refuses the zone %j beside its field",
    async (zone) => {
      const answer = await post("/cases/zone", { zone });
      expect(answer.statusCode).toBe(400);
      expect(answer.headers["set-cookie"]).toBeUndefined();
      expect(
        named(readHtml(answer.body), "p").find(({ attributes }) => attributes.get("role") === "alert")?.text,
      ).toContain("no time zone");
    },
  );

  test("an empty desk says so", async () => {
    const none = async () => [];
    const cases = { ...desk, list: none, triage: none, reviewList: none, lessons: none };
    const empty = createExampleApp([], { cases });
    for (const [url, sentence] of [
      ["/cases", "No case is open."],
      ["/cases/triage", "Every message has found its team."],
      ["/cases/agenda", "No case is open."],
      ["/cases/lessons", "There is no lesson for you yet."],
      ["/cases/closed", "No case is closed yet."],
    ] as const) {
      const { body } = await empty.inject({ url, headers: cookie(PIA) });
      expect(named(readHtml(body), "h1")[0]?.text).toBe(sentence);
    }
  });
});

describe("triage", () => {
  beforeEach(begin);

  test.each<[string, Record<string, string>, string, string]>([
    [
      "/verdict",
      { team: "network", verdict: "not-mine", back: "triage" },
      `pia {"act":"verdict","team":"network","verdict":"not-mine"} ${CASES.asked}`,
      "/cases/triage?done=verdict",
    ],
    [
      "/verdict",
      { team: "network", verdict: "mine" },
      `pia {"act":"claim","team":"network"} ${CASES.asked}`,
      `/cases/${CASES.asked}?done=claimed`,
    ],
    ["/sort", { as: "spam", reason: "Spam." }, `pia sort ${CASES.asked} spam: `, "/cases/triage?done=sorted"],
    [
      "/sort",
      { as: "bogus", reason: "No bug.", body: "Thank you.\r\nPia" },
      `pia sort ${CASES.asked} bogus: Thank you.\nPia`,
      "/cases/triage?done=sorted",
    ],
  ])("%s %j does what it says, and leads on", async (path, form, done, to) => {
    const answer = await post(`/cases/${CASES.asked}${path}`, form);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, to]);
    expect(desk.done.at(-1)).toBe(done);
    expect((await get(to)).body).toMatch(/<p role="status">[A-Z][^<]+\.<\/p>/);
  });

  test("says who is silent, since when, and whom the desk asks next", async () => {
    const text = named(readHtml((await get("/cases/triage")).body), "main")[0]?.text ?? "";
    expect(text).toContain("Network (pia) and tooling (jun) have been silent since Fri 20 Nov 16:02 UTC, 22 h ago.");
    expect(text).toMatch(/the desk asks the leads: leo and rosa/);
  });

  test("names why something is in quarantine or unreadable", async () => {
    const { body } = await get("/cases/triage");
    expect(body).toContain("Another key than the one on file came for this address.");
    expect(body).toContain("It is encrypted to none of our keys.");
  });

  test("an unreadable mail's card says what can be done with it, and no key that presses nothing", async () => {
    const { body } = await get("/cases/triage");
    const card = body.slice(body.indexOf(`aria-labelledby="${CASES.unreadable}"`)).split("</section>")[0] ?? "";
    const text = card.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    expect(text).toMatch(
      /Is it a report\? Look at it Ask its sender again … Let it in … Or it is no report: Spam Bogus …/,
    );
    expect(card).toContain(`href="/cases/${CASES.unreadable}/reply"`);
    expect(card).not.toContain('value="mine"');
    expect(text).toMatch(/the desk asks the (?:point people|deputies|leads|director): /);
    expect(text).not.toContain("speaks for them");
    expect(body.replace(/<[^>]+>/g, "")).toMatch(/The access keys m, n and u say .* of SEC-/);
  });
});

describe("acts", () => {
  beforeEach(begin);

  test("the next number of our own is shown before, and given at one press", async () => {
    const { body } = await get(`/cases/${CASES.fixing}/do/give-id`);
    const form = body.split("<form").find((each) => each.includes(`Give it ${NEXT_NUMBER}, as pia`)) ?? "";
    expect(form).toContain('<input type="hidden" name="id" value="next"/>');
    expect(body.replace(/<[^>]+>/g, "")).toContain(`The next number of our own is ${NEXT_NUMBER}.`);
    const answer = await post(`/cases/${CASES.fixing}/do/give-id`, { id: "next" });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/cases/${CASES.fixing}?done=case-act`]);
    expect((await get(`/cases/${CASES.fixing}`)).body).toContain(NEXT_NUMBER);
    // Without numbers of our own there is the field alone.
    expect((await get(`/cases/${CASES.fixing}/do/give-id`, LEO)).body).not.toContain("The next number");
  });

  test.each<[string, string, Record<string, string>, string]>([
    [CASES.fixing, "leak", { reason: "On a public list." }, '{"act":"leak","reason":"On a public list."}'],
    [CASES.fixing, "give-id", { id: " CVE-2026-1007 " }, '{"act":"give-id","id":"CVE-2026-1007"}'],
    [CASES.asked, "route", { teams: "tooling" }, '{"act":"route","teams":["tooling"]}'],
    [
      CASES.fixing,
      "set-expiry",
      { expires: "2026-12-01T14:00", "expires-zone": "Europe/Berlin" },
      '{"act":"set-expiry","expires":{"at":"2026-12-01T13:00:00.000Z","zone":"Europe/Berlin"}}',
    ],
  ])("%s %s %j is done once, and leads back", async (id, act, form, expected) => {
    const answer = await post(`/cases/${id}/do/${act}`, form);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/cases/${id}?done=case-act`]);
    expect(desk.done).toEqual([`pia ${expected} ${id}`]);
  });

  test.each<[string, string, Record<string, string>, number, RegExp]>([
    [CASES.triaged, "begin-fix", {}, 409, /Begin fix needs a priority/],
    [CASES.fixing, "leak", { reason: " " }, 409, /needs a reason/],
    [
      CASES.fixing,
      "set-expiry",
      { expires: "2026-12-01T14:00", "expires-zone": "Mars/Base" },
      400,
      /no time zone that is known/,
    ],
    [CASES.fixing, "set-severity", { severity: "terrible" }, 400, /choose one of critical/],
    [CASES.fixing, "set-affected", { affected: "<b>" }, 303, /./],
  ])("%s %s %j: refusals stand beside what was typed, which is not lost", async (id, act, form, status, problem) => {
    const answer = await post(`/cases/${id}/do/${act}`, form);
    expect(answer.statusCode).toBe(status);
    if (status === 303) return;
    const elements = readHtml(answer.body);
    expect(elements.find(({ attributes }) => attributes.get("role") === "alert")?.text).toMatch(problem);
    for (const [name, value] of Object.entries(form)) {
      const field = elements.find(({ attributes }) => attributes.get("name") === name);
      if (field?.name === "input") expect(field.attributes.get("value")).toBe(value);
    }
    expect(desk.done).toEqual([]);
  });

  test("severity, priority, date and versions are settled together, and what is empty stays", async () => {
    const form = {
      severity: "",
      priority: "high",
      expires: "2026-12-01T14:00",
      "expires-zone": "UTC",
      affected: "unknown",
    };
    expect((await post(`/cases/${CASES.triaged}/settle`, form)).statusCode).toBe(303);
    expect(desk.done[0]).toContain('{"act":"set-priority","priority":"high"} {"act":"set-expiry"');
    expect(desk.done[0]).not.toContain("set-severity");
    const bad = await post(`/cases/${CASES.triaged}/settle`, { ...form, "expires-zone": "Mars/Base" });
    expect(bad.statusCode).toBe(400);
    expect(bad.body).toContain('value="Mars/Base"');
  });

  test.each([
    ["without a token", ""],
    ["with another session's token", `form-of-${tokenOf(LEO)}`],
  ])("are refused %s", async (_name, csrf) => {
    for (const [path, form] of [
      ["/do/leak", { reason: "x" }],
      ["/verdict", { team: "network", verdict: "mine" }],
      ["/sort", { as: "spam", reason: "x" }],
      ["/reply", { body: "x" }],
      ["/comment", { text: "x" }],
      ["/title", { title: "x" }],
      ["/lesson", { lesson: "x" }],
      ["/settle", { priority: "high" }],
      ["/advisory", { toml: "x", do: "keep" }],
    ] as const)
      expect((await post(`/cases/${CASES.fixing}${path}`, form, PIA, csrf)).statusCode).toBe(403);
    expect(desk.done).toEqual([]);
  });

  test.each(["nothing", "check-advisory", "publish", "__proto__", "constructor"])(
    "there is no form for %s",
    async (act) => {
      expect((await get(`/cases/${CASES.fixing}/do/${act}`)).statusCode).toBe(404);
      expect((await post(`/cases/${CASES.fixing}/do/${act}`, {})).statusCode).toBe(404);
    },
  );
});

describe("a message", () => {
  test("is told in words: what protects it, and who is proven by it", async () => {
    const { body } = await get(`/cases/${CASES.asked}`);
    const line = named(readHtml(body), "p").find(({ attributes }) => attributes.get("class") === "crypto")?.text;
    expect(line?.trim()).toBe(
      "Encrypted to our key, and whole. Signed by the key of alice@reporter.example.net, first seen with this message; the whole message is covered.",
    );
  });

  test("is shown as text, whatever it holds", async () => {
    const { body } = await get(`/cases/${CASES.asked}`);
    expect(body).not.toContain(MARKUP);
    expect(
      named(readHtml(body), "pre")
        .map(({ text }) => text)
        .join("\n"),
    ).toContain(MARKUP);
  });

  test("that is long is cut, and whole over its own pages", async () => {
    const start = await get(`/cases/${CASES.fixing}`);
    expect(start.body).toMatch(/The rest, [\w-]+ lines more/);
    let text = "";
    for (let page = 1; page < 9; page += 1) {
      const { body } = await get(`/cases/${CASES.fixing}/messages/t-12?page=${page}`);
      expect(Buffer.byteLength(body)).toBeLessThan(50_000);
      text += named(readHtml(body), "pre")
        .map((one) => one.text)
        .join("");
    }
    const view = await desk.show("pia", CASES.fixing);
    expect(text).toBe(view.messages.find(({ id }) => id === "t-12")?.kept.shown.parts[0]?.text.replace(/\n$/, ""));
  });

  test.each(["files/0", "original"])(
    "its %s is saved under a safe name, and never opened by a browser",
    async (rest) => {
      const answer = await get(`/cases/${CASES.asked}/messages/m-1/${rest}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.headers["content-type"]).toBe("application/octet-stream");
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="[A-Za-z0-9][A-Za-z0-9.+~_-]*"$/);
      expect(answer.body).toContain(MARKUP);
    },
  );

  test("a secret key is named and not handed out", async () => {
    const { body } = await get(`/cases/${CASES.asked}`);
    expect(body).toContain("my-key.asc");
    expect(body).not.toContain("/files/1");
    expect((await get(`/cases/${CASES.asked}/messages/m-1/files/1`)).statusCode).toBe(409);
  });
});

describe("afterwards", () => {
  beforeEach(begin);

  test("a lesson closes the case, and is acknowledged by others", async () => {
    const answer = await post(`/cases/${CASES.published}/lesson`, { lesson: "We trusted a length." });
    expect(answer.headers.location).toBe(`/cases/${CASES.published}/lesson?done=learned`);
    expect((await get(`/cases/${CASES.lesson}/lesson`, LEO)).body).toContain("I read it, as leo");
    expect((await post(`/cases/${CASES.lesson}/do/lesson-read`, {}, LEO)).headers.location).toBe(
      "/cases/lessons?done=lesson-read",
    );
    expect((await get(`/cases/${CASES.lesson}/lesson`, LEO)).body).toContain("You have read it.");
  });

  test("the advisory is checked without being kept, and kept with its faults beside it", async () => {
    const checked = await post(`/cases/${CASES.fixing}/advisory`, { toml: 'id = "X"', do: "check" });
    expect(checked.statusCode).toBe(200);
    expect(checked.body).toContain("It is not kept yet.");
    for (const form of ["The record", "CSAF", "OSV"])
      expect(
        named(readHtml(checked.body), "h3")
          .map(({ text }) => text)
          .join(),
      ).toContain(form);
    expect((await desk.show("pia", CASES.fixing)).kept.advisory).toBe("");
    const kept = await post(`/cases/${CASES.fixing}/advisory`, { toml: 'id = "X"\r\n', do: "keep" });
    expect(kept.headers.location).toBe(`/cases/${CASES.fixing}/advisory?done=advisory-kept`);
    expect((await desk.show("pia", CASES.fixing)).kept.advisory).toBe('id = "X"\n');
  });

  test.each<[Record<string, string>, number]>([
    [{ from: "2026-12-01T08:00", until: "2026-12-09T08:00" }, 303],
    [{ from: "2026-12-09T08:00", until: "2026-12-01T08:00" }, 400],
    [{ from: "soon", until: "later" }, 400],
    [{ who: "paul", from: "2026-12-01T08:00", until: "2026-12-09T08:00" }, 403],
  ])("an absence %j answers %i", async (form, status) => {
    expect((await post("/cases/people/absence", form)).statusCode).toBe(status);
    expect(desk.done.length).toBe(status === 303 ? 1 : 0);
  });
});

test("the example is as old as its pages say", () => expect(NOW.toISOString()).toBe("2026-11-21T14:02:30.000Z"));
