import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FinishedDrill, findDrill, runDrill } from "../../src/drill/index.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";

/*
 * The whole line with a real past fix: real archive, real builds, real apt. On the way the server, the builder and the
 * server again are killed with -9, at moments when each is at work; the line must end as if nothing had happened.
 */

const ROOT = path.resolve(import.meta.dirname, "../..");
const DATA = "/var/lib/sameday-line-test";
const runner = createProcessRunner("/tmp");

let drill: FinishedDrill;
const killed: string[] = [];

beforeAll(async () => {
  // The desk's processes run the compiled program; the launcher compiles it when it is older than its source.
  await runner.run({ argv: [path.join(ROOT, "sameday"), "--version"], timeLimitMs: 300_000 });
  await mkdir(DATA, { recursive: true, mode: 0o755 });
  const { base, fix } = await findDrill({
    definition: path.join(ROOT, "examples/debian/distribution.toml"),
    dataDirectory: DATA,
    release: "bookworm",
    architectures: ["amd64"],
    wanted: undefined,
    runner,
    clock: systemClock,
    say: () => undefined,
  });
  drill = await runDrill({
    dataDirectory: DATA,
    base,
    fix,
    architectures: ["amd64"],
    trackerData: path.join(ROOT, "examples/debian/tracker"),
    runner,
    clock: systemClock,
    events: {
      began(name) {
        if (name === "build amd64") void killSoon("builder", 3000);
        if (name === "prove recreation amd64") void killSoon("server", 1500);
        if (name === "publish") void killSoon("server", 50);
      },
      ended: () => undefined,
    },
    say: () => undefined,
    signal: new AbortController().signal,
  });
}, 1_500_000);

afterAll(async () => {
  await drill?.desk.stop();
  await rm(path.join(DATA, "drills", "desk"), { recursive: true, force: true });
});

test("each kill hit a process that was at work", () => {
  expect(killed).toEqual(["builder", "server", "server"]);
});

test("the machine has the fix, by its own dpkg", () => {
  expect(drill.result.outcome).toBe("fixed");
  expect(drill.result.proof).toContain(drill.result.fixed);
});

test("every stage ended well and none is missing", () => {
  const results = Object.fromEntries(drill.result.stages.map((stage) => [stage.name, stage.result]));
  expect(results).toMatchObject({
    source: "passed",
    "build amd64": "passed",
    queue: "passed",
    "prove variation amd64": "passed",
    "prove recreation amd64": "passed",
    "test amd64": "passed",
    review: "passed",
    approve: "passed",
    publish: "passed",
    tell: "passed",
    "machine amd64": "passed",
  });
});

test("one approval, one advisory, one commit, however often steps were repeated", async () => {
  const update = await fetchJson(`${drill.desk.url}/api/v1/updates/${drill.updateId}`);
  expect(update.approvals).toEqual([{ person: "leo", decision: "approve", reason: "" }]);
  expect(update.advisory).toBe("DRILL-1-1");
  const tracker = path.join(DATA, "drills", "desk", "tracker");
  const log = await runner.run({
    argv: ["git", "-c", `safe.directory=${tracker}`, "-C", tracker, "log", "--format=%s"],
    timeLimitMs: 10_000,
  });
  expect(Buffer.from(log.stdout).toString().trim().split("\n")).toEqual([
    `DRILL-1-1 for ${drill.result.package}`,
    "The lists before the drill",
  ]);
});

test("the published suite is whole: signed, and its index has every file's right hash", async () => {
  const suite = `${drill.desk.url}/archive/dists/${drill.result.release}-security`;
  const release = await (await fetch(`${suite}/InRelease`)).text();
  const packages = await (await fetch(`${suite}/main/binary-amd64/Packages`)).text();
  const { createHash } = await import("node:crypto");
  const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
  expect(release).toContain(`${sha256(packages)} `);
  const stanzas = packages.split("\n\n").filter((stanza) => stanza.includes(`Version: ${drill.result.fixed}`));
  expect(stanzas.length).toBeGreaterThan(0);
  for (const stanza of stanzas) {
    const file = /^Filename: (.+)$/m.exec(stanza)?.[1];
    const expected = /^SHA256: (.+)$/m.exec(stanza)?.[1];
    const bytes = new Uint8Array(await (await fetch(`${drill.desk.url}/archive/${file}`)).arrayBuffer());
    expect(sha256(bytes)).toBe(expected);
  }
});

test("an embargoed queue answers 401 to strangers, whatever they ask for, and directories are not listed", async () => {
  const status = async (path: string) => (await fetch(`${drill.desk.url}/${path}`)).status;
  for (const name of ["dists/bookworm-embargoed/InRelease", "pool/x", "", "%2e%2e/public/dists"]) {
    expect(await status(`queues/embargoed/${name}`)).toBe(401);
  }
  expect(await status("archive/dists")).toBe(404);
  expect(await status("archive/..%2fkeys/x")).toBe(404);
});

async function fetchJson(url: string) {
  return JSON.parse(await (await fetch(url)).text());
}

/** Kills the process of this drill that runs the part, after a pause in which it gets deep into its work. */
async function killSoon(part: "builder" | "server", pause: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pause));
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    const ours = command.includes(path.join(DATA, "drills", "desk"));
    const isPart =
      part === "server" ? command.includes("server") && command.includes("desk") : command.includes("builder");
    if (ours && isPart) {
      process.kill(Number(pid), "SIGKILL");
      killed.push(part);
      return;
    }
  }
}
