import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOW } from "./embargo-world.ts";
import { type HttpDesk, openHttpDesk } from "./http-kit.ts";
import { scratch } from "./store-support.ts";

/* The schedule of audits as people meet it: over the interface, on the command line, on the board and its own page. */

let desk: HttpDesk;
let report = "";

beforeAll(async () => {
  desk = await openHttpDesk();
  const finding = { rule: "sudo-arguments", class: "c", severity: "high", path: "x", line: 1 };
  report = join((await scratch()).directory, "audit.json");
  await writeFile(report, JSON.stringify({ scope: "tree", findings: [finding, { ...finding, severity: "note" }] }));
});

afterAll(async () => {
  await desk?.close();
});

const CLEAN = { result: "clean", high: 0, medium: 0, low: 0, subject: "v1", note: "" };
const run = (name: string) => `/api/v1/audits/${name}/runs`;
const standing = async (name: string) => {
  const { json } = await desk.call("leo", "GET", "/api/v1/audits");
  return json.audits.find((one: { name: string }) => one.name === name);
};

test("before anybody has looked, it is due for its team, on the board, its page and in `sameday due`", async () => {
  expect(await standing("sudo")).toMatchObject({
    ...{ isDue: true, dueAt: null, isYours: true, last: null, runs: "c" },
    ...{ comesRound: "every 6 months", owner: "team security", why: "No run of it was ever recorded." },
  });
  expect(await standing("records")).toMatchObject({ isDue: false, dueAt: "2030-01-01T00:00:00.000Z", isYours: false });
  expect((await desk.page("leo", "/")).html).toContain("Audits that are due");
  const { status, html } = await desk.page("leo", "/audits");
  expect(status).toBe(200);
  expect(html).toContain("One audit is due; one is yours.");
  expect(html).toContain("sameday audit record sudo --report audit.json --of REVISION");
  const { exit, out } = await desk.run("leo", "due");
  expect([exit, out]).toEqual([
    0,
    expect.stringMatching(/^sudo: due now\. Sudo rules, every 6 months, team security \(you\)/m),
  ]);
  expect((await desk.run("ada", "due")).out).toBe("Nothing waits for you.\n");
});

test("strangers read of no audit", async () => {
  expect((await desk.call(null, "GET", "/api/v1/audits")).status).toBe(401);
  const board = await fetch(`${desk.url}/`);
  expect(await board.text()).not.toContain("Audits that are due");
  expect((await fetch(`${desk.url}/audits`, { redirect: "manual" })).status).not.toBe(200);
});

describe("refused", () => {
  test.each<["kit" | "ada" | "leo", string, unknown, number, string]>([
    ["kit", "sudo", CLEAN, 403, "NOT_ALLOWED"],
    ["ada", "sudo", CLEAN, 403, "NOT_ALLOWED"],
    ["leo", "nothing", CLEAN, 404, "NOT_FOUND"],
    ["leo", "sudo", { ...CLEAN, high: 1 }, 400, "INPUT_INVALID"],
    ["leo", "sudo", { ...CLEAN, result: "findings" }, 400, "INPUT_INVALID"],
    ["leo", "sudo", { ...CLEAN, subject: " " }, 400, "INPUT_INVALID"],
    ["leo", "sudo", { ...CLEAN, note: "a\u001b[2J" }, 400, "INPUT_INVALID"],
    ["leo", "sudo", { ...CLEAN, low: -1 }, 400, "INPUT_INVALID"],
    ["leo", "sudo", { ...CLEAN, at: "2030-01-01" }, 400, "INPUT_INVALID"],
  ])("%s records %s with %o", async (who, name, body, status, code) => {
    const answer = await desk.call(who, "POST", run(name), body);
    expect([answer.status, answer.json.error.code]).toEqual([status, code]);
    expect(await standing("sudo")).toMatchObject({ last: null });
  });

  test("without a name, a subject or a result", async () => {
    expect((await desk.run("leo", "audit", "record", "sudo", "--result", "clean")).exit).toBe(2);
    expect((await desk.run("leo", "audit", "record", "sudo", "--of", "v1")).exit).toBe(2);
    expect((await desk.run("leo", "audit", "record", "--of", "v1")).exit).toBe(2);
    expect((await desk.run("leo", "audit", "record", "sudo", "--of", "v1", "--report", "/nonexistent")).exit).toBe(2);
    expect((await desk.run("leo", "audit", "record", "nothing", "--of", "v1", "--result", "clean")).exit).toBe(1);
  });
});

test("a run with its report ends it until its time is over, and stands in the audit log", async () => {
  const { exit, out } = await desk.run(
    "leo",
    "audit",
    "record",
    "sudo",
    "--report",
    report,
    "--of",
    "v1",
    "--note",
    "n",
  );
  expect([exit, out]).toEqual([0, expect.stringMatching(/^Recorded\. sudo: due \d{4}-\d\d-\d\d\./)]);
  expect(await standing("sudo")).toMatchObject({
    isDue: false,
    last: {
      by: "leo",
      result: "findings",
      high: 1,
      medium: 0,
      low: 0,
      subject: "v1",
      note: "n",
      at: NOW.toISOString(),
    },
  });
  const entry = await desk.world.context.store.db
    .selectFrom("audit_entry")
    .select(["actor", "object", "details"])
    .where("action", "=", "audit-run")
    .executeTakeFirstOrThrow();
  expect(entry).toMatchObject({ actor: "leo", object: "audit sudo", details: { high: 1, result: "findings" } });
  expect((await desk.page("leo", "/")).html).not.toContain("Audits that are due");
  expect((await desk.run("leo", "due")).out).toBe("Nothing waits for you.\n");
});

test("who does an audit records it whatever their role, and the newest run counts", async () => {
  const body = { ...CLEAN, subject: "v2" };
  expect((await desk.call("ada", "POST", run("records"), body)).json).toMatchObject({
    isDue: false,
    last: { by: "ada" },
  });
  expect((await desk.call("mo", "POST", run("sudo"), body)).json).toMatchObject({
    last: { by: "mo", result: "clean" },
  });
  expect(await standing("sudo")).toMatchObject({ last: { by: "mo", subject: "v2" } });
});
