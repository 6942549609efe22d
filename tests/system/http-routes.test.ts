import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Name } from "./embargo-definition.ts";
import { contentOf, PUBLIC, putUpdate, SECRET, sha256 } from "./embargo-updates.ts";
import { NOW, tokenOf } from "./embargo-world.ts";
import { EVERYBODY, type HttpDesk, openHttpDesk, refusal } from "./http-kit.ts";

/* The interface's routes for queues, their tokens, people, evidence and files: who may, what they answer, what they refuse. */

let desk: HttpDesk;
const TEAM = ["leo", "pia", "mo"] as const satisfies readonly Name[];
const OTHERS = ["kit", "eve", "ada"] as const satisfies readonly Name[];

beforeAll(async () => {
  desk = await openHttpDesk();
  await putUpdate(desk.world, PUBLIC, false);
  await putUpdate(desk.world, SECRET, true);
});

afterAll(async () => {
  await desk?.close();
});

const get = (who: Name | null, path: string) => desk.call(who, "GET", path);

describe("queues", () => {
  const names = async (who: Name | null) => {
    const { status, json } = await get(who, "/api/v1/queues");
    expect(status).toBe(200);
    return json.queues.map(({ name, updates }: { name: string; updates: { id: string }[] }) => [
      name,
      updates.map(({ id }) => id),
    ]);
  };

  test.each([null, "eve", "ada"] as const)(
    "%s sees the public one's updates, and the embargoed one empty",
    async (who) => {
      expect(await names(who)).toEqual([
        ["embargoed", []],
        ["public", [PUBLIC.id]],
      ]);
    },
  );

  test.each([...TEAM, "kit"] as const)("%s sees the embargoed update too", async (who) => {
    expect(await names(who)).toEqual([
      ["embargoed", [SECRET.id]],
      ["public", [PUBLIC.id]],
    ]);
  });

  test("say what apt needs, and no secret", async () => {
    const [embargoed, open] = (await get("mo", "/api/v1/queues")).json.queues;
    expect(open.updates[0]).toMatchObject({
      ...{ source: PUBLIC.source, version: PUBLIC.version, release: "bookworm" },
      packages: [`${PUBLIC.source}=${PUBLIC.version}`],
      sources: expect.stringContaining("http://desk.invalid/queues/public"),
      auth: "",
    });
    expect(embargoed.updates[0].auth).toContain("TOKEN");
  });

  test("are shown by `sameday queue list` with the command that installs", async () => {
    const { exit, out } = await desk.run("mo", "queue", "list");
    expect(exit).toBe(0);
    expect(out).toContain(`apt install ${PUBLIC.source}=${PUBLIC.version}`);
    expect(out).toContain(SECRET.id);
    expect((await desk.run("eve", "queue", "list")).out).not.toContain(SECRET.id);
  });
});

describe("tokens of queues", () => {
  const path = "/api/v1/queue-tokens";
  const give = (who: Name | null, body: unknown) => desk.call(who, "POST", path, body);
  const tokens = async () => (await get("mo", path)).json.tokens;

  test.each(TEAM)("%s gives one, which opens the queue until it is taken back", async (who) => {
    const given = await give(who, { queue: "embargoed", holder: `  lab of ${who} ` });
    expect(given).toMatchObject({ status: 200, json: { auth: expect.stringContaining(given.json.token) } });
    expect(given.json.sources).toHaveLength(1);
    const row = (await tokens()).find(({ holder }: { holder: string }) => holder === `lab of ${who}`);
    expect(row).toEqual({
      ...{ id: expect.any(Number), queue: "embargoed", holder: `lab of ${who}`, createdBy: who },
      ...{ createdAt: NOW.toISOString(), revokedAt: null },
    });
    expect(JSON.stringify(await tokens())).not.toContain(given.json.token);
    const read = async () => {
      const authorization = `Basic ${Buffer.from(`tester:${given.json.token}`).toString("base64")}`;
      const url = `${desk.url}/queues/embargoed/dists/none/Release`;
      return (await fetch(url, { headers: { authorization } })).status;
    };
    expect(await read()).toBe(404);
    expect(await desk.call(who, "POST", `${path}/${row.id}/revoke`, {})).toMatchObject({ status: 204 });
    expect(await read()).toBe(401);
    const again = await desk.call(who, "POST", `${path}/${row.id}/revoke`, {});
    expect(again).toMatchObject({ status: 404, json: refusal("NOT_FOUND") });
  });

  test("of the public queue says that apt needs no password", async () => {
    expect((await give("mo", { queue: "public", holder: "anybody" })).json.auth).toBe("");
  });

  test.each([...OTHERS, null] as const)("%s sees, gives and takes none", async (who) => {
    await give("mo", { queue: "embargoed", holder: "stays" });
    const before = await tokens();
    const expected = who === null ? [401, "NOT_LOGGED_IN"] : [403, "NOT_ALLOWED"];
    const [status, code] = expected as [number, string];
    for (const answer of [
      await get(who, path),
      await give(who, { queue: "embargoed", holder: "x" }),
      await desk.call(who, "POST", `${path}/${before.at(-1).id}/revoke`, {}),
    ]) {
      expect(answer).toMatchObject({ status, json: refusal(code) });
    }
    expect(await tokens()).toEqual(before);
  });

  test.each([
    ["a queue that is not", { queue: "secret", holder: "x" }, 404, "NOT_FOUND"],
    ["no holder", { queue: "public" }, 400, "INPUT_INVALID"],
    ["a holder of blanks", { queue: "public", holder: "   " }, 400, "INPUT_INVALID"],
    ["a holder beyond all size", { queue: "public", holder: "x".repeat(201) }, 400, "INPUT_INVALID"],
    ["a queue that is a number", { queue: 1, holder: "x" }, 400, "INPUT_INVALID"],
    ["a field too many", { queue: "public", holder: "x", by: "leo" }, 400, "INPUT_INVALID"],
    ["no body", undefined, 400, "INPUT_INVALID"],
    ["what is no JSON", "queue=public", 400, "INPUT_INVALID"],
  ] as const)("with %s is refused", async (_what, body, status, code) => {
    const before = await tokens();
    expect(await give("leo", body)).toMatchObject({ status, json: refusal(code) });
    expect(await tokens()).toEqual(before);
  });

  test.each(["0", "-1", "x", "1.5", "99999999999", "1e3"])("number %s is refused and takes none", async (id) => {
    const before = await tokens();
    const answer = await desk.call("leo", "POST", `${path}/${id}/revoke`, {});
    expect([400, 404]).toContain(answer.status);
    expect(answer.json).toMatchObject(refusal(answer.status === 404 ? "NOT_FOUND" : "INPUT_INVALID"));
    expect(await tokens()).toEqual(before);
  });
});

describe("the page of tokens", () => {
  test.each(["0", "x", "99999999999"])("refuses the number %s as the interface does", async (id) => {
    expect((await desk.page("leo", "/tokens/revoke", { id })).status).toBe(400);
  });
});

describe("people", () => {
  test.each(EVERYBODY)("%s reads who is at the desk, with the state of their keys", async (who) => {
    const { status, json } = await get(who, "/api/v1/people");
    expect(status).toBe(200);
    expect(json.people.map(({ id }: { id: string }) => id)).toEqual([...EVERYBODY]);
    expect(json.people[2]).toEqual({
      ...{ id: "mo", name: "mo", email: "mo@desk.invalid", role: "assistant", mayUpload: [], lastLogin: null },
      keys: [{ fingerprint: desk.cast.fingerprints.mo, expires: null, problem: "" }],
    });
  });

  test("are not for strangers", async () => {
    expect(await get(null, "/api/v1/people")).toMatchObject({ status: 401, json: refusal("NOT_LOGGED_IN") });
  });

  test("are shown by `sameday people`, and a name that is none is said", async () => {
    expect((await desk.run("ada", "people", "list")).out.split("\n").filter((line) => line !== "")).toHaveLength(6);
    expect((await desk.run("ada", "people", "show", "mo")).out).toContain(desk.cast.fingerprints.mo);
    expect((await desk.run("ada", "people", "show", "nobody")).exit).toBe(1);
  });
});

test("who only reads sends no files in: nothing would ever take them away again", async () => {
  const send = async (who: Name | null): Promise<number> => {
    const content = `from ${who}`;
    const token = who === null ? {} : { authorization: `Bearer ${tokenOf(who)}` };
    const headers = { ...token, "content-type": "application/octet-stream" };
    const address = `${desk.url}/api/v1/incoming/${sha256(content)}`;
    const { status } = await fetch(address, { method: "PUT", headers, body: content });
    expect(await desk.world.context.blobs.has(sha256(content))).toBe(status === 204);
    return status;
  };
  for (const who of [...TEAM, "kit", "eve"] as const) expect(await send(who)).toBe(204);
  expect(await send("ada")).toBe(403);
  expect(await send(null)).toBe(401);
});

describe("evidence and files", () => {
  const evidence = (words: { id: string }) => `/api/v1/updates/${words.id}/evidence`;
  const file = (words: typeof PUBLIC, hash = sha256(contentOf(words))) => `/api/v1/updates/${words.id}/files/${hash}`;

  test.each([...EVERYBODY, null])(
    "of a public update are for %s: statements, approvals, files and keys",
    async (who) => {
      const { status, json } = await get(who, evidence(PUBLIC));
      expect(status).toBe(200);
      expect(json).toMatchObject({
        format: 1,
        update: { id: PUBLIC.id, source: PUBLIC.source, version: PUBLIC.version, release: "bookworm" },
        approvals: [{ person: "mo", decision: "override-proof", signed: PUBLIC.note }],
      });
      expect(json.statements.map(({ step }: { step: string }) => step)).toContain("build amd64");
      expect(json.keys[0]).toEqual({ name: "desk", publicKey: desk.world.context.evidenceKey.publicKey });
      const [{ sha256: hash, size }] = json.files;
      const answer = await get(who, file(PUBLIC, hash));
      expect(answer).toMatchObject({ status: 200, type: "application/octet-stream" });
      expect(answer.bytes).toEqual(contentOf(PUBLIC));
      expect(answer.bytes).toHaveLength(size);
    },
  );

  test.each([...TEAM, "kit"] as const)("of an embargoed one are for %s", async (who) => {
    expect((await get(who, evidence(SECRET))).json.update.id).toBe(SECRET.id);
    expect((await get(who, file(SECRET))).bytes).toEqual(contentOf(SECRET));
  });

  test.each(["eve", "ada", null] as const)("of an embargoed one do not exist for %s", async (who) => {
    for (const path of [evidence(SECRET), file(SECRET)]) {
      const answer = await get(who, path);
      expect(answer).toMatchObject({ status: 404, json: refusal("NOT_FOUND") });
      const never = await get(who, path.replace(SECRET.id, "U-333333333"));
      expect(answer.json.error.message.replace(SECRET.id, "")).toBe(
        never.json.error.message.replace("U-333333333", ""),
      );
    }
  });

  test("a file is given by the update that it belongs to, by no other", async () => {
    const stray = await get("mo", file(PUBLIC, sha256(contentOf(SECRET))));
    expect(stray).toMatchObject({ status: 404, json: refusal("NOT_FOUND") });
  });

  test.each([
    ["/api/v1/updates/hello/evidence", 400, "INPUT_INVALID"],
    ["/api/v1/updates/U-1234567890/evidence", 400, "INPUT_INVALID"],
    ["/api/v1/updates/U-333333333/evidence", 404, "NOT_FOUND"],
    [`/api/v1/updates/${PUBLIC.id}/files/abc`, 400, "INPUT_INVALID"],
    [`/api/v1/updates/${PUBLIC.id}/files/${"A".repeat(64)}`, 400, "INPUT_INVALID"],
    [`/api/v1/updates/${PUBLIC.id}/files/${"0".repeat(64)}`, 404, "NOT_FOUND"],
    [`/api/v1/updates/${PUBLIC.id}/files/..%2f..%2fadmin-token`, 400, "INPUT_INVALID"],
    [`/api/v1/updates/${PUBLIC.id}/nothing`, 404, "NOT_FOUND"],
  ] as const)("%s is refused with %d", async (path, status, code) => {
    expect(await get("leo", path)).toMatchObject({ status, json: refusal(code) });
  });
});

test.each(["Bearer x", "Bearer", `Bearer ${"x".repeat(43)}`, "Basic bGVvOmxlbw=="])(
  "the authorization %j opens nothing that needs a person",
  async (authorization) => {
    for (const path of ["/api/v1/people", "/api/v1/queue-tokens", "/api/v1/mails"]) {
      const response = await fetch(`${desk.url}${path}`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject(refusal("NOT_LOGGED_IN"));
    }
  },
);
