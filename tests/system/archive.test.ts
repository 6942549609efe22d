import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fetchBinaryFile, fetchSourceFiles, loadSuite, refreshSuite } from "../../src/archive/index.ts";
import { systemClock } from "../../src/system/index.ts";
import type { Contents } from "./archive-mirror.ts";
import {
  contents,
  contextOf,
  FILE,
  flip,
  hours,
  NOW,
  refreshIn,
  requestOf,
  useArchiveWorld,
  versionInService,
} from "./archive-world.ts";

const world = useArchiveWorld();

describe("a good archive", () => {
  test("is fetched, verified, stored and loaded; nothing is fetched twice", async () => {
    await world.mirror.publish(contents("1", hours(-1), { validUntil: hours(24) }));
    const first = await refreshIn(world);
    expect(first).toMatchObject({ outcome: "renewed", warnings: [], trouble: undefined, triedAt: NOW });
    expect(first.inService).toMatchObject({
      suite: "test",
      release: { codename: "test", date: hours(-1), validUntil: hours(24) },
    });
    expect(first.inService?.signers).toHaveLength(1);
    const index = await loadSuite(contextOf(world), requestOf(world).suite);
    expect(index?.problems).toEqual([]);
    expect(index?.source("bash")).toMatchObject({ version: "1", component: "main", directory: "pool/b" });
    expect(index?.binary("bash", "amd64")).toMatchObject({ version: "1", source: "bash" });
    expect([...(index?.sources() ?? [])]).toHaveLength(201);
    expect(world.mirror.requests.filter((path) => path.includes("by-hash"))).toHaveLength(2);

    world.mirror.requests.length = 0;
    expect((await refreshIn(world)).outcome).toBe("unchanged");
    expect(world.mirror.requests).toEqual(["/debian/dists/test/InRelease"]);
  });

  test.each([".xz", ".gz", ""] as const)("may pack its indexes as %j", async (packing) => {
    await world.mirror.publish(contents("1", hours(-1), { packing, byHash: false }));
    expect((await refreshIn(world)).outcome).toBe("renewed");
    expect(world.mirror.requests.some((path) => path.includes("by-hash"))).toBe(false);
    expect(await versionInService(world)).toBe("1");
  });

  test("may be a directory of this machine, as path or as file address", async () => {
    await world.mirror.publish(contents("1", hours(-1)));
    const directory = join(world.people.directory, "a local mirror");
    for (const [path, bytes] of world.mirror.files) {
      await mkdir(join(directory, path, ".."), { recursive: true });
      await writeFile(join(directory, path), bytes);
    }
    for (const url of [`${directory}/debian`, `file://${encodeURI(directory)}/debian`]) {
      const suite = { ...requestOf(world).suite, url };
      expect(await refreshIn(world, { suite })).toMatchObject({ outcome: "renewed", trouble: undefined });
      expect((await refreshIn(world, { suite })).outcome).toBe("unchanged");
      expect((await loadSuite(contextOf(world), suite))?.source("bash")?.version).toBe("1");
    }
  });

  test("is asked again for what the definition wants in addition", async () => {
    const { indexes, date } = contents("1", hours(-1));
    const i386 = `Package: bash\nVersion: 1\nArchitecture: i386\n\n`;
    await world.mirror.publish({ indexes: { ...indexes, "main/binary-i386/Packages": i386 }, date });
    await refreshIn(world);
    expect((await refreshIn(world, { architectures: ["amd64", "i386"] })).outcome).toBe("renewed");
    expect((await loadSuite(contextOf(world), requestOf(world).suite))?.binary("bash", "i386")?.architecture).toBe(
      "i386",
    );
  });

  test("that lacks one architecture serves the others, where the policy says so, and keeps telling", async () => {
    const i386 = { "main/binary-i386/Packages": "Package: bash\nVersion: 1\nArchitecture: i386\n\n" };
    const both = (version: string, date: Date): Contents => {
      const one = contents(version, date);
      return { ...one, indexes: { ...one.indexes, ...i386 } };
    };
    const wanted = { architectures: ["amd64", "i386"], incomplete: "warn" } as const;
    await world.mirror.publish(both("1", hours(-3)));
    world.mirror.misbehaviour.set(/i386|by-hash/, (asked, response) => {
      const file = /i386/.test(asked.url ?? "") ? undefined : world.mirror.files.get(asked.url ?? "");
      response.writeHead(file ? 200 : 404).end(file);
    });
    expect(await refreshIn(world, { ...wanted, incomplete: "refuse" })).toMatchObject({ outcome: "failed" });
    const trouble = {
      code: "ARCHIVE_UNREACHABLE",
      message: expect.stringContaining("i386/Packages is left out"),
      since: NOW,
    };
    const leftOut = [{ component: "main", architecture: "i386", reason: expect.stringContaining("does not exist") }];
    expect(await refreshIn(world, wanted)).toMatchObject({ outcome: "renewed", trouble, inService: { leftOut } });
    world.now = hours(1);
    expect(await refreshIn(world, wanted)).toMatchObject({ outcome: "unchanged", trouble });
    expect(await versionInService(world)).toBe("1");

    const broken = new Map(world.mirror.misbehaviour);
    world.mirror.misbehaviour.clear();
    const whole = { outcome: "renewed", trouble: undefined, inService: { leftOut: [] } };
    expect(await refreshIn(world, wanted)).toMatchObject(whole);
    // Once in service, an architecture is not dropped again.
    for (const [pattern, act] of broken) world.mirror.misbehaviour.set(pattern, act);
    const { indexes } = both("2", hours(-2));
    await world.mirror.publish({
      indexes: { ...indexes, "main/binary-i386/Packages": "Package: dash\nVersion: 1\n\n" },
      date: hours(-2),
    });
    expect(await refreshIn(world, wanted)).toMatchObject({ outcome: "failed" });
    expect(await versionInService(world)).toBe("1");
  });

  test("that promises by-hash and lacks it is asked by name", async () => {
    await world.mirror.publish(contents("1", hours(-1)));
    world.mirror.misbehaviour.set(/by-hash/, (_request, response) => response.writeHead(404).end());
    expect((await refreshIn(world)).outcome).toBe("renewed");
  });

  test("past its Valid-Until is taken with a warning where the policy says so", async () => {
    await world.mirror.publish(contents("1", hours(-200), { validUntil: hours(-32) }));
    const refreshed = await refreshIn(world, { outdated: "warn" });
    expect(refreshed).toMatchObject({ outcome: "renewed", trouble: undefined });
    expect(refreshed.warnings).toEqual([expect.stringContaining("valid until Fri 20 Nov 2026 04:00 UTC")]);
  });
});

describe("a package's files", () => {
  const directory = (): string => join(world.state, "files");

  async function entry() {
    await world.mirror.publish(contents("1", hours(-10)));
    await refreshIn(world);
    const index = await loadSuite(contextOf(world), requestOf(world).suite);
    const [source, binary] = [index?.source("bash"), index?.binary("bash", "amd64")];
    if (!source || !binary) throw new Error("the test archive has both");
    return { source, binary };
  }

  test("are fetched by the index's sums, the .dsc first", async () => {
    const { source, binary } = await entry();
    for (const name of ["bash_1.dsc", "bash_1.tar.gz", "bash_1.deb"])
      world.mirror.files.set(`/debian/pool/b/${name}`, FILE);
    const fetched = await fetchSourceFiles(contextOf(world).fetcher, world.mirror.url, source, directory());
    expect(fetched).toEqual({
      kind: "fetched",
      paths: [join(directory(), "bash_1.dsc"), join(directory(), "bash_1.tar.gz")],
    });
    expect(await fetchBinaryFile(contextOf(world).fetcher, world.mirror.url, binary, directory())).toMatchObject({
      kind: "fetched",
    });
    expect((await readdir(directory())).sort()).toEqual(["bash_1.deb", "bash_1.dsc", "bash_1.tar.gz"]);
  });

  test("that the mirror lacks are a plain answer, after one request", async () => {
    const { source } = await entry();
    world.mirror.requests.length = 0;
    const answer = await fetchSourceFiles(contextOf(world).fetcher, world.mirror.url, source, directory());
    expect(answer).toMatchObject({ kind: "missing", message: expect.stringContaining("bash_1.dsc does not exist") });
    expect(world.mirror.requests).toHaveLength(1);
  });

  test("that are other files are refused and not kept", async () => {
    const { source } = await entry();
    world.mirror.files.set("/debian/pool/b/bash_1.dsc", flip(FILE));
    const fetching = fetchSourceFiles(contextOf(world).fetcher, world.mirror.url, source, directory());
    await expect(fetching).rejects.toMatchObject({ code: "HASH_MISMATCH" });
    expect(await readdir(directory())).toEqual([]);
  });
});

test("Debian's own bookworm-security, with Debian's keyring", async () => {
  const url = "http://deb.debian.org/debian-security";
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const suite = { name: "bookworm-security", role: "security", url, keyring, components: ["main"] } as const;
  const real = { ...contextOf(world, 30_000), clock: systemClock };
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
  const answer = await fetchSourceFiles(real.fetcher, url, libmodbus, join(world.state, "libmodbus"));
  expect(["fetched", "missing"]).toContain(answer.kind);

  const strange = { ...wanted, suite: { ...suite, keyring: world.people.stranger.keyring } };
  const elsewhere = { ...real, stateDirectory: join(world.state, "elsewhere") };
  expect(await refreshSuite(elsewhere, strange)).toMatchObject({
    outcome: "failed",
    trouble: { code: "ARCHIVE_UNVERIFIED", message: expect.stringContaining("/InRelease is refused: The key ") },
  });
});
