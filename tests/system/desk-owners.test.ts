import { execFileSync } from "node:child_process";
import { chmod, chown, lstat, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  layoutOf,
  loadDefinition,
  refreshAsServer,
  runDesk,
  type ServiceUsers,
  serviceUsers,
} from "../../src/desk/index.ts";
import { prepareCache, prepareDirectories } from "../../src/desk/prepare.ts";
import { drillDefinition } from "../../src/drill/definition.ts";
import { castPeople } from "../../src/drill/people.ts";
import { createProcessRunner } from "../../src/system/index.ts";

/*
 * A service user that was taken over plants symbolic links in its own directory and waits for root to start the desk.
 * Root must not be led to what they name. Needs root and the system users that scripts/prepare makes.
 */

const ROOT = path.resolve(import.meta.dirname, "../..");
const runner = createProcessRunner("/");

let users: ServiceUsers;
let base: string;
let root: string;
/** Stands for /etc: root's own, with a file that nobody else may read. */
let victim: string;

beforeAll(async () => {
  users = await serviceUsers(0);
  base = await mkdtemp("/var/lib/sd-desk-owners-");
  await chmod(base, 0o755);
});

afterAll(() => rm(base, { recursive: true, force: true }));

beforeEach(async () => {
  root = path.join(await mkdtemp(path.join(base, "data-")), "desk");
  await chmod(path.dirname(root), 0o755);
  victim = await mkdtemp(path.join(base, "etc-"));
  await writeFile(path.join(victim, "shadow"), "root:secret\n", { mode: 0o600 });
});

/** Puts a link where the user owns the directory, as that user: replaces what is there. */
function plant(user: { readonly uid: number; readonly gid: number }, target: string, link: string): void {
  const script = 'rm -rf -- "$2"; ln -s -- "$1" "$2"';
  execFileSync("sh", ["-euc", script, "plant", target, link], { uid: user.uid, gid: user.gid });
}

async function expectUntouched(): Promise<void> {
  for (const [name, mode] of [
    ["", 0o700],
    ["shadow", 0o600],
  ] as const) {
    const found = await stat(path.join(victim, name));
    expect({ uid: found.uid, gid: found.gid, mode: found.mode & 0o7777 }).toEqual({ uid: 0, gid: 0, mode });
  }
  expect(await readFile(path.join(victim, "shadow"), "utf8")).toBe("root:secret\n");
  expect(execFileSync("ls", ["-A", victim]).toString()).toBe("shadow\n");
}

describe("directories", () => {
  test.each(["blobs", "logs", "scratch", "evidence.key", "admin-token", "builders.json", "postgres"])(
    "a link at server/%s leads root nowhere",
    async (name) => {
      const layout = layoutOf(root);
      await prepareDirectories(layout, users, runner);
      plant(users.server, victim, path.join(layout.server, name));
      await prepareDirectories(layout, users, runner);
      await expectUntouched();
    },
  );

  test("a link in the signer's directory is refused, and names itself", async () => {
    const layout = layoutOf(root);
    await prepareDirectories(layout, users, runner);
    const queues = path.join(layout.signer, "queues");
    plant(users.signer, victim, queues);
    await expect(prepareDirectories(layout, users, runner)).rejects.toMatchObject({
      code: "DATA_UNSAFE",
      message: expect.stringContaining(queues),
    });
    await expectUntouched();
  });

  test("a shared place below somebody else's directory is refused", async () => {
    const theirs = path.join(path.dirname(root), "theirs");
    await mkdir(theirs);
    await chown(theirs, users.server.uid, users.server.gid);
    plant(users.server, victim, path.join(theirs, "suites"));
    const layout = layoutOf(root, { cache: path.join(theirs, "suites") });
    await expect(prepareDirectories(layout, users, runner)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
    await expectUntouched();
  });

  test("each belongs to its process, however it was before", async () => {
    const layout = layoutOf(root);
    await mkdir(layout.server, { recursive: true });
    await chmod(layout.server, 0o777);
    await prepareDirectories(layout, users, runner);
    const found = await stat(layout.server);
    expect({ uid: found.uid, mode: found.mode & 0o7777 }).toEqual({ uid: users.server.uid, mode: 0o700 });
    const queues = await stat(path.join(layout.signer, "queues"));
    expect({ uid: queues.uid, gid: queues.gid }).toEqual({ uid: users.signer.uid, gid: users.server.gid });
  });
});

describe("the cache of suites", () => {
  test("what an older release left as root's is thrown away, and nothing outside it", async () => {
    const layout = layoutOf(root);
    await prepareDirectories(layout, users, runner);
    const partial = path.join(layout.cache, "suites", "deb", "partial");
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, "Packages"), "x");
    plant(users.server, victim, path.join(layout.cache, "link"));
    await prepareCache(layout.cache, users, runner);
    await expect(lstat(path.join(layout.cache, "suites"))).rejects.toMatchObject({ code: "ENOENT" });
    await expectUntouched();
  });

  test("what the server owns stays, and is fetched by nobody else", async () => {
    const cache = path.join(path.dirname(root), "suites");
    await refresh(cache);
    const owners = () => execFileSync("find", [cache, "-printf", "%u\n"]).toString().trim().split("\n");
    expect(new Set(owners())).toEqual(new Set(["sameday"]));
    const before = owners().length;
    expect(before).toBeGreaterThan(1);
    await prepareCache(cache, users, runner);
    expect(owners()).toHaveLength(before);
  });

  test("a suite that cannot be fetched is told in one line with its code", async () => {
    const [line, ...more] = await refresh(path.join(path.dirname(root), "suites"));
    expect(more).toEqual([]);
    expect(line).toMatch(/nowhere-security: ARCHIVE_UNREACHABLE: /);
  });

  /** A suite on a mirror that is not there; answers what was said. */
  async function refresh(cache: string): Promise<string[]> {
    await compile();
    const said: string[] = [];
    const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
    const suite = {
      name: "nowhere-security",
      role: "security",
      url: "http://127.0.0.1:9",
      keyring,
      components: ["main"],
    } as const;
    await refreshAsServer({
      releases: [{ codename: "nowhere", architectures: ["amd64"], suites: [suite] }],
      cache,
      program: path.join(path.dirname(root), "program"),
      runner,
      say: (text) => said.push(text),
    });
    return said;
  }
});

test("a whole desk starts over planted links, and the secrets it uses are its own", async () => {
  await compile();
  await writeDefinition();
  const layout = layoutOf(root);
  const start = () =>
    runDesk({
      layout,
      host: "127.0.0.1",
      port: 8460,
      localBuilder: true,
      slots: 1,
      rehearses: null,
      say: () => undefined,
    });
  const first = await start();
  await first.stop();
  const shadow = path.join(victim, "shadow");
  for (const name of ["admin-token", "builders.json", "builders.json.new"]) {
    plant(users.server, shadow, path.join(layout.server, name));
  }
  plant(users.server, victim, layout.scratch);
  plant(users.signer, shadow, path.join(layout.signer, "trusted-builders.json.new"));
  const second = await start();
  expect(second.adminToken).toBe(first.adminToken);
  expect(second.adminToken).toMatch(/^[\w-]{32}$/);
  await second.stop();
  await expectUntouched();
  const token = await stat(layout.adminToken);
  expect({ uid: token.uid, gid: token.gid, mode: token.mode & 0o777 }).toEqual({
    uid: 0,
    gid: users.server.gid,
    mode: 0o640,
  });

  plant(users.signer, victim, path.join(layout.signer, "queues"));
  await expect(start()).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  await expectUntouched();
});

/** The launcher compiles the program when it is older than its source. */
async function compile(): Promise<void> {
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
}

/** A drill's definition whose suites are on a mirror that is not there. */
async function writeDefinition(): Promise<void> {
  await mkdir(root, { mode: 0o755 });
  const cast = await castPeople(runner, path.join(root, "people"), new Date());
  const example = await loadDefinition(path.join(ROOT, "examples/debian/distribution.toml"), runner);
  const releases = example.releases.map((release) => ({
    ...release,
    suites: release.suites.map((suite) => ({ ...suite, url: "http://127.0.0.1:9" })),
  }));
  const tracker = path.join(root, "tracker");
  await mkdir(tracker);
  const definition = drillDefinition({
    base: { ...example, releases },
    release: "bookworm",
    architectures: ["amd64"],
    cast,
    trackerDirectory: tracker,
    builder: "ash",
  });
  await writeFile(path.join(root, "distribution.toml"), definition);
}
