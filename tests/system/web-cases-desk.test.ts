import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "../../src/distribution/index.ts";
import { type DeskHouse, hoursOn, openDeskHouse } from "./cases-people-kit.ts";
import { createExampleApp, tokenOf } from "./web-desk.ts";
import { LEO, PIA } from "./web-example.ts";
import { named, readHtml } from "./web-html.ts";

/** The pages over the real desk of cases and its database: one case from its arrival to its triage, and what is not for somebody. */

const MARKER = "MARKER-PLAINTEXT-7f3a";
const STRANGE: Person = { ...LEO, id: "kit" };

let house: DeskHouse;
let app: FastifyInstance;
let id: string;
let message: string;

beforeAll(async () => {
  house = await openDeskHouse();
  app = createExampleApp([], { cases: house.desk });
  id = await house.put({}, { cameEncrypted: false });
  message = await house.mail(id, `From: alice@reporter.example.net\r\nSubject: crash\r\n\r\n${MARKER}\r\n`);
  house.at(hoursOn(3));
}, 120_000);
afterAll(() => house?.close());

const cookie = (person: Person) => `sameday=${tokenOf(person)}`;
const get = (url: string, person: Person = PIA) => app.inject({ url, headers: { cookie: cookie(person) } });
const post = (url: string, form: Record<string, string>) =>
  app.inject({
    method: "POST",
    url,
    headers: {
      cookie: cookie(PIA),
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    payload: new URLSearchParams({ csrf: `form-of-${tokenOf(PIA)}`, ...form }).toString(),
  });

test("a report is seen, taken, settled and noted; every reading is on record", async () => {
  expect((await get("/")).body).toContain("One case waits for you");
  expect(named(readHtml((await get("/cases")).body), "h1")[0]?.text).toContain("One case waits for you");
  expect((await get("/cases/triage")).body).toContain("have been silent since");
  expect((await post(`/cases/${id}/verdict`, { team: "network", verdict: "mine" })).headers.location).toBe(
    `/cases/${id}?done=claimed`,
  );
  const form = { severity: "high", priority: "urgent", expires: "2026-12-01T14:00", "expires-zone": "Europe/Berlin" };
  expect((await post(`/cases/${id}/settle`, { ...form, affected: "unknown" })).statusCode).toBe(303);
  const early = await post(`/cases/${id}/do/begin-fix`, {});
  expect([early.statusCode, early.body.includes("Begin fix is possible in: triaged.")]).toEqual([409, true]);
  for (const act of ["begin-triage", "begin-fix"])
    expect((await post(`/cases/${id}/do/${act}`, {})).statusCode).toBe(303);
  expect((await post(`/cases/${id}/comment`, { text: "In the cell queue." })).statusCode).toBe(303);
  const { body } = await get(`/cases/${id}`);
  for (const words of [
    "being fixed",
    "In the cell queue.",
    "Tue 1 Dec 13:00 UTC (14:00 Europe/Berlin)",
    "pia took it for network",
  ])
    expect(body).toContain(words);
  expect((await get(`/cases/${id}/messages/${message}/original`)).body).toContain(MARKER);
  for (const path of ["agenda", "people", "closed", "lessons"])
    expect((await get(`/cases/${path}`)).statusCode).toBe(200);
  for (const rest of ["/reply", "/sort?as=legal", "/advisory", "/lesson", "/log", "/do/leak"])
    expect([rest, (await get(`/cases/${id}${rest}`)).statusCode]).toEqual([rest, 200]);
  const log = named(readHtml((await get(`/cases/${id}/log`)).body), "main")[0]?.text ?? "";
  expect(log).toMatch(/pia.*read/s);
  expect(log).not.toContain(MARKER);
});

test("for somebody of the desk without a part in it, it is as if it never was", async () => {
  const without = (text: string) => text.replace(/SEC-\d{4}-\d{4}|req-\w+/g, "");
  for (const rest of ["", "/log", "/lesson", "/advisory", "/reply", "/do/leak", `/messages/${message}/original`]) {
    const [hidden, never] = [
      await get(`/cases/${id}${rest}`, STRANGE),
      await get(`/cases/SEC-2026-9999${rest}`, STRANGE),
    ];
    expect([rest, hidden.statusCode, never.statusCode]).toEqual([rest, 404, 404]);
    expect(without(hidden.body)).toBe(without(never.body));
  }
  for (const path of ["/", "/cases", "/cases/triage", "/cases/agenda"])
    expect((await get(path, STRANGE)).body).not.toContain(MARKER);
});
