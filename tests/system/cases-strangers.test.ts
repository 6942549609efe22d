import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { caseRoutes } from "../../src/api/cases/routes.ts";
import { answerErrorsAsJson } from "../../src/api/error-answer.ts";
import { answerUnknownAsJson } from "../../src/api/not-found.ts";
import { createDisclosureDesk, createSealedDesk, type DisclosingContext } from "../../src/cases/index.ts";
import type { Person } from "../../src/distribution/index.ts";
import { type DeskHouse, hoursOn, openDeskHouse } from "./cases-people-kit.ts";
import { createExampleApp, tokenOf } from "./web-desk.ts";
import { LEO } from "./web-example.ts";

/*
 * Every way to a case over HTTP, asked by who has no part in it any more or never had: somebody of another team who was
 * invited until an hour ago, a full member of no team, an auditor, the machine's administrator, a stranger. Over the real desk,
 * its database and its routes; a case that is there is compared with one that never was, byte for byte.
 */

const MARKER = "MARKER-PLAINTEXT-7f3a";
const NEVER = "SEC-2026-9999";
const OTHERS = ["paul", "lena", "olga", "administrator"] as const;

let house: DeskHouse;
let api: FastifyInstance;
let web: FastifyInstance;
let id: string;
let message: string;
const routes: { readonly method: string; readonly url: string }[] = [];

const person = (who: string): Person => ({ ...LEO, id: who });

beforeAll(async () => {
  house = await openDeskHouse();
  const context: DisclosingContext = {
    ...house.context,
    definitionFile: `${house.directory}/definition/distribution.toml`,
    ...{ tree: `${house.directory}/public`, trackerDirectory: "", layersBelow: [] },
  };
  const desks = {
    cases: house.desk,
    disclosures: createDisclosureDesk(context),
    sealed: createSealedDesk(context),
  };
  api = Fastify();
  answerUnknownAsJson(api);
  api.addHook("onRoute", ({ method, url }) => {
    for (const one of [method].flat())
      if (one !== "HEAD" && url.includes("/cases/:id")) routes.push({ method: one, url });
  });
  api.register(async (scope) => {
    answerErrorsAsJson(scope);
    const authenticate = async (token: string) => person(token.replace(/-+$/, ""));
    caseRoutes(scope, { ...desks, clock: house.context.clock, authenticate });
  });
  await api.ready();
  const session = async (token: string) => person(token.replace(/-+$/, ""));
  web = createExampleApp([], { ...desks, accounts: { session } });
  id = await house.put({}, { title: MARKER, advisory: `title = "${MARKER}"\n`, cameEncrypted: false });
  message = await house.mail(id, `From: alice@reporter.example.net\r\nSubject: x\r\n\r\n${MARKER}\r\n`);
  await house.desk.act("pia", id, { act: "claim", team: "network" });
  const until = hoursOn(1);
  await house.desk.act("pia", id, { act: "invite", who: "paul", reason: "knows the parser", until });
  expect((await house.desk.show("paul", id)).kept.title).toBe(MARKER);
  house.at(hoursOn(2));
}, 120_000);
afterAll(() => house?.close());

/** What each route takes, so that what is compared is not one refusal of an odd body. */
const BODIES: Readonly<Record<string, object>> = {
  "/disclosure": { seen: "0".repeat(64) },
  "/disclosure/signatures": { signatures: [{ hash: "0".repeat(64), signature: "x" }] },
  "/acts": { acts: [{ act: "leak", reason: "x" }] },
  "/sort": { as: "spam", reason: "x", body: "" },
  "/comments": { text: "x" },
  "/reply": { body: "x" },
  "/advisory": { toml: "x = 1" },
  "/statement": { signed: "x", replyKey: "" },
  "/sealed-answer": { mail: "eA==", signed: "x" },
};

const filled = (url: string, caseId: string): string =>
  url.replace(":id", caseId).replace(":message", message).replace(":index", "0").replace(":duty", "early-warning");

/** Without what names the case, the hour or the request. */
const bare = (text: string): string => text.replace(/SEC-2026-\d{4}/g, "CASE").replace(/req-\w+/g, "REF");

async function asked(method: string, url: string, who: string, payload?: object) {
  const headers = { authorization: `Bearer ${tokenOf(person(who))}` };
  const answer = await api.inject({ method: method as "GET", url, headers, ...(payload ? { payload } : {}) });
  const { date: _, "content-length": __, ...rest } = answer.headers;
  return { status: answer.statusCode, body: bare(answer.body), headers: JSON.stringify(rest) };
}

describe("over the interface for programs", () => {
  test("every route of a case answers as for one that never was, with a fitting body and with none", async () => {
    expect(routes.length).toBeGreaterThan(20);
    for (const { method, url } of routes) {
      const body = BODIES[url.replace(/^.*\/cases\/:id(?:\/messages\/:message)?/, "")];
      for (const who of OTHERS) {
        for (const payload of method === "GET" ? [undefined] : [body ?? {}, {}]) {
          const there = await asked(method, filled(url, id), who, payload);
          const never = await asked(method, filled(url, NEVER), who, payload);
          expect([method, url, who, there]).toEqual([method, url, who, never]);
          expect(there.status).toBeGreaterThanOrEqual(400);
          expect(there.body + there.headers).not.toContain(MARKER);
        }
      }
    }
  }, 120_000);

  test("an auditor reads the log, as verbs, and of the contents nothing by any way", async () => {
    for (const { method, url } of routes) {
      const answer = await asked(method, filled(url, id), "aude", method === "GET" ? undefined : (BODIES[url] ?? {}));
      expect([url, answer.body.includes(MARKER)]).toEqual([url, false]);
      if (method === "GET" && !url.endsWith("/log")) expect([url, answer.status]).toEqual([url, 404]);
    }
    expect((await asked("GET", filled("/api/v1/cases/:id/log", id), "aude")).status).toBe(200);
  });

  test("lists name it without a word of it, and no answer carries a mark of its contents that could be compared later", async () => {
    for (const list of ["?list=open", "?list=yours", "?list=closed", "/triage", "/review", "/lessons"]) {
      for (const who of ["paul", "lena", "olga", "aude"]) {
        const { body, headers } = await asked("GET", `/api/v1/cases${list}`, who);
        expect([list, who, body.includes(MARKER)]).toEqual([list, who, false]);
        expect(headers).not.toMatch(/etag|last-modified/i);
      }
    }
    const before = await asked("GET", `/api/v1/cases/${NEVER}`, "paul");
    await house.desk.comment("pia", id, "another word");
    expect(await asked("GET", `/api/v1/cases/${id}`, "paul")).toEqual(before);
  });

  test("a message of a case that one may not read is not had through a case that one may", async () => {
    const own = await house.put({}, { title: "mine" });
    await house.desk.act("paul", own, { act: "claim", team: "browser" });
    for (const rest of ["original", "attachments/0", "sealed"]) {
      const there = await asked("GET", `/api/v1/cases/${own}/messages/${message}/${rest}`, "paul");
      const never = await asked("GET", `/api/v1/cases/${own}/messages/${"f".repeat(32)}/${rest}`, "paul");
      expect([rest, there]).toEqual([rest, never]);
      expect(there.status).toBe(404);
    }
    for (const who of ["paul", "olga"]) {
      const answered = await asked("POST", `/api/v1/cases/${own}/reply-draft`, who, { message });
      expect(answered.status).toBeGreaterThanOrEqual(400);
      expect(answered.body).not.toContain("alice@");
    }
  });
});

const PAGES = [
  "",
  "/log",
  "/lesson",
  "/advisory",
  "/publication",
  "/reply",
  "/sort?as=spam",
  "/do/leak",
  "/do/publish",
];
const FORMS: Readonly<Record<string, Record<string, string>>> = {
  "/publication": { seen: "0".repeat(64) },
  "/reply": { body: "x", message: "", canned: "", token: "7".repeat(32) },
  "/reply/key": { body: "x", message: "", canned: "", token: "7".repeat(32) },
  "/sort": { as: "spam", reason: "x", body: "" },
  "/do/leak": { reason: "x" },
  "/settle": { severity: "low" },
  "/verdict": { team: "network", verdict: "mine" },
  "/comment": { text: "x" },
  "/title": { title: "x" },
  "/advisory": { toml: "x = 1", do: "check" },
  "/lesson": { lesson: "x", rule: "" },
};

describe("over the pages", () => {
  const open = async (who: string, url: string, form?: Record<string, string>, more: Record<string, string> = {}) => {
    const cookie = `sameday=${tokenOf(person(who))}`;
    const csrf = `form-of-${tokenOf(person(who))}`;
    const answer = await web.inject({
      method: form ? "POST" : "GET",
      url,
      headers: {
        ...{ cookie, "sec-fetch-site": "same-origin", ...more },
        ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      },
      ...(form ? { payload: new URLSearchParams({ csrf, ...form }).toString() } : {}),
    });
    return {
      status: answer.statusCode,
      body: bare(answer.body),
      location: bare(String(answer.headers.location ?? "")),
    };
  };

  test("each page and each form is as for a case that never was", async () => {
    const before = await house.read(id);
    for (const who of ["paul", "lena", "olga"]) {
      for (const page of [
        ...PAGES,
        `/messages/${message}`,
        `/messages/${message}/original`,
        `/messages/${message}/files/0`,
      ]) {
        const there = await open(who, `/cases/${id}${page}`);
        expect([who, page, there]).toEqual([who, page, await open(who, `/cases/${NEVER}${page}`)]);
        expect([page, there.status]).toEqual([page, 404]);
      }
      for (const [page, form] of Object.entries(FORMS)) {
        const there = await open(who, `/cases/${id}${page}`, form);
        expect([who, page, there]).toEqual([who, page, await open(who, `/cases/${NEVER}${page}`, form)]);
        expect([page, there.status >= 400]).toEqual([page, true]);
      }
    }
    expect(await house.read(id)).toEqual(before);
  }, 120_000);

  test.each([
    ["from another site", { "sec-fetch-site": "cross-site" }, {}],
    ["from a neighbour's host", { "sec-fetch-site": "same-site" }, {}],
    ["by another origin of an older browser", { "sec-fetch-site": "", origin: "https://evil.example" }, {}],
    ["with the token of another session", {}, { csrf: "form-of-lena" }],
    ["without a token", {}, { csrf: "" }],
  ])("a form that comes %s does nothing, whoever's browser sends it", async (_, headers, forged) => {
    const before = await house.read(id);
    for (const [page, form] of Object.entries(FORMS)) {
      const { status } = await open("pia", `/cases/${id}${page}`, { ...form, ...forged }, headers);
      expect([page, status]).toEqual([page, 403]);
    }
    expect(await house.read(id)).toEqual(before);
  });

  test("no page changes anything by being looked at", async () => {
    const before = await house.read(id);
    for (const page of PAGES) await open("pia", `/cases/${id}${page}`);
    expect(await house.read(id)).toEqual(before);
  });

  test("who prepares does not release: neither the act, nor the signature, nor the hour", async () => {
    const asas = await house.put({ state: "scheduled", team: "network", assignee: "pia" }, { advisory: "x = 1" });
    for (const [page, form] of [
      ["/publication", { seen: "0".repeat(64) }],
      ["/do/schedule", { hour: "2026-12-01T10:00", "hour-zone": "UTC" }],
      ["/do/fix-ready", {}],
      ["/do/invite", { who: "paul", reason: "x", until: "2026-12-01T10:00", "until-zone": "UTC" }],
    ] as const) {
      expect([page, (await open("asa", `/cases/${asas}${page}`, form)).status]).toEqual([page, 409]);
    }
    expect((await asked("GET", `/api/v1/cases/${asas}/disclosure/to-sign`, "asa")).status).toBe(409);
    expect((await house.read(asas)).case).toMatchObject({ state: "scheduled", observers: [] });
    expect((await house.read(asas)).case.embargo).toBeUndefined();
  });

  test("a form that is sent twice is one act: the second is refused, and two at once are one", async () => {
    const twice = await house.put({}, { title: "twice" });
    const claim = { team: "network", verdict: "mine" };
    const sent = await Promise.all([1, 2].map(() => open("pia", `/cases/${twice}/verdict`, claim)));
    expect(sent.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect((await house.read(twice)).case.log.filter(({ act }) => act.act === "claim")).toHaveLength(1);
  });
});

test("what strangers do leaves no trace on the case, and none of them is among its readers", async () => {
  const readers = await house.store.db
    .selectFrom("audit_entry")
    .select(["actor", "action"])
    .where("object", "=", `case ${id}`)
    .where("at", ">=", hoursOn(2))
    .execute();
  expect([...new Set(readers.map(({ actor }) => actor))].filter((who) => who !== "pia" && who !== "aude")).toEqual([
    "desk",
  ]);
});
