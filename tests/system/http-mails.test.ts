import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Name } from "./embargo-definition.ts";
import { NOW, tokenOf } from "./embargo-world.ts";
import { type HttpDesk, openHttpDesk, refusal } from "./http-kit.ts";

/* Mails that nobody took, as the team meets them: on the board, over the interface and on the command line. */

let desk: HttpDesk;

beforeAll(async () => {
  desk = await openHttpDesk();
});

afterAll(async () => {
  await desk?.close();
});

beforeEach(async () => {
  await desk.world.context.store.db.deleteFrom("mail").execute();
});

const db = () => desk.world.context.store.db;

async function lose(key: string, recipient: string): Promise<number> {
  const words = { key, recipient, subject: `about ${key}`, body: "b\n", problem: "550 no such reader", tries: 10 };
  const times = { created_at: NOW, sent_at: null, next_try_at: null, given_up_at: NOW };
  const row = { ...words, ...times };
  return (await db().insertInto("mail").values(row).returning("id").executeTakeFirstOrThrow()).id;
}

const actsOn = async (key: string) =>
  (
    await db()
      .selectFrom("audit_entry")
      .select(["actor", "action"])
      .where("object", "=", key)
      .orderBy("sequence")
      .execute()
  ).map(({ actor, action }) => `${actor} ${action}`);

test("the team reads who did not get what, since when and why", async () => {
  const id = await lose("advisory DSA-6100-1", "lists@desk.invalid");
  const answer = await desk.call("mo", "GET", "/api/v1/mails");
  expect(answer.status).toBe(200);
  expect(answer.json.mails).toEqual([
    {
      ...{ id, recipient: "lists@desk.invalid", kind: "the advisory DSA-6100-1", subject: "about advisory DSA-6100-1" },
      ...{ problem: "550 no such reader", tries: 10, createdAt: NOW.toISOString(), givenUpAt: NOW.toISOString() },
    },
  ]);
  const { exit, out } = await desk.run("mo", "mail", "list");
  expect(exit).toBe(0);
  expect(out).toMatch(/lists@desk\.invalid did not get the advisory DSA-6100-1; given up .*\n +550 no such reader/);
});

test.each([
  ["kit", 403, "NOT_ALLOWED"],
  ["ada", 403, "NOT_ALLOWED"],
  [null, 401, "NOT_LOGGED_IN"],
] as const)("%s reads, retries and drops none", async (who: Name | null, status, code) => {
  const id = await lose("advisory DSA-1", "lists@desk.invalid");
  for (const [method, path, body] of [
    ["GET", "/api/v1/mails", undefined],
    ["POST", "/api/v1/mails/retry", {}],
    ["POST", `/api/v1/mails/${id}/drop`, {}],
  ] as const) {
    expect(await desk.call(who, method, path, body), path).toMatchObject({ status, json: refusal(code) });
  }
  expect((await desk.call("mo", "GET", "/api/v1/mails")).json.mails).toHaveLength(1);
});

test("one is tried again, then all that are left, each with its entry in the audit log", async () => {
  const [first] = [await lose("one 1", "a@desk.invalid"), await lose("one 2", "b@desk.invalid")];
  await lose("one 3", "c@desk.invalid");
  const one = await desk.run("leo", "mail", "retry", String(first));
  expect(one).toMatchObject({ exit: 0, out: expect.stringContaining("1 mail is tried again now.") });
  const row = db().selectFrom("mail").select(["tries", "next_try_at", "given_up_at"]).where("key", "=", "one 1");
  expect(await row.executeTakeFirst()).toEqual({ tries: 0, next_try_at: NOW, given_up_at: null });
  const all = await desk.call("mo", "POST", "/api/v1/mails/retry", {});
  expect(all).toMatchObject({ status: 200, json: { mails: 2 } });
  expect(await actsOn("one 1")).toEqual(["leo mail retry"]);
  expect(await actsOn("one 3")).toEqual(["mo mail retry"]);
  expect((await desk.run("leo", "mail", "list")).out).toContain("Every mail was taken.");
  expect((await desk.run("leo", "mail", "retry")).out).toContain("Every mail was taken.");
});

test("one is dropped: never sent, kept, and no second time", async () => {
  const id = await lose("refused abc HASH_MISMATCH", "gone@desk.invalid");
  expect(await desk.run("mo", "mail", "drop", String(id))).toMatchObject({ exit: 0 });
  expect(await db().selectFrom("mail").select(["next_try_at", "given_up_at", "sent_at"]).execute()).toEqual([
    { next_try_at: null, given_up_at: null, sent_at: null },
  ]);
  expect(await actsOn("refused abc HASH_MISMATCH")).toEqual(["mo mail drop"]);
  expect(await desk.run("mo", "mail", "drop", String(id))).toMatchObject({ exit: 1 });
});

test.each([
  ["POST", "/api/v1/mails/retry", { id: 999_999 }, 404, "NOT_FOUND"],
  ["POST", "/api/v1/mails/retry", { id: "1" }, 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/retry", { id: 2 ** 31 }, 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/retry", { mail: 1 }, 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/retry", "{", 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/x/drop", {}, 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/-1/drop", {}, 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/99999999999999/drop", {}, 400, "INPUT_INVALID"],
  ["POST", "/api/v1/mails/999999/drop", {}, 404, "NOT_FOUND"],
] as const)("%s %s with %j is refused with %d", async (method, path, body, status, code) => {
  await lose("advisory DSA-1", "lists@desk.invalid");
  expect(await desk.call("leo", method, path, body)).toMatchObject({ status, json: refusal(code) });
  expect((await desk.call("leo", "GET", "/api/v1/mails")).json.mails).toHaveLength(1);
});

test("a number that is none is a question of usage", async () => {
  expect(await desk.run("leo", "mail", "drop", "seventeen")).toMatchObject({ exit: 2 });
});

test("the board of the team says it, that of others does not", async () => {
  await lose("advisory DSA-6100-1", "lists@desk.invalid");
  const board = async (who: Name) => {
    const response = await fetch(desk.url, { headers: { cookie: `sameday=${tokenOf(who)}` } });
    return response.text();
  };
  expect(await board("mo")).toContain("lists@desk.invalid did not get the advisory DSA-6100-1.");
  for (const who of ["kit", "eve", "ada"] as const) expect(await board(who)).not.toContain("lists@desk.invalid");
  expect(await desk.run("mo", "mail", "retry")).toMatchObject({ exit: 0 });
  await desk.world.told();
  expect(await board("mo")).not.toContain("lists@desk.invalid");
});
