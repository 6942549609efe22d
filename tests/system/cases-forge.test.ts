import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Case, forgeRound } from "../../src/cases/index.ts";
import { type CaseHouse, openCaseHouse } from "./cases-house-kit.ts";

/** Cases and their issues over HTTP, with a stand-in that answers as GitLab's documentation of its REST interface says. */

const TOKEN = "glpat-secret-of-the-desk";
const NOW = new Date("2026-12-01T12:00:00Z");

interface Issue {
  iid: number;
  title: string;
  description: string;
  confidential: boolean;
  state: "opened" | "closed";
  due_date: string | null;
  labels: string[];
  assignees: { id: number; username: string }[];
  notes: { body: string; system: boolean; internal: boolean; author: { username: string } }[];
}

const USERS = [
  { id: 11, username: "pia-gl" },
  { id: 12, username: "mo-gl" },
  { id: 13, username: "outsider" },
];

/** How the stand-in behaves in a test. */
const gitlab = {
  issues: [] as Issue[],
  project: {} as object,
  leaks: false,
  ignoresConfidential: false,
  down: false,
};
const seen: { method: string; path: string; body: string }[] = [];
let server: Server;
let house: CaseHouse;

function answerIssue({ notes: _, ...issue }: Issue): object {
  return issue;
}

function change(issue: Issue, wish: Record<string, unknown>): void {
  if (typeof wish.title === "string") issue.title = wish.title;
  if (typeof wish.description === "string") issue.description = wish.description;
  if (wish.confidential === true && !gitlab.ignoresConfidential) issue.confidential = true;
  if (typeof wish.labels === "string") issue.labels = wish.labels.split(",");
  if ("due_date" in wish) issue.due_date = wish.due_date === "" ? null : String(wish.due_date);
  if (Array.isArray(wish.assignee_ids)) {
    issue.assignees = USERS.filter(({ id }) => (wish.assignee_ids as number[]).includes(id));
  }
  if (wish.state_event === "close") issue.state = "closed";
  if (wish.state_event === "reopen") issue.state = "opened";
}

function standIn(method: string, url: URL, token: string | undefined, body: string): [status: number, answer: object] {
  if (gitlab.down) return [502, { message: "down" }];
  const known = token === TOKEN;
  const place = /^\/api\/v4\/projects\/acme%2Ftor(?:\/issues(?:\/(\d+)(\/notes)?)?)?$/.exec(url.pathname);
  if (url.pathname === "/api/v4/users") {
    return [200, USERS.filter(({ username }) => username === url.searchParams.get("username"))];
  }
  if (!place) return [404, { message: "404 Not Found" }];
  const isIssues = url.pathname.includes("/issues");
  const issue = gitlab.issues.find(({ iid }) => String(iid) === place[1]);
  if (!known) {
    if (issue && (gitlab.leaks || !issue.confidential)) return [200, answerIssue(issue)];
    return [isIssues ? 404 : 200, { message: "404 Not Found" }];
  }
  if (!isIssues) return [200, gitlab.project];
  const wish = body === "" ? {} : (JSON.parse(body) as Record<string, unknown>);
  if (place[1] === undefined) {
    if (method === "GET")
      return [
        200,
        gitlab.issues.filter(({ title }) => title.includes(url.searchParams.get("search") ?? "")).map(answerIssue),
      ];
    const made: Issue = {
      ...{ iid: gitlab.issues.length + 1, title: "", description: "", confidential: false, state: "opened" },
      ...{ due_date: null, labels: [], assignees: [], notes: [] },
    };
    change(made, wish);
    gitlab.issues.push(made);
    return [201, answerIssue(made)];
  }
  if (!issue) return [404, { message: "404 Not Found" }];
  if (place[2]) {
    if (method === "GET") return [200, [...issue.notes].reverse()];
    const note = {
      body: String(wish.body),
      system: false,
      internal: wish.internal === true,
      author: { username: "desk" },
    };
    issue.notes.push(note);
    return [201, note];
  }
  if (method === "PUT") change(issue, wish);
  return [200, answerIssue(issue)];
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const body = Buffer.concat(pieces).toString("utf8");
      seen.push({ method: request.method ?? "", path: request.url ?? "", body });
      const token = request.headers["private-token"] as string | undefined;
      const [status, answer] = standIn(request.method ?? "", new URL(request.url ?? "", "http://x"), token, body);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  house = await openCaseHouse({ now: NOW });
  const tokenFile = path.join(house.directory, "token");
  writeFileSync(tokenFile, `${TOKEN}\n`, { mode: 0o600 });
  Object.assign(house.context.intake, {
    gitlab: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      ...{ tokenFile, label: "Security", projects: [{ team: "network", project: "acme/tor" }] },
      users: [
        { person: "pia", username: "pia-gl" },
        { person: "mo", username: "mo-gl" },
      ],
    },
  });
}, 120_000);

afterAll(async () => {
  await house?.close();
  server?.close();
});

beforeEach(async () => {
  await house.clear();
  const fit = {
    issues_access_level: "enabled",
    permissions: { project_access: { access_level: 20 }, group_access: null },
  };
  Object.assign(gitlab, { issues: [], project: fit, leaks: false, ignoresConfidential: false, down: false });
  house.alarms.length = 0;
  seen.length = 0;
});

const expires = { at: new Date("2026-12-20T18:00:00Z"), zone: "UTC" };
const CLAIMED: Partial<Case> = {
  ...{ state: "triaged" as const, team: "network", assignee: "pia", claimedAt: NOW, expires, expiresSetAt: NOW },
};

const issue = (): Issue => gitlab.issues[0] as Issue;
const noteOf = (body: string, username: string): void =>
  void issue().notes.push({ body, system: true, internal: false, author: { username } });

test("a case that a team has taken gets a confidential issue, which holds nothing of the report", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  await forgeRound(house.context);
  expect(gitlab.issues).toEqual([
    {
      ...{ iid: 1, title: id, confidential: true, state: "opened", due_date: "2026-12-20", labels: ["Security"] },
      ...{ assignees: [USERS[0]], notes: [], description: expect.stringContaining(`/cases/${id}`) },
    },
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/MARKER|alice|reporter\.example/);
  expect((await house.read(id)).forge).toMatchObject({ project: "acme/tor", issue: 1, assignee: "pia-gl" });
  expect(house.alarms).toEqual([]);
});

test("after a kill between making the issue and writing that down there is still one", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  await house.change(id, ({ forge: _, ...kept }) => kept);
  await forgeRound(house.context);
  expect(gitlab.issues).toHaveLength(1);
  expect((await house.read(id)).forge?.issue).toBe(1);
});

test.each<[string, () => void, RegExp]>([
  ["archived", () => Object.assign(gitlab.project, { archived: true }), /archived/],
  ["without issues", () => Object.assign(gitlab.project, { issues_access_level: "disabled" }), /no issues/],
  [
    "in which the desk is a guest",
    () => Object.assign(gitlab.project, { permissions: { project_access: { access_level: 10 }, group_access: null } }),
    /role Reporter/,
  ],
])("a project %s is refused before anything is made there", async (_, prepare, why) => {
  const id = await house.put(CLAIMED);
  prepare();
  await forgeRound(house.context);
  expect(gitlab.issues).toEqual([]);
  expect(house.alarms).toEqual([{ code: `forge ${id}`, sentence: expect.stringMatching(why) }]);
});

test.each<[string, () => void]>([
  ["that makes it public", () => Object.assign(gitlab, { ignoresConfidential: true })],
  ["that shows it to strangers all the same", () => Object.assign(gitlab, { leaks: true })],
])("a server %s is refused, and the issue is closed", async (_, prepare) => {
  const id = await house.put(CLAIMED);
  prepare();
  await forgeRound(house.context);
  expect(issue().state).toBe("closed");
  expect((await house.read(id)).forge).toBeUndefined();
  expect(house.alarms[0]?.code).toBe(`forge ${id}`);
});

test("what changes in the case changes there, and a case that ends closes its issue", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  await house.change(id, (kept) => ({ ...kept, case: { ...kept.case, assignee: "mo" } }));
  await forgeRound(house.context);
  expect(issue().assignees).toEqual([USERS[1]]);
  await house.change(id, (kept) => ({ ...kept, case: { ...kept.case, state: "declined" } }));
  await forgeRound(house.context);
  expect(issue().state).toBe("closed");
});

test("a case that went to a team without a project leaves its issue, closed", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  await house.change(id, (kept) => ({ ...kept, case: { ...kept.case, team: "browser", assignee: "paul" } }));
  await forgeRound(house.context);
  expect(issue().state).toBe("closed");
  expect((await house.read(id)).forge).toBeUndefined();
});

test("what somebody with the right changes there is their act here", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  issue().assignees = [USERS[1] as (typeof USERS)[number]];
  noteOf("assigned to @mo-gl and unassigned @pia-gl", "pia-gl");
  issue().due_date = "2026-12-24";
  noteOf("changed due date to December 24, 2026", "pia-gl");
  await forgeRound(house.context);
  const { case: after } = await house.read(id);
  expect(after.assignee).toBe("mo");
  expect(after.expires?.at.toISOString()).toBe("2026-12-24T23:59:00.000Z");
  expect(after.log.map(({ by, act }) => `${by} ${act.act}`)).toEqual(["pia assign", "pia set-expiry"]);
  expect(issue().notes.filter(({ system }) => !system)).toEqual([]);
});

test("what somebody without the right changes there is put back, and said to members alone", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  issue().assignees = [USERS[1] as (typeof USERS)[number]];
  noteOf("assigned to @mo-gl and unassigned @pia-gl", "outsider");
  // Theirs is a title that says so, and no change of an assignee.
  noteOf("changed title from **{-x-}** to **{+assigned to @mo-gl, due date+}**", "pia-gl");
  await forgeRound(house.context);
  expect(issue().assignees).toEqual([USERS[0]]);
  expect(issue().notes.at(-1)).toMatchObject({ internal: true, body: expect.stringContaining("as it was") });
  expect((await house.read(id)).case.assignee).toBe("pia");
});

test("an issue that somebody opened to everybody is confidential again, and a person is told", async () => {
  const id = await house.put(CLAIMED);
  await forgeRound(house.context);
  issue().confidential = false;
  await forgeRound(house.context);
  expect(issue().confidential).toBe(true);
  expect(house.alarms).toEqual([{ code: `forge opened ${id}`, sentence: expect.stringContaining(id) }]);
});

test("an issue that was closed there is opened again: the case's gates are here", async () => {
  await house.put(CLAIMED);
  await forgeRound(house.context);
  issue().state = "closed";
  await forgeRound(house.context);
  expect(issue().state).toBe("opened");
  expect(issue().notes.at(-1)?.body).toContain("still open at the desk");
});

test("a forge that is down is told, without the token, and followed when it is back", async () => {
  await house.put(CLAIMED);
  gitlab.down = true;
  await forgeRound(house.context);
  expect(house.alarms).toHaveLength(1);
  expect(JSON.stringify(house.alarms)).not.toContain(TOKEN);
  gitlab.down = false;
  await forgeRound(house.context);
  expect(gitlab.issues).toHaveLength(1);
});
