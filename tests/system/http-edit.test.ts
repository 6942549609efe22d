import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { PUBLIC, putUpdate, SECRET } from "./embargo-updates.ts";
import { EVERYBODY, type HttpDesk, openHttpDesk, refusal } from "./http-kit.ts";

/* What is said of an update is changed, over the interface and on the command line. */

let desk: HttpDesk;
const open = `/api/v1/updates/${PUBLIC.id}`;
const secret = `/api/v1/updates/${SECRET.id}`;

beforeAll(async () => {
  desk = await openHttpDesk();
  await putUpdate(desk.world, PUBLIC, false);
  await putUpdate(desk.world, SECRET, true);
});

afterAll(async () => {
  await desk?.close();
});

const said = async (path: string) => (await desk.call("leo", "GET", path)).json;
const edits = async (id: string) =>
  (
    await desk.world.context.store.db
      .selectFrom("audit_entry")
      .select("actor")
      .where("object", "=", id)
      .where("action", "=", "edit")
      .execute()
  ).map(({ actor }) => actor);

test.each(["leo", "pia", "mo"] as const)("%s changes the summary and reads the update as it is now", async (who) => {
  const answer = await desk.call(who, "PATCH", open, { summary: `Said by ${who}.` });
  expect(answer).toMatchObject({ status: 200, json: { id: PUBLIC.id, summary: `Said by ${who}.` } });
  expect(answer.json.issues).toEqual([PUBLIC.issue]);
  expect((await said(open)).summary).toBe(`Said by ${who}.`);
  expect((await edits(PUBLIC.id)).at(-1)).toBe(who);
});

test.each([
  ["kit", 403, "NOT_ALLOWED"],
  ["eve", 403, "NOT_ALLOWED"],
  ["ada", 403, "NOT_ALLOWED"],
  [null, 401, "NOT_LOGGED_IN"],
] as const)("%s changes nothing", async (who, status, code) => {
  const before = await said(open);
  const count = (await edits(PUBLIC.id)).length;
  expect(await desk.call(who, "PATCH", open, { summary: "x" })).toMatchObject({ status, json: refusal(code) });
  expect((await said(open)).summary).toBe(before.summary);
  expect(await edits(PUBLIC.id)).toHaveLength(count);
});

test("an embargoed update is no update for whoever may not know of it, and a refusal for who signed it", async () => {
  for (const who of ["eve", "ada"] as const) {
    const answer = await desk.call(who, "PATCH", secret, { summary: "x" });
    const never = await desk.call(who, "PATCH", "/api/v1/updates/U-333333333", { summary: "x" });
    expect(answer).toMatchObject({ status: 404, json: refusal("NOT_FOUND") });
    expect(answer.json.error.message.replaceAll(SECRET.id, "")).toBe(
      never.json.error.message.replaceAll("U-333333333", ""),
    );
  }
  expect(await desk.call("kit", "PATCH", secret, { summary: "x" })).toMatchObject({ status: 403 });
});

test.each([
  ["nothing", {}, 400],
  ["no body", undefined, 400],
  ["what is no JSON", '{"summary":', 400],
  ["a list", [], 400],
  ["a field that cannot be changed", { version: "2" }, 400],
  ["a summary that is a number", { summary: 7 }, 400],
  ["a summary beyond all size", { summary: "x".repeat(20_001) }, 400],
  ["more issues than a page holds", { issues: Array(201).fill("CVE-2026-1000") }, 400],
  ["a name that is none", { issues: ["CVE-ABC"] }, 400],
  ["an issue that no list names", { issues: ["CVE-2026-9999"] }, 400],
  ["an advisory that never was", { regressionOf: "DSA-9999-1" }, 404],
  ["another house's advisory", { regressionOf: "USN-1-1" }, 400],
  ["a time that is none", { embargoUntil: "tomorrow" }, 400],
  ["an hour for a public update", { embargoUntil: "2100-01-01T00:00:00Z" }, 400],
] as const)("%s is refused in the interface's form and nothing is written", async (_what, body, status) => {
  const count = (await edits(PUBLIC.id)).length;
  const code = status === 404 ? "NOT_FOUND" : "INPUT_INVALID";
  expect(await desk.call("mo", "PATCH", open, body)).toMatchObject({ status, json: refusal(code) });
  expect(await edits(PUBLIC.id)).toHaveLength(count);
});

test("an hour that is past is refused, one to come and none are taken", async () => {
  const past = await desk.call("mo", "PATCH", secret, { embargoUntil: "2020-01-01T00:00:00Z" });
  expect(past).toMatchObject({ status: 400, json: refusal("INPUT_INVALID") });
  const until = "2100-01-01T00:00:00.000Z";
  const moved = await desk.call("mo", "PATCH", secret, { embargoUntil: until, issues: [] });
  expect(moved).toMatchObject({ status: 200, json: { embargoUntil: until, issues: [] } });
  const none = await desk.call("mo", "PATCH", secret, { embargoUntil: null });
  expect(none).toMatchObject({ status: 200, json: { embargoUntil: null } });
});

test("`sameday update edit` changes what it names and leaves the rest", async () => {
  const file = join(tmpdir(), `sameday-summary-${process.pid}`);
  onTestFinished(() => rm(file, { force: true }));
  await writeFile(file, "Two lines\nfrom a file.\n");
  const words = ["update", "edit", PUBLIC.id, "--summary", file, "--new-issue", "CVE-2026-5000"];
  const done = await desk.run("mo", ...words);
  expect(done).toMatchObject({ exit: 0, err: "" });
  expect(done.out).toContain(`${PUBLIC.id} says so now.`);
  expect(await said(open)).toMatchObject({
    summary: "Two lines\nfrom a file.\n",
    issues: [PUBLIC.issue, "CVE-2026-5000"],
  });
  const json = await desk.run("mo", "update", "edit", PUBLIC.id, "--without-issues", "--json");
  expect(JSON.parse(json.out)).toMatchObject({ id: PUBLIC.id, issues: [], summary: "Two lines\nfrom a file.\n" });
  const hour = await desk.run("mo", "update", "edit", SECRET.id, "--until", "2100-06-01T12:00:00Z");
  expect(hour.exit).toBe(0);
  expect((await said(secret)).embargoUntil).toBe("2100-06-01T12:00:00.000Z");
  expect((await desk.run("mo", "update", "edit", SECRET.id, "--until", "none")).exit).toBe(0);
  expect((await said(secret)).embargoUntil).toBe(null);
});

test.each([
  ["nothing to change", [], 2, /Say what to change/],
  ["two ways to name the issues", ["--without-issues", "--issue", "CVE-2026-1000"], 2, /exclude each other/],
  ["a time that is none", ["--until", "soon"], 2, /not a time/],
  ["an issue that no list names", ["--issue", "CVE-2026-9999"], 2, /No list of the tracker names/],
  ["an advisory that never was", ["--regression-of", "DSA-9999-1"], 1, /no advisory DSA-9999/],
  ["a summary that is not there", ["--summary", "/nonexistent/summary"], 2, /cannot be read/],
] as const)("`sameday update edit` with %s is refused and nothing is written", async (_what, words, exit, message) => {
  const count = (await edits(PUBLIC.id)).length;
  const answer = await desk.run("mo", "update", "edit", PUBLIC.id, ...words);
  expect(answer).toMatchObject({ exit, out: "", err: expect.stringMatching(message) });
  expect(await edits(PUBLIC.id)).toHaveLength(count);
});

test("`sameday update edit` tells who may not and who is not logged in", async () => {
  const words = ["update", "edit", PUBLIC.id, "--without-issues", "--json"];
  for (const who of EVERYBODY.filter((name) => !["leo", "pia", "mo"].includes(name))) {
    const { exit, err } = await desk.run(who, ...words);
    expect(exit).toBe(3);
    expect(JSON.parse(err)).toMatchObject({ error: { code: "NOT_ALLOWED" } });
  }
  expect(JSON.parse((await desk.run(null, ...words)).err)).toMatchObject({ error: { code: "NOT_LOGGED_IN" } });
  expect((await desk.run("mo", "update", "edit", "hello", "--without-issues")).exit).toBe(2);
});
