import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { findDrill, runDrill } from "../../src/drill/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";

export const ROOT = path.resolve(import.meta.dirname, "../..");
export const runner = createProcessRunner("/tmp");

/** The desk's processes that can be killed. */
export type Part = "builder" | "server" | "signer";

/** A drill on scratch data in `data`, told through the events; the desk is left running. */
export async function rehearse(
  data: string,
  wanted: string | undefined,
  events: Parameters<typeof runDrill>[0]["events"],
): ReturnType<typeof runDrill> {
  // The desk's processes run the compiled program; the launcher compiles it when it is older than its source.
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  const found = await findDrill({
    definition: path.join(ROOT, "examples/debian/distribution.toml"),
    dataDirectory: data,
    release: "bookworm",
    architectures: ["amd64"],
    wanted,
    runner,
    clock: systemClock,
    say: () => undefined,
  });
  return runDrill({
    ...found,
    dataDirectory: data,
    architectures: ["amd64"],
    trackerData: path.join(ROOT, "examples/debian/tracker"),
    runner,
    clock: systemClock,
    events,
    say: () => undefined,
    signal: new AbortController().signal,
  });
}

/** Kills -9 the drill's process of this part; false when there is none at this moment. */
export async function kill(data: string, part: Part): Promise<boolean> {
  const desk = path.join(data, "drills", "desk");
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const words = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    const runs = part === "server" ? words.includes("desk") && words.includes("server") : words.includes(part);
    if (!words.includes(desk) || !runs) continue;
    process.kill(Number(pid), "SIGKILL");
    return true;
  }
  return false;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * What is wrong with a published suite as a stranger sees it over HTTP: its index must be the one that Release names, hold
 * the version, and every package in it must have the hash that the index gives. Empty when it is whole.
 */
export async function faultsOfSuite(archive: string, suite: string, version: string): Promise<string[]> {
  const text = async (file: string) => (await fetch(`${archive}/dists/${suite}/${file}`)).text();
  const [release, packages] = await Promise.all([text("InRelease"), text("main/binary-amd64/Packages")]);
  const faults: string[] = [];
  if (!release.includes(`${sha256(packages)} `))
    faults.push("Release names another Packages than the one that is served.");
  const stanzas = packages.split("\n\n").filter((stanza) => stanza.includes(`\nVersion: ${version}\n`));
  if (stanzas.length === 0) faults.push(`Packages does not hold ${version}.`);
  for (const stanza of stanzas) {
    const file = /^Filename: (.+)$/m.exec(stanza)?.[1] ?? "";
    const bytes = new Uint8Array(await (await fetch(`${archive}/${file}`)).arrayBuffer());
    if (sha256(bytes) !== /^SHA256: (.+)$/m.exec(stanza)?.[1]) faults.push(`${file} is not what Packages says.`);
  }
  return faults;
}

/** What the update's interface answers. */
export async function fetchUpdate(url: string, id: string) {
  return JSON.parse(await (await fetch(`${url}/api/v1/updates/${id}`)).text());
}

/** Subjects of the commits in the drill's tracker data, newest first. */
export async function trackerCommits(data: string): Promise<string[]> {
  const directory = path.join(data, "drills", "desk", "tracker");
  const log = await runner.run({
    argv: ["git", "-c", `safe.directory=${directory}`, "-C", directory, "log", "--format=%s"],
    timeLimitMs: 10_000,
  });
  return Buffer.from(log.stdout).toString().trim().split("\n");
}
