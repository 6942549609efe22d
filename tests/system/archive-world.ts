import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import {
  type ArchiveContext,
  createFetcher,
  loadSuite,
  type RefreshedSuite,
  type RefreshRequest,
  refreshSuite,
} from "../../src/archive/index.ts";
import { verifyClearsigned } from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { type Contents, createPeople, type Mirror, type Person, startMirror, sum } from "./archive-mirror.ts";

export const runner = createProcessRunner("/nonexistent");
export const NOW = new Date("2026-11-21T12:00:00Z");
export const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

/** A mirror, keys, a clock and a fresh state directory for each test. */
export interface ArchiveWorld {
  readonly people: { readonly directory: string; readonly archive: Person; readonly stranger: Person };
  readonly mirror: Mirror;
  readonly state: string;
  now: Date;
}

/** To be called once at the top of a test file. */
export function useArchiveWorld(): ArchiveWorld {
  const world = { now: NOW, state: "" } as { -readonly [Key in keyof ArchiveWorld]: ArchiveWorld[Key] };
  let count = 0;
  beforeAll(async () => {
    world.people = await createPeople(runner);
  });
  afterAll(() => rm(world.people.directory, { recursive: true, force: true }));
  beforeEach(async () => {
    count += 1;
    world.mirror = await startMirror(runner, world.people.archive);
    world.now = NOW;
    world.state = join(world.people.directory, `state-${count}`);
  });
  afterEach(() => world.mirror.close());
  return world;
}

/** The silence after which a server is given up: short for tests, long for a machine that has other work. */
export function contextOf(world: ArchiveWorld, silenceMs = 3000): ArchiveContext {
  const clock = { now: () => world.now };
  return { stateDirectory: world.state, runner, fetcher: createFetcher(silenceMs), clock, verify: verifyClearsigned };
}

export function requestOf(world: ArchiveWorld, changes: Partial<RefreshRequest> = {}): RefreshRequest {
  const { keyring } = world.people.archive;
  const suite = { name: "test", role: "main", url: world.mirror.url, keyring, components: ["main"] } as const;
  return { suite, architectures: ["amd64"], outdated: "refuse", incomplete: "refuse", ...changes };
}

export function refreshIn(world: ArchiveWorld, changes: Partial<RefreshRequest> = {}): Promise<RefreshedSuite> {
  return refreshSuite(contextOf(world), requestOf(world, changes));
}

/** The version of bash that is in service. */
export async function versionInService(world: ArchiveWorld): Promise<string | undefined> {
  return (await loadSuite(contextOf(world), requestOf(world).suite))?.source("bash")?.version;
}

/** The content of every file in the pool. */
export const FILE = Buffer.from("the contents of a source file");

/** A suite with bash in one version and two hundred other sources. */
export function contents(version: string, date: Date, changes: Partial<Contents> = {}): Contents {
  const files = ["dsc", "tar.gz"].map((ending) => ` ${sum(FILE)} ${FILE.length} bash_${version}.${ending}\n`);
  const fillers = Array.from({ length: 200 }, (_, n) => `Package: filler${n}\nVersion: ${n}-${version}\n\n`);
  const head = `Package: bash\nBinary: bash\nVersion: ${version}\nArchitecture: any\nDirectory: pool/b\n`;
  const deb = `Filename: pool/b/bash_${version}.deb\nSize: ${FILE.length}\nSHA256: ${sum(FILE)}\n`;
  const indexes = {
    "main/source/Sources": `${head}Checksums-Sha256:\n${files.join("")}\n${fillers.join("")}`,
    "main/binary-amd64/Packages": `Package: bash\nVersion: ${version}\nArchitecture: amd64\n${deb}\n`,
  };
  return { indexes, date, ...changes };
}

export function flip(bytes: Buffer | undefined): Buffer {
  const copy = Buffer.from(bytes ?? []);
  copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
  return copy;
}
