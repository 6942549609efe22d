import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueueToken } from "../../src/updates/index.ts";
import { type Cast, writeCast } from "./embargo-definition.ts";
import { type Answer, type Asked, type Asker, addressesOf, ask } from "./embargo-requests.ts";
import { loseBuilder, PUBLIC, putIntoQueue, putUpdate, SECRET } from "./embargo-updates.ts";
import { mails, makeUpload, putIncoming, submit } from "./embargo-upload.ts";
import { type DeskWorld, NOW, openDeskWorld } from "./embargo-world.ts";
import { scratch } from "./store-support.ts";

/**
 * Two desks that differ by one embargoed update. Whoever may not know of it gets the same bytes from both, from every
 * route there is; routes come from the server itself, so one that is added is asked too.
 */

const OUTSIDE: readonly Asker[] = ["nobody", "eve", "builder", "tester"];
const CANARIES = [SECRET.id, SECRET.source, SECRET.version, SECRET.issue, SECRET.sealed ?? "", SECRET.note];
const MINUTES = 60_000;

let place: Awaited<ReturnType<typeof scratch>>;
let cast: Cast;
let without: DeskWorld;
let withIt: DeskWorld;
const testerTokens = new Map<DeskWorld, string>();

beforeAll(async () => {
  place = await scratch();
  cast = await writeCast(place.directory);
  [without, withIt] = await Promise.all([openDeskWorld(cast), openDeskWorld(cast)]);
  for (const world of [without, withIt]) {
    await putUpdate(world, PUBLIC, false);
    await putIntoQueue(world, "public", PUBLIC);
    world.seed("tester");
    testerTokens.set(world, await createQueueToken(world.context, { queue: "embargoed", holder: "lab", by: "mo" }));
    await loseBuilder(world, "");
  }
  await putUpdate(withIt, SECRET, true);
  await putIntoQueue(withIt, "embargoed", SECRET);
  await loseBuilder(withIt, `build amd64 of ${SECRET.id}`);
});

afterAll(async () => {
  await without?.close();
  await withIt?.close();
  await place?.remove();
});

const asked = (): readonly Asked[] => without.routes.flatMap(addressesOf);
const askIn = (world: DeskWorld, asker: Asker, wish: Asked) =>
  ask(world, cast, asker, wish, testerTokens.get(world) ?? "");

/** The text and what is packed into it, as statements are in their envelopes. */
function readable(body: string): string {
  const packed = body.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [];
  return [body, ...packed.map((text) => Buffer.from(text, "base64").toString("latin1"))].join("\n");
}

/** Words of the secret in an answer that the request did not bring along itself. */
function leaks({ headers, body }: Answer, path: string): string[] {
  const text = `${JSON.stringify(headers)} ${readable(body)}`;
  return CANARIES.filter((word) => !decodeURIComponent(path).includes(word) && text.includes(word));
}

const mayReadQueue = (asker: Asker, path: string) => asker === "tester" && path.startsWith("/queues/embargoed/");

test("the server tells all its routes, pages and interfaces", () => {
  expect(withIt.routes).toEqual(without.routes);
  const names = without.routes.map(({ method, url }) => `${method} ${url}`);
  for (const one of ["GET /", "GET /updates/:id", "POST /updates/:id/publish", "GET /api/v1/updates/:id/evidence"]) {
    expect(names).toContain(one);
  }
  for (const one of [
    "GET /audit",
    "POST /builder/v1/claim",
    "GET /queues/embargoed/*",
    "PUT /api/v1/incoming/:sha256",
  ]) {
    expect(names).toContain(one);
  }
  expect(names.length).toBeGreaterThan(60);
});

describe("to the byte as if it did not exist", () => {
  test.each(OUTSIDE)(
    "for %s, on every route, with every method",
    async (asker) => {
      const differences: string[] = [];
      for (const wish of asked()) {
        if (mayReadQueue(asker, wish.path)) continue;
        const what = `${wish.route.method} ${wish.path}`;
        const [one, other] = await Promise.all([askIn(without, asker, wish), askIn(withIt, asker, wish)]);
        if (JSON.stringify(one) !== JSON.stringify(other)) differences.push(`${what}: ${difference(one, other)}`);
        for (const word of leaks(other, wish.path)) differences.push(`${what} says ${word}`);
        if (other.status >= 500 && !/signer|backup|keys/i.test(other.body + what)) {
          differences.push(`${what} answers ${other.status}: ${other.body.slice(0, 200)}`);
        }
      }
      expect(differences).toEqual([]);
    },
    20 * MINUTES,
  );

  test(
    "for an auditor, but for the audit log, which says that there is something and not what",
    async () => {
      const differences: string[] = [];
      for (const wish of asked()) {
        const what = `${wish.route.method} ${wish.path}`;
        const [one, other] = await Promise.all([askIn(without, "ada", wish), askIn(withIt, "ada", wish)]);
        const tellsLength = /^\/audit(?:\?object=|\/verify)?$|\/audit-log\/verification$/.test(wish.path);
        if (!tellsLength && JSON.stringify(unchained(one)) !== JSON.stringify(unchained(other))) {
          differences.push(`${what}: ${difference(unchained(one), unchained(other))}`);
        }
        for (const word of leaks(other, wish.path)) differences.push(`${what} says ${word}`);
      }
      expect(differences).toEqual([]);
    },
    20 * MINUTES,
  );
});

/** Without what places an entry in the chain: its number and hash, and the chain's end. */
function unchained({ status, headers, body }: Answer): Answer {
  if (!body.includes("Keep this line elsewhere")) return { status, headers, body };
  const { "content-length": _, ...rest } = headers;
  const cells = /<td class="(?:number|v)"[^>]*>(?:\d+|[0-9a-f]{12})<\/td>|<code>\d+ [0-9a-f]{64}<\/code>/g;
  return { status, headers: rest, body: body.replace(cells, "") };
}

const GET = (path: string): Asked => ({ route: { method: "GET", url: path }, path });
const jsonOf = async (world: DeskWorld, asker: Asker, path: string) =>
  JSON.parse((await askIn(world, asker, GET(path))).body);

describe("whoever may know of it finds it", () => {
  const own = [
    `/updates/${SECRET.id}`,
    `/updates/${SECRET.id}/log?step=build+amd64`,
    `/updates/${SECRET.id}/evidence?step=build+amd64`,
    `/updates/${SECRET.id}/report?name=${SECRET.source}-report.txt`,
    "/",
    "/updates?list=others",
    "/releases/bookworm",
    `/packages/${SECRET.source}`,
    "/api/v1/updates",
    `/api/v1/updates/${SECRET.id}`,
    `/api/v1/updates/${SECRET.id}/evidence`,
    `/api/v1/updates/${SECRET.id}/log?step=build+amd64`,
    `/api/v1/updates/${SECRET.id}/approval?decision=approve`,
    "/api/v1/queues",
  ];
  test.each([
    ["mo", [...own, "/audit", `/audit?object=${SECRET.id}`]],
    ["kit", own],
  ] as const)("%s, on pages and interfaces", async (asker, paths) => {
    for (const path of paths) {
      const answer = await askIn(withIt, asker, GET(path));
      expect(answer.status, path).toBe(200);
      expect(readable(answer.body), path).toMatch(new RegExp(CANARIES.map(escaped).join("|")));
    }
    expect((await jsonOf(withIt, asker, "/api/v1/updates")).updates).toHaveLength(2);
    expect((await jsonOf(withIt, "eve", "/api/v1/updates")).updates).toHaveLength(1);
  });

  test("leo, as far as it waits for him; kit has no part in the audit log or in tokens", async () => {
    expect((await askIn(withIt, "leo", GET("/updates?list=you"))).body).toContain(SECRET.source);
    for (const path of ["/audit", "/tokens"]) expect((await askIn(withIt, "kit", GET(path))).status).toBe(403);
    expect((await askIn(withIt, "eve", GET("/api/v1/audit-log/verification"))).status).toBe(403);
  });

  test("who has the tester's token, in the embargoed queue alone", async () => {
    const file = GET(`/queues/embargoed/pool/main/${SECRET.source}_amd64.deb`);
    expect(await askIn(withIt, "tester", file)).toMatchObject({ status: 200, body: SECRET.note });
    expect((await askIn(withIt, "kit", file)).status).toBe(401);
  });
});

describe("the audit log of an auditor", () => {
  test("holds, and has an entry in the place of each that is about it or names it", async () => {
    const { body } = await askIn(withIt, "ada", GET("/audit"));
    expect(body.match(/under embargo/g)).toHaveLength(2);
    expect((await askIn(without, "ada", GET("/audit"))).body).not.toContain("under embargo");
    const verdict = await jsonOf(withIt, "ada", "/api/v1/audit-log/verification");
    expect(verdict).toMatchObject({ broken: null, entries: expect.any(Number) });
  });

  test("has nothing for its name, as for one that was never given", async () => {
    const bodies = await Promise.all(
      [SECRET.id, "U-333333333"].map(async (id) =>
        unchained(await askIn(withIt, "ada", GET(`/audit?object=${id}`))).body.replaceAll(id, "NAME"),
      ),
    );
    expect(bodies[0]).toBe(bodies[1]);
  });
});

describe("a long poll", () => {
  const poll = (asker: Asker, after: number) =>
    jsonOf(withIt, asker, `/api/v1/updates/${PUBLIC.id}?after=${after}`).then(({ seen }) => seen as number);
  const seenBy = async (asker: Asker) => (await jsonOf(withIt, asker, `/api/v1/updates/${PUBLIC.id}`)).seen as number;

  test.each(["nobody", "eve", "ada"] as const)("of %s sleeps on and stays where it is", async (asker) => {
    const before = await seenBy(asker);
    let ended = false;
    const wait = poll(asker, before).finally(() => {
      ended = true;
    });
    const team = poll("mo", await seenBy("mo"));
    const uploader = poll("kit", await seenBy("kit"));
    await untilWaiting();
    withIt.context.changed(SECRET.id);
    withIt.context.changed("");
    await Promise.all([team, uploader]);
    await withIt.told();
    expect(ended).toBe(false);
    expect(await seenBy(asker)).toBe(before);
    withIt.context.changed(PUBLIC.id);
    expect(await wait).toBe(before + 1);
  });

  /** The requests have been read and wait, which nothing outside shows. */
  const untilWaiting = () => new Promise((resolve) => setTimeout(resolve, 1500));
});

describe("an upload of the same version by somebody who may not know of it", () => {
  test("is taken by both desks alike, and no mail tells of the other", async () => {
    const answers = [];
    for (const world of [without, withIt]) {
      const upload = await makeUpload(cast, "eve", SECRET.source, SECRET.version);
      for (const { bytes } of upload) await putIncoming(world, "eve", bytes);
      const before = await mails(world);
      const { status, body } = await submit(world, "eve", upload, {});
      const { seen: _, ...answer } = JSON.parse(body);
      answers.push({ status, answer });
      expect(await mails(world)).toEqual(before);
    }
    expect(answers[0]?.status).toBe(200);
    expect(answers[1]).toEqual(answers[0]);
  });

  test("meets the team's knowledge only with the team, and then no mail goes to who may not have it", async () => {
    const upload = await makeUpload(cast, "eve", SECRET.source, SECRET.version, "another tarball");
    for (const { bytes } of upload) await putIncoming(withIt, "mo", bytes);
    const before = await mails(withIt);
    const { status, body } = await submit(withIt, "mo", upload, {});
    expect(status).toBe(409);
    expect(body).toContain(SECRET.id);
    expect(await mails(withIt)).toEqual(before);
  });

  test("is refused in a mail without a word about it", async () => {
    const upload = await makeUpload(cast, "eve", "quietsource", "1.0-1");
    for (const { bytes } of upload) await putIncoming(withIt, "eve", bytes);
    const { status } = await submit(withIt, "eve", upload, { embargoed: true, issues: ["CVE-2026-404404"] });
    expect(status).toBe(400);
    const [mail] = (await mails(withIt)).slice(-1);
    expect(mail?.recipient).toBe("eve@desk.invalid");
    for (const word of ["quietsource", "1.0-1", "404404", ...CANARIES]) {
      expect(`${mail?.subject} ${mail?.body}`).not.toContain(word);
    }
  });

  test("that names a sealed issue and forgot to say that it is embargoed: refused alike, in a mail that ties nothing together", async () => {
    const upload = await makeUpload(cast, "eve", "quietsource", "2.0-1");
    const answers = [];
    for (const world of [without, withIt]) {
      for (const { bytes } of upload) await putIncoming(world, "eve", bytes);
      const { status, body } = await submit(world, "eve", upload, { issues: [SECRET.sealed] });
      const { reference: _, ...error } = JSON.parse(body).error;
      answers.push({ status, error });
      const [mail] = (await mails(world)).slice(-1);
      expect(mail?.recipient).toBe("eve@desk.invalid");
      for (const word of ["quietsource", "2.0-1", "sealed", ...CANARIES]) {
        expect(`${mail?.subject} ${mail?.body}`).not.toContain(word);
      }
    }
    expect(answers[0]).toMatchObject({ status: 400, error: { code: "INPUT_INVALID" } });
    expect(answers[1]).toEqual(answers[0]);
  });

  test("is handed in by who signed it or by the team: anybody else learns nothing by trying", async () => {
    const upload = await makeUpload(cast, "kit", SECRET.source, "9.9-9");
    for (const world of [without, withIt]) {
      for (const { bytes } of upload) await putIncoming(world, "eve", bytes);
      expect((await submit(world, "eve", upload, {})).status).toBe(403);
      expect((await submit(world, "eve", upload, { embargoed: true })).status).toBe(403);
    }
  });
});

test("once it is published everybody finds it, and auditors read what they could only count", async () => {
  await withIt.context.store.db
    .updateTable("update")
    .set({ state: "published", published_at: NOW })
    .where("id", "=", SECRET.id)
    .execute();
  const before = withIt.changes.current(null);
  withIt.context.changed(SECRET.id);
  await withIt.told();
  expect(withIt.changes.current(null)).toBe(before + 1);
  for (const asker of ["nobody", "eve", "ada"] as const) {
    expect((await askIn(withIt, asker, GET(`/updates/${SECRET.id}`))).body).toContain(SECRET.version);
    expect((await askIn(withIt, asker, GET("/api/v1/updates"))).body).toContain(SECRET.id);
  }
  const { body } = await askIn(withIt, "ada", GET("/audit"));
  expect(body).not.toContain("under embargo");
  expect(body).toContain(SECRET.note);
});

test("whether there is a sealed issue of a name nobody learns by naming it", async () => {
  const answers = [];
  for (const issues of [[SECRET.sealed], ["S-000000000"]]) {
    const upload = await makeUpload(cast, "eve", "quietsource", `3.${answers.length}-1`);
    for (const { bytes } of upload) await putIncoming(withIt, "eve", bytes);
    const { status, body } = await submit(withIt, "eve", upload, { embargoed: true, issues });
    const { waiting, state } = JSON.parse(body);
    answers.push({ status, waiting, state });
  }
  expect(answers[0]).toMatchObject({ status: 200, state: "open" });
  expect(answers[1]).toEqual(answers[0]);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function difference(one: Answer, other: Answer): string {
  if (one.status !== other.status) return `${one.status} and ${other.status}: ${other.body.slice(0, 300)}`;
  if (JSON.stringify(one.headers) !== JSON.stringify(other.headers)) {
    return `${JSON.stringify(one.headers)} and ${JSON.stringify(other.headers)}`;
  }
  const at = [...one.body].findIndex((letter, index) => letter !== other.body[index]);
  return `… ${one.body.slice(Math.max(0, at - 80), at + 120)} … and … ${other.body.slice(Math.max(0, at - 80), at + 120)} …`;
}
