import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSuite, suiteStatus } from "../../src/archive/index.ts";
import { type Contents, type Misbehaviour, sum } from "./archive-mirror.ts";
import {
  contents,
  contextOf,
  flip,
  hours,
  NOW,
  refreshIn,
  requestOf,
  runner,
  useArchiveWorld,
  versionInService,
} from "./archive-world.ts";

const world = useArchiveWorld();

const status =
  (code: number, body = ""): Misbehaviour =>
  (_request, response) =>
    response.writeHead(code).end(body);
const redirect =
  (target: string): Misbehaviour =>
  (_request, response) =>
    response.writeHead(302, { location: target }).end();
const INDEX = /Sources|by-hash/;
const RELEASE = /InRelease/;

/** What a mirror or somebody on the way may do; each keeps version 1 in service. */
const cases: [name: string, code: string, message: RegExp, act: (fresh: Contents) => Promise<void>][] = [
  [
    "InRelease answers 404",
    "ARCHIVE_UNREACHABLE",
    /InRelease does not exist/,
    async () => void world.mirror.misbehaviour.set(RELEASE, status(404)),
  ],
  [
    "InRelease answers 500",
    "ARCHIVE_UNREACHABLE",
    /answers 500/,
    async () => void world.mirror.misbehaviour.set(RELEASE, status(500)),
  ],
  [
    "InRelease is garbage",
    "ARCHIVE_UNVERIFIED",
    /^http:\/\/\S+\/dists\/test\/InRelease is refused: .*not clear-signed/,
    async () => void world.mirror.misbehaviour.set(RELEASE, status(200, "<html>Log in to the hotel's network</html>")),
  ],
  [
    "InRelease is not signed",
    "ARCHIVE_UNVERIFIED",
    /^http:\/\/\S+\/dists\/test\/InRelease is refused: .*not clear-signed/,
    async () => void world.mirror.misbehaviour.set(RELEASE, status(200, "Origin: Test\nDate: x\n")),
  ],
  [
    "InRelease is empty",
    "ARCHIVE_UNVERIFIED",
    /^http:\/\/\S+\/dists\/test\/InRelease is refused: .*not clear-signed/,
    async () => void world.mirror.misbehaviour.set(RELEASE, status(200, "")),
  ],
  [
    "InRelease is signed by a stranger",
    "ARCHIVE_UNVERIFIED",
    /^http:\/\/\S+\/dists\/test\/InRelease is refused: .*not in the keyring/,
    (fresh) => world.mirror.publish({ ...fresh, signer: world.people.stranger }),
  ],
  [
    "InRelease was changed after signing",
    "ARCHIVE_UNVERIFIED",
    /^http:\/\/\S+\/dists\/test\/InRelease is refused: .*altered after it was signed/,
    async (fresh) => {
      await world.mirror.publish(fresh);
      change("InRelease", (text) => text.replace("Origin: Test", "Origin: Evil"));
    },
  ],
  [
    "InRelease is cut off",
    "ARCHIVE_UNVERIFIED",
    /^http:\/\/\S+\/dists\/test\/InRelease is refused: .*signature is cut off/,
    async (fresh) => {
      await world.mirror.publish(fresh);
      change("InRelease", (text) => text.slice(0, text.length / 2));
    },
  ],
  [
    "InRelease is that of another suite",
    "ARCHIVE_UNVERIFIED",
    /gives the Release file of other for test/,
    (fresh) =>
      world.mirror.publish({
        ...fresh,
        codename: "other",
        edit: (text) => text.replace("Suite: testing", "Suite: other"),
      }),
  ],
  [
    "InRelease is an older one, played back",
    "ARCHIVE_UNVERIFIED",
    /older Release file/,
    (fresh) => world.mirror.publish({ ...fresh, date: hours(-48) }),
  ],
  [
    "InRelease is past its Valid-Until",
    "ARCHIVE_UNVERIFIED",
    /was valid until/,
    (fresh) => world.mirror.publish({ ...fresh, validUntil: hours(-1) }),
  ],
  [
    "InRelease is dated in the future",
    "ARCHIVE_UNVERIFIED",
    /in the future/,
    (fresh) => world.mirror.publish({ ...fresh, date: hours(48) }),
  ],
  [
    "Release has MD5 sums only",
    "ARCHIVE_UNVERIFIED",
    /MD5/,
    (fresh) => world.mirror.publish({ ...fresh, edit: (text) => text.replace("SHA256:", "MD5Sum:") }),
  ],
  [
    "Release vouches for no Sources",
    "ARCHIVE_UNVERIFIED",
    /vouches for no main\/source\/Sources/,
    (fresh) => world.mirror.publish({ ...fresh, edit: (text) => text.replaceAll("main/source/", "main/sauce/") }),
  ],
  ["an index answers 404", "ARCHIVE_UNREACHABLE", /does not exist, though/, withIndex(status(404))],
  [
    "an index is garbage of another size",
    "HASH_MISMATCH",
    /bytes, and the Release file says/,
    withIndex(status(200, "garbage")),
  ],
  [
    "an index has another content of the same size",
    "HASH_MISMATCH",
    /another content/,
    async (fresh) => {
      await world.mirror.publish(fresh);
      for (const path of world.mirror.files.keys())
        if (INDEX.test(path)) world.mirror.files.set(path, flip(world.mirror.files.get(path)));
    },
  ],
  [
    "an index is larger than the Release file says",
    "ARCHIVE_UNREACHABLE",
    /more than the/,
    withIndex(status(200, "x".repeat(100_000))),
  ],
  [
    "an index never ends",
    "ARCHIVE_UNREACHABLE",
    /more than the/,
    withIndex((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write("x".repeat(10_000)), 1);
      response.on("close", () => clearInterval(timer));
    }),
  ],
  [
    "an index breaks off",
    "ARCHIVE_UNREACHABLE",
    /broke off/,
    withIndex((_request, response) => {
      response.writeHead(200, { "content-length": 400 });
      response.write("x".repeat(10), () => response.destroy());
    }),
  ],
  [
    "an index goes silent",
    "ARCHIVE_UNREACHABLE",
    /silent/,
    withIndex((_request, response) => {
      response.writeHead(200, { "content-length": 400 });
      response.write("x");
    }),
  ],
  ["the mirror says nothing at all", "ARCHIVE_UNREACHABLE", /silent/, withIndex(() => undefined)],
  ["the mirror hangs up", "ARCHIVE_UNREACHABLE", /cannot be reached/, withIndex((request) => request.socket.destroy())],
  [
    "redirects go in a circle",
    "ARCHIVE_UNREACHABLE",
    /redirects more than 5 times/,
    withIndex((request, response) => redirect(request.url ?? "")(request, response)),
  ],
  [
    "a redirect leads to a file of this machine",
    "ARCHIVE_UNREACHABLE",
    /another kind/,
    withIndex(redirect("file:///etc/passwd")),
  ],
  [
    "a signed index cannot be unpacked",
    "ARCHIVE_UNVERIFIED",
    /damaged/,
    (fresh) => signWrongIndex(fresh, Buffer.from("no xz at all")),
  ],
  [
    "a signed index unpacks to another one",
    "HASH_MISMATCH",
    /Sources has/,
    async (fresh) => {
      const other = await runner.run({ argv: ["xz", "-c"], input: "Package: evil\n", timeLimitMs: 5000 });
      await signWrongIndex(fresh, Buffer.from(other.stdout));
    },
  ],
  [
    "a signed index is a bomb",
    "ARCHIVE_UNVERIFIED",
    /more than the Release file says/,
    async (fresh) => {
      const bomb = await runner.run({ argv: ["xz", "-c"], input: Buffer.alloc(50_000_000), timeLimitMs: 60_000 });
      await signWrongIndex(fresh, Buffer.from(bomb.stdout));
    },
  ],
];

function withIndex(act: Misbehaviour): (fresh: Contents) => Promise<void> {
  return async (fresh) => {
    await world.mirror.publish(fresh);
    world.mirror.misbehaviour.set(INDEX, act);
  };
}

function change(suffix: string, edit: (text: string) => string): void {
  for (const [path, bytes] of world.mirror.files) {
    if (path.endsWith(suffix)) world.mirror.files.set(path, Buffer.from(edit(bytes.toString("utf8"))));
  }
}

/** The archive itself signs a packed file that is not the plain one it also names. */
async function signWrongIndex(fresh: Contents, packed: Buffer): Promise<void> {
  const edit = (text: string): string =>
    text.replace(/^ [0-9a-f]{64} \d+ (main\/source\/Sources\.xz)$/m, ` ${sum(packed)} ${packed.length} $1`);
  await world.mirror.publish({ ...fresh, edit, byHash: false });
  for (const path of world.mirror.files.keys()) if (path.endsWith("/Sources.xz")) world.mirror.files.set(path, packed);
}

describe("an archive that misbehaves keeps the last good state in service", () => {
  test.each(cases)("%s", async (_name, code, message, act) => {
    await world.mirror.publish(contents("1", hours(-24)));
    expect((await refreshIn(world)).outcome).toBe("renewed");

    await act(contents("2", hours(-1)));
    const failed = await refreshIn(world);
    expect(failed).toMatchObject({
      outcome: "failed",
      trouble: { code, since: NOW },
      inService: { release: { date: hours(-24) } },
    });
    expect(failed.trouble?.message).toMatch(message);
    expect(await versionInService(world)).toBe("1");

    world.now = hours(2);
    expect((await refreshIn(world)).trouble?.since).toEqual(NOW);
    expect(await suiteStatus(contextOf(world), requestOf(world).suite)).toMatchObject({
      triedAt: world.now,
      trouble: { since: NOW },
    });

    world.mirror.misbehaviour.clear();
    await world.mirror.publish(contents("3", hours(-0.5)));
    expect(await refreshIn(world)).toMatchObject({ outcome: "renewed", trouble: undefined });
    expect(await versionInService(world)).toBe("3");
    expect(await readdir(join(world.state, (await readdir(world.state))[0] ?? "", "partial"))).toEqual([]);
  });

  test("an archive that was never reached has no state and says so", async () => {
    const suite = { ...requestOf(world).suite, url: "http://127.0.0.1:1/debian" };
    expect(await refreshIn(world, { suite })).toMatchObject({
      outcome: "failed",
      inService: undefined,
      trouble: { code: "ARCHIVE_UNREACHABLE" },
    });
    expect(await loadSuite(contextOf(world), suite)).toBeUndefined();
  });

  test.each([
    ["a password in the address", "http://user:secret@127.0.0.1/debian"],
    ["an address of another kind", "ftp://127.0.0.1/debian"],
  ])("%s is refused without being told further", async (_name, url) => {
    const failed = await refreshIn(world, { suite: { ...requestOf(world).suite, url } });
    expect(failed.trouble?.code).toBe("INPUT_INVALID");
    expect(failed.trouble?.message).not.toContain("secret");
  });

  test("a mirror that stands still past Valid-Until is told, though it answers that nothing has changed", async () => {
    await world.mirror.publish(contents("1", hours(-1), { validUntil: hours(1) }));
    await refreshIn(world);
    world.now = hours(2);
    const failed = await refreshIn(world);
    expect(failed).toMatchObject({ outcome: "failed", trouble: { code: "ARCHIVE_UNVERIFIED" } });
    expect(failed.warnings).toEqual([expect.stringContaining("was valid until")]);
    expect((await refreshIn(world, { outdated: "warn" })).outcome).toBe("unchanged");
  });
});
