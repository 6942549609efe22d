import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type ArchiveContext,
  createFetcher,
  fetchBinaryFile,
  fetchSourceFiles,
  loadIndexDirectory,
  loadSuite,
  type RefreshedSuite,
  type RefreshRequest,
  refreshSuite,
  suiteStatus,
} from "../../src/archive/index.ts";
import { verifyClearsigned } from "../../src/openpgp/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import {
  type Contents,
  createPeople,
  type Mirror,
  type Misbehaviour,
  type Person,
  removeAll,
  startMirror,
  sum,
} from "./archive-mirror.ts";

const runner = createProcessRunner("/nonexistent");
const NOW = new Date("2026-11-21T12:00:00Z");
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);
const program = resolve(import.meta.dirname, "../../scripts/run-typescript");

let people: { directory: string; archive: Person; stranger: Person };
let mirror: Mirror;
let now = NOW;
let state = "";
let count = 0;

beforeAll(async () => {
  people = await createPeople(runner);
});
afterAll(() => removeAll(people.directory));
beforeEach(async () => {
  mirror = await startMirror(runner, people.archive);
  now = NOW;
  count += 1;
  state = join(people.directory, `state-${count}`);
});
afterEach(() => mirror.close());

function context(silenceMs = 300): ArchiveContext {
  return {
    stateDirectory: state,
    runner,
    fetcher: createFetcher(silenceMs),
    clock: { now: () => now },
    verify: verifyClearsigned,
  };
}

function request(changes: Partial<RefreshRequest> = {}): RefreshRequest {
  const suite = {
    name: "test",
    role: "main",
    url: mirror.url,
    keyring: people.archive.keyring,
    components: ["main"],
  } as const;
  return { suite, architectures: ["amd64"], outdated: "refuse", incomplete: "refuse", ...changes };
}

function refresh(changes: Partial<RefreshRequest> = {}): Promise<RefreshedSuite> {
  return refreshSuite(context(), request(changes));
}

const FILE = Buffer.from("the contents of a source file");

function contents(version: string, date: Date, changes: Partial<Contents> = {}): Contents {
  const checksums = `Checksums-Sha256:\n ${sum(FILE)} ${FILE.length} bash_${version}.dsc\n ${sum(FILE)} ${FILE.length} bash_${version}.tar.gz\n`;
  const filler = Array.from(
    { length: 200 },
    (_, n) => `Package: filler${n}\nVersion: ${n}-${version}\nBinary: filler${n}\n\n`,
  ).join("");
  const indexes = {
    "main/source/Sources": `Package: bash\nBinary: bash\nVersion: ${version}\nArchitecture: any\nDirectory: pool/b\n${checksums}\n${filler}`,
    "main/binary-amd64/Packages": `Package: bash\nVersion: ${version}\nArchitecture: amd64\nFilename: pool/b/bash_${version}.deb\nSize: ${FILE.length}\nSHA256: ${sum(FILE)}\n\n`,
  };
  return { indexes, date, ...changes };
}

async function versionInService(): Promise<string | undefined> {
  return (await loadSuite(context(), request().suite))?.source("bash")?.version;
}

describe("a good archive", () => {
  test("is fetched, verified, stored and loaded; nothing is fetched twice", async () => {
    await mirror.publish(contents("1", hours(-1), { validUntil: hours(24) }));
    const first = await refresh();
    expect(first).toMatchObject({ outcome: "renewed", warnings: [], trouble: undefined, triedAt: NOW });
    expect(first.inService).toMatchObject({
      suite: "test",
      release: { codename: "test", date: hours(-1), validUntil: hours(24) },
    });
    expect(first.inService?.signers).toHaveLength(1);
    const index = await loadSuite(context(), request().suite);
    expect(index?.problems).toEqual([]);
    expect(index?.source("bash")).toMatchObject({ version: "1", component: "main", directory: "pool/b" });
    expect(index?.binary("bash", "amd64")).toMatchObject({ version: "1", source: "bash" });
    expect([...(index?.sources() ?? [])]).toHaveLength(201);
    expect(mirror.requests.filter((path) => path.includes("by-hash"))).toHaveLength(2);

    mirror.requests.length = 0;
    expect((await refresh()).outcome).toBe("unchanged");
    expect(mirror.requests).toEqual(["/debian/dists/test/InRelease"]);
  });

  test.each([".xz", ".gz", ""] as const)("may pack its indexes as %j", async (packing) => {
    await mirror.publish(contents("1", hours(-1), { packing, byHash: false }));
    expect((await refresh()).outcome).toBe("renewed");
    expect(mirror.requests.some((path) => path.includes("by-hash"))).toBe(false);
    expect(await versionInService()).toBe("1");
  });

  test("may be a directory of this machine, as path or as file address", async () => {
    await mirror.publish(contents("1", hours(-1)));
    const directory = join(people.directory, `local mirror-${count}`);
    for (const [path, bytes] of mirror.files) {
      await mkdir(join(directory, path, ".."), { recursive: true });
      await writeFile(join(directory, path), bytes);
    }
    for (const url of [`${directory}/debian`, `file://${encodeURI(directory)}/debian`]) {
      const suite = { ...request().suite, url };
      expect(await refresh({ suite })).toMatchObject({ outcome: "renewed", trouble: undefined });
      expect((await refresh({ suite })).outcome).toBe("unchanged");
      expect((await loadSuite(context(), suite))?.source("bash")?.version).toBe("1");
    }
  });

  test("is asked again for what the definition wants in addition", async () => {
    const { indexes, date } = contents("1", hours(-1));
    const i386 = `Package: bash\nVersion: 1\nArchitecture: i386\n\n`;
    await mirror.publish({ indexes: { ...indexes, "main/binary-i386/Packages": i386 }, date });
    await refresh();
    expect((await refresh({ architectures: ["amd64", "i386"] })).outcome).toBe("renewed");
    expect((await loadSuite(context(), request().suite))?.binary("bash", "i386")?.architecture).toBe("i386");
  });

  test("that lacks one architecture serves the others, where the policy says so, and keeps telling", async () => {
    const i386 = { "main/binary-i386/Packages": "Package: bash\nVersion: 1\nArchitecture: i386\n\n" };
    const both = (version: string, date: Date): Contents => {
      const one = contents(version, date);
      return { ...one, indexes: { ...one.indexes, ...i386 } };
    };
    const wanted = { architectures: ["amd64", "i386"], incomplete: "warn" } as const;
    await mirror.publish(both("1", hours(-3)));
    mirror.misbehaviour.set(/i386|by-hash/, (asked, response) => {
      const file = /i386/.test(asked.url ?? "") ? undefined : mirror.files.get(asked.url ?? "");
      response.writeHead(file ? 200 : 404).end(file);
    });
    expect(await refresh({ ...wanted, incomplete: "refuse" })).toMatchObject({ outcome: "failed" });
    const trouble = {
      code: "ARCHIVE_UNREACHABLE",
      message: expect.stringContaining("i386/Packages is left out"),
      since: NOW,
    };
    expect(await refresh(wanted)).toMatchObject({ outcome: "renewed", trouble });
    now = hours(1);
    expect(await refresh(wanted)).toMatchObject({ outcome: "unchanged", trouble });
    expect(await versionInService()).toBe("1");

    const broken = new Map(mirror.misbehaviour);
    mirror.misbehaviour.clear();
    expect(await refresh(wanted)).toMatchObject({ outcome: "renewed", trouble: undefined });
    // Once in service, an architecture is not dropped again.
    for (const [pattern, act] of broken) mirror.misbehaviour.set(pattern, act);
    const { indexes } = both("2", hours(-2));
    await mirror.publish({
      indexes: { ...indexes, "main/binary-i386/Packages": "Package: dash\nVersion: 1\n\n" },
      date: hours(-2),
    });
    expect(await refresh(wanted)).toMatchObject({ outcome: "failed" });
    expect(await versionInService()).toBe("1");
  });

  test("that promises by-hash and lacks it is asked by name", async () => {
    await mirror.publish(contents("1", hours(-1)));
    mirror.misbehaviour.set(/by-hash/, (_request, response) => response.writeHead(404).end());
    expect((await refresh()).outcome).toBe("renewed");
  });

  test("past its Valid-Until is taken with a warning where the policy says so", async () => {
    await mirror.publish(contents("1", hours(-200), { validUntil: hours(-32) }));
    const refreshed = await refresh({ outdated: "warn" });
    expect(refreshed).toMatchObject({ outcome: "renewed", trouble: undefined });
    expect(refreshed.warnings).toEqual([expect.stringContaining("valid until Fri 20 Nov 2026 04:00 UTC")]);
  });
});

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
    async () => void mirror.misbehaviour.set(RELEASE, status(404)),
  ],
  [
    "InRelease answers 500",
    "ARCHIVE_UNREACHABLE",
    /answers 500/,
    async () => void mirror.misbehaviour.set(RELEASE, status(500)),
  ],
  [
    "InRelease is garbage",
    "SIGNATURE_BAD",
    /./,
    async () => void mirror.misbehaviour.set(RELEASE, status(200, "<html>Log in to the hotel's network</html>")),
  ],
  [
    "InRelease is not signed",
    "SIGNATURE_BAD",
    /./,
    async () => void mirror.misbehaviour.set(RELEASE, status(200, "Origin: Test\nDate: x\n")),
  ],
  ["InRelease is empty", "SIGNATURE_BAD", /./, async () => void mirror.misbehaviour.set(RELEASE, status(200, ""))],
  [
    "InRelease is signed by a stranger",
    "SIGNATURE_BAD",
    /./,
    (fresh) => mirror.publish({ ...fresh, signer: people.stranger }),
  ],
  [
    "InRelease was changed after signing",
    "SIGNATURE_BAD",
    /./,
    async (fresh) => {
      await mirror.publish(fresh);
      change("InRelease", (text) => text.replace("Origin: Test", "Origin: Evil"));
    },
  ],
  [
    "InRelease is cut off",
    "SIGNATURE_BAD",
    /./,
    async (fresh) => {
      await mirror.publish(fresh);
      change("InRelease", (text) => text.slice(0, text.length / 2));
    },
  ],
  [
    "InRelease is that of another suite",
    "ARCHIVE_UNVERIFIED",
    /gives the Release file of other for test/,
    (fresh) =>
      mirror.publish({ ...fresh, codename: "other", edit: (text) => text.replace("Suite: testing", "Suite: other") }),
  ],
  [
    "InRelease is an older one, played back",
    "ARCHIVE_UNVERIFIED",
    /older Release file/,
    (fresh) => mirror.publish({ ...fresh, date: hours(-48) }),
  ],
  [
    "InRelease is past its Valid-Until",
    "ARCHIVE_UNVERIFIED",
    /was valid until/,
    (fresh) => mirror.publish({ ...fresh, validUntil: hours(-1) }),
  ],
  [
    "InRelease is dated in the future",
    "ARCHIVE_UNVERIFIED",
    /in the future/,
    (fresh) => mirror.publish({ ...fresh, date: hours(48) }),
  ],
  [
    "Release has MD5 sums only",
    "ARCHIVE_UNVERIFIED",
    /MD5/,
    (fresh) => mirror.publish({ ...fresh, edit: (text) => text.replace("SHA256:", "MD5Sum:") }),
  ],
  [
    "Release vouches for no Sources",
    "ARCHIVE_UNVERIFIED",
    /vouches for no main\/source\/Sources/,
    (fresh) => mirror.publish({ ...fresh, edit: (text) => text.replaceAll("main/source/", "main/sauce/") }),
  ],
  ["an index answers 404", "ARCHIVE_UNREACHABLE", /does not exist, though/, withIndex(status(404))],
  ["an index is garbage of another size", "HASH_MISMATCH", /bytes in place of/, withIndex(status(200, "garbage"))],
  [
    "an index has another content of the same size",
    "HASH_MISMATCH",
    /another content/,
    async (fresh) => {
      await mirror.publish(fresh);
      for (const path of mirror.files.keys())
        if (INDEX.test(path)) mirror.files.set(path, flip(mirror.files.get(path)));
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
    await mirror.publish(fresh);
    mirror.misbehaviour.set(INDEX, act);
  };
}

function change(suffix: string, edit: (text: string) => string): void {
  for (const [path, bytes] of mirror.files) {
    if (path.endsWith(suffix)) mirror.files.set(path, Buffer.from(edit(bytes.toString("utf8"))));
  }
}

function flip(bytes: Buffer | undefined): Buffer {
  const copy = Buffer.from(bytes ?? []);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}

/** The archive itself signs a packed file that is not the plain one it also names. */
async function signWrongIndex(fresh: Contents, packed: Buffer): Promise<void> {
  const edit = (text: string): string =>
    text.replace(/^ [0-9a-f]{64} \d+ (main\/source\/Sources\.xz)$/m, ` ${sum(packed)} ${packed.length} $1`);
  await mirror.publish({ ...fresh, edit, byHash: false });
  for (const path of mirror.files.keys()) if (path.endsWith("/Sources.xz")) mirror.files.set(path, packed);
}

describe("an archive that misbehaves keeps the last good state in service", () => {
  test.each(cases)("%s", async (_name, code, message, act) => {
    await mirror.publish(contents("1", hours(-24)));
    expect((await refresh()).outcome).toBe("renewed");

    await act(contents("2", hours(-1)));
    const failed = await refresh();
    expect(failed).toMatchObject({
      outcome: "failed",
      trouble: { code, since: NOW },
      inService: { release: { date: hours(-24) } },
    });
    expect(failed.trouble?.message).toMatch(message);
    expect(await versionInService()).toBe("1");

    now = hours(2);
    expect((await refresh()).trouble?.since).toEqual(NOW);
    expect(await suiteStatus(context(), request().suite)).toMatchObject({ triedAt: now, trouble: { since: NOW } });

    mirror.misbehaviour.clear();
    await mirror.publish(contents("3", hours(-0.5)));
    expect(await refresh()).toMatchObject({ outcome: "renewed", trouble: undefined });
    expect(await versionInService()).toBe("3");
    expect(await readdir(join(state, (await readdir(state))[0] ?? "", "partial"))).toEqual([]);
  });

  test("an archive that was never reached has no state and says so", async () => {
    const suite = { ...request().suite, url: "http://127.0.0.1:1/debian" };
    expect(await refresh({ suite })).toMatchObject({
      outcome: "failed",
      inService: undefined,
      trouble: { code: "ARCHIVE_UNREACHABLE" },
    });
    expect(await loadSuite(context(), suite)).toBeUndefined();
  });

  test.each([
    ["a password in the address", "http://user:secret@127.0.0.1/debian"],
    ["an address of another kind", "ftp://127.0.0.1/debian"],
  ])("%s is refused without being told further", async (_name, url) => {
    const failed = await refresh({ suite: { ...request().suite, url } });
    expect(failed.trouble?.code).toBe("INPUT_INVALID");
    expect(failed.trouble?.message).not.toContain("secret");
  });

  test("a mirror that stands still past Valid-Until is told, though it answers that nothing has changed", async () => {
    await mirror.publish(contents("1", hours(-1), { validUntil: hours(1) }));
    await refresh();
    now = hours(2);
    const failed = await refresh();
    expect(failed).toMatchObject({ outcome: "failed", trouble: { code: "ARCHIVE_UNVERIFIED" } });
    expect(failed.warnings).toEqual([expect.stringContaining("was valid until")]);
    expect((await refresh({ outdated: "warn" })).outcome).toBe("unchanged");
  });
});

describe("the state directory", () => {
  test("survives refreshes at the same time: the newest state is in service in the end", async () => {
    await mirror.publish(contents("1", hours(-10)));
    const running: Promise<RefreshedSuite>[] = [];
    for (let version = 2; version <= 9; version += 1) {
      running.push(refresh(), refresh());
      await mirror.publish(contents(String(version), hours(version - 10)));
    }
    const outcomes = await Promise.all(running);
    expect(
      outcomes.map((one) => one.trouble?.code).filter((code) => code && !/MISMATCH|UNVERIFIED|UNREACHABLE/.test(code)),
    ).toEqual([]);
    expect(await refresh()).toMatchObject({ trouble: undefined });
    expect(await versionInService()).toBe("9");
  });

  test("a late refresh cannot put an older state over a newer one", async () => {
    await mirror.publish(contents("1", hours(-10)));
    await refresh();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const old = contents("2", hours(-9));
    await mirror.publish(old);
    const oldFiles = new Map(mirror.files);
    mirror.misbehaviour.set(/Sources|by-hash/, (request, response) => {
      void held.then(() => response.end(oldFiles.get(decodeURIComponent(request.url ?? ""))));
    });
    const late = refreshSuite(context(10_000), request());
    await expect.poll(() => mirror.requests.some((path) => oldFiles.has(path) && path.includes("by-hash"))).toBe(true);
    mirror.misbehaviour.clear();
    await mirror.publish(contents("3", hours(-8)));
    expect((await refresh()).outcome).toBe("renewed");
    release();
    await late;
    expect(await versionInService()).toBe("3");
  });

  test("kill -9 in the middle of a refresh loses nothing, and its leftovers are cleaned", async () => {
    const real = (age: number): Date => new Date(Date.now() - age * 3_600_000);
    await mirror.publish(contents("1", real(24)));
    now = new Date();
    await refresh();
    await mirror.publish(contents("2", real(1)));
    mirror.misbehaviour.set(/by-hash/, (_request, response) => {
      response.writeHead(200, { "content-length": 600 });
      response.write("x".repeat(50));
    });
    const child = spawn(program, [
      resolve(import.meta.dirname, "archive-refresh-program.ts"),
      state,
      mirror.url,
      people.archive.keyring,
    ]);
    const partial = join(state, (await readdir(state))[0] ?? "", "partial");
    await expect.poll(() => readdir(partial), { timeout: 20_000 }).not.toEqual([]);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await versionInService()).toBe("1");

    const [leftover = ""] = await readdir(partial);
    await utimes(join(partial, leftover), real(3), real(3));
    mirror.misbehaviour.clear();
    expect((await refresh()).outcome).toBe("renewed");
    expect(await readdir(partial)).toEqual([]);
    expect(await versionInService()).toBe("2");
  });

  test("old states and their indexes go after two hours, never those in service", async () => {
    await mirror.publish(contents("1", hours(-10)));
    await refresh();
    await mirror.publish(contents("2", hours(-9)));
    await refresh();
    const root = join(state, (await readdir(state))[0] ?? "");
    const long = new Date(Date.now() - 3 * 3_600_000);
    for (const file of [
      ...(await readdir(root)),
      ...(await readdir(join(root, "objects"))).map((name) => `objects/${name}`),
    ]) {
      await utimes(join(root, file), long, long);
    }
    await refresh();
    expect((await readdir(root)).filter((name) => name.startsWith("state-"))).toHaveLength(1);
    expect(await readdir(join(root, "objects"))).toHaveLength(2);
    expect(await versionInService()).toBe("2");
  });

  test("an index that was changed on the disk is refused and fetched again", async () => {
    await mirror.publish(contents("1", hours(-10)));
    const { inService } = await refresh();
    const stored = join(state, (await readdir(state))[0] ?? "", "objects", inService?.indexes[0]?.sha256 ?? "");
    const text = await readFile(stored, "utf8");
    await writeFile(stored, text.replace("Package: bash", "Package: evil"));
    await expect(versionInService()).rejects.toMatchObject({
      code: "ARCHIVE_UNVERIFIED",
      message: expect.stringContaining("changed on the disk"),
    });
    expect((await refresh()).outcome).toBe("renewed");
    expect(await versionInService()).toBe("1");
  });

  test("a state file that was cut off is passed over for the one before it", async () => {
    await mirror.publish(contents("1", hours(-10)));
    await refresh();
    await mirror.publish(contents("2", hours(-9)));
    await refresh();
    const root = join(state, (await readdir(state))[0] ?? "");
    const [newest = ""] = (await readdir(root))
      .filter((name) => name.startsWith("state-"))
      .sort()
      .reverse();
    await writeFile(join(root, newest), (await readFile(join(root, newest), "utf8")).slice(0, 100));
    expect(await versionInService()).toBe("1");
    expect((await refresh()).outcome).toBe("renewed");
    expect(await versionInService()).toBe("2");
  });
});

describe("a package's files", () => {
  const directory = (): string => join(state, "files");

  async function entry() {
    await mirror.publish(contents("1", hours(-10)));
    await refresh();
    const index = await loadSuite(context(), request().suite);
    const [source, binary] = [index?.source("bash"), index?.binary("bash", "amd64")];
    if (!source || !binary) throw new Error("the test archive has both");
    return { source, binary };
  }

  test("are fetched by the index's sums, the .dsc first", async () => {
    const { source, binary } = await entry();
    for (const name of ["bash_1.dsc", "bash_1.tar.gz", "bash_1.deb"]) mirror.files.set(`/debian/pool/b/${name}`, FILE);
    const fetched = await fetchSourceFiles(context().fetcher, mirror.url, source, directory());
    expect(fetched).toEqual({
      kind: "fetched",
      paths: [join(directory(), "bash_1.dsc"), join(directory(), "bash_1.tar.gz")],
    });
    expect(await fetchBinaryFile(context().fetcher, mirror.url, binary, directory())).toMatchObject({
      kind: "fetched",
    });
    expect((await readdir(directory())).sort()).toEqual(["bash_1.deb", "bash_1.dsc", "bash_1.tar.gz"]);
  });

  test("that the mirror lacks are a plain answer, after one request", async () => {
    const { source } = await entry();
    mirror.requests.length = 0;
    const answer = await fetchSourceFiles(context().fetcher, mirror.url, source, directory());
    expect(answer).toMatchObject({ kind: "missing", message: expect.stringContaining("bash_1.dsc does not exist") });
    expect(mirror.requests).toHaveLength(1);
  });

  test("that are other files are refused and not kept", async () => {
    const { source } = await entry();
    mirror.files.set("/debian/pool/b/bash_1.dsc", flip(FILE));
    const fetching = fetchSourceFiles(context().fetcher, mirror.url, source, directory());
    await expect(fetching).rejects.toMatchObject({ code: "HASH_MISMATCH" });
    expect(await readdir(directory())).toEqual([]);
  });
});

describe("a directory of index files", () => {
  const sources = (version: string): string => `Package: bash\nBinary: bash\nVersion: ${version}\n\n`;

  async function directoryOf(files: Record<string, string | Uint8Array>): Promise<string> {
    const directory = join(people.directory, `indexes-${count}`);
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
    return directory;
  }

  test("is read plain or packed, suite by suite", async () => {
    const xz = await runner.run({ argv: ["xz", "-c"], input: sources("2"), timeLimitMs: 5000 });
    const gz = await runner.run({ argv: ["gzip", "-c"], input: sources("1~non-free"), timeLimitMs: 5000 });
    const suites = await loadIndexDirectory(
      runner,
      await directoryOf({
        bookworm__main_Sources: sources("1"),
        "bookworm__non-free_Sources.gz": gz.stdout,
        "bookworm_security_main_Sources.xz": xz.stdout,
        bookworm_security_main_amd64_Packages: "Package: bash\nVersion: 2\nArchitecture: amd64\n\n",
        README: "not an index",
      }),
    );
    expect(
      suites.map(({ release, subrelease, index }) => [release, subrelease, index.suite, index.source("bash")?.version]),
    ).toEqual([
      ["bookworm", "", "bookworm", "1"],
      ["bookworm", "security", "bookworm-security", "2"],
    ]);
    const rows = [...(suites[0]?.index.sourcesByComponent() ?? [])].map(
      (entry) => `${entry.component} ${entry.version}`,
    );
    expect(rows).toEqual(["main 1", "non-free 1~non-free"]);
    expect(suites[1]?.index.binary("bash", "amd64")?.version).toBe("2");
  });

  test("with a file that is cut off is an error that names the file", async () => {
    const xz = Buffer.from((await runner.run({ argv: ["xz", "-c"], input: sources("2"), timeLimitMs: 5000 })).stdout);
    for (const [name, bytes] of [
      ["bookworm__main_Sources", Buffer.from(sources("1").slice(0, -8))],
      ["bookworm__main_Sources.xz", xz.subarray(0, 40)],
      ["bookworm__main_Sources.gz", Buffer.from([0x1f, 0x8b, 8, 0])],
    ] as const) {
      const loading = loadIndexDirectory(runner, await directoryOf({ [name]: bytes }));
      await expect(loading).rejects.toMatchObject({ code: "INPUT_INVALID", message: expect.stringContaining(name) });
    }
  });

  test("without index files, or that is not there, is told", async () => {
    await expect(loadIndexDirectory(runner, await directoryOf({ README: "" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(loadIndexDirectory(runner, "/nonexistent")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("Debian's own bookworm-security, with Debian's keyring", async () => {
  const url = "http://deb.debian.org/debian-security";
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const suite = { name: "bookworm-security", role: "security", url, keyring, components: ["main"] } as const;
  const real = { ...context(30_000), clock: systemClock };
  const wanted = { suite, architectures: ["amd64"], outdated: "warn", incomplete: "refuse" } as const;
  const refreshed = await refreshSuite(real, wanted);
  expect(refreshed).toMatchObject({
    outcome: "renewed",
    trouble: undefined,
    inService: { release: { origin: "Debian" } },
  });
  expect((await refreshSuite(real, wanted)).outcome).toBe("unchanged");
  const index = await loadSuite(real, suite);
  expect(index?.problems).toEqual([]);
  expect([...(index?.sources() ?? [])].length).toBeGreaterThan(300);
  const libmodbus = index?.source("libmodbus");
  if (!libmodbus) throw new Error("bookworm-security has libmodbus");
  expect(index?.binariesOf("libmodbus", libmodbus.version).map((entry) => entry.package)).toContain("libmodbus5");
  const answer = await fetchSourceFiles(real.fetcher, url, libmodbus, join(state, "libmodbus"));
  expect(["fetched", "missing"]).toContain(answer.kind);

  const strange = { ...wanted, suite: { ...suite, keyring: people.stranger.keyring } };
  const elsewhere = { ...real, stateDirectory: join(state, "elsewhere") };
  expect(await refreshSuite(elsewhere, strange)).toMatchObject({
    outcome: "failed",
    trouble: { code: "SIGNATURE_BAD" },
  });
});
