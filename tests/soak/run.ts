import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { faultsOfSuite, fetchUpdate, kill, type Part, ROOT, rehearse, trackerCommits } from "../system/line-kit.ts";

/*
 * Drills under fire: at random moments the server, the builder or the signer is killed with -9, until SAMEDAY_SOAK_KILLS
 * (default 50) have hit. After each drill the same must hold as after a quiet one; the record goes to soak/results.
 *
 * A step whose holder was lost six times is given up and waits for a person, by design; so the builder is hit at most
 * four times in one drill.
 */

const DATA = "/var/lib/sameday-soak";
/** Small, and its own tests wait for no clock: libmodbus's fail on a machine that is busy. */
const PACKAGE = "pyasn1";
const PARTS: readonly Part[] = ["server", "builder", "signer"];
const wanted = Number(process.env.SAMEDAY_SOAK_KILLS ?? 50);
const LONGEST_PAUSE_MS = 25_000;
const MOST_PER_DRILL = 10;
const MOST_OF_THE_BUILDER = 4;

interface Run {
  readonly kills: { readonly part: Part; readonly afterMs: number }[];
  readonly outcome: string;
  readonly totalMs: number;
  readonly faults: string[];
}

function nextTarget(kills: Run["kills"]): Part {
  const spared = kills.filter((kill) => kill.part === "builder").length >= MOST_OF_THE_BUILDER;
  const parts = spared ? PARTS.filter((part) => part !== "builder") : PARTS;
  return parts[Math.floor(Math.random() * parts.length)] ?? "server";
}

async function oneDrill(left: number): Promise<Run> {
  const started = Date.now();
  const kills: Run["kills"] = [];
  const state = { over: false };
  const fire = async (): Promise<void> => {
    while (!state.over && kills.length < Math.min(left, MOST_PER_DRILL)) {
      await sleep(1000 + Math.random() * LONGEST_PAUSE_MS);
      const part = nextTarget(kills);
      if (!state.over && (await kill(DATA, part))) kills.push({ part, afterMs: Date.now() - started });
    }
  };
  const firing = { begun: false };
  const drill = await rehearse(DATA, PACKAGE, {
    began: () => {
      if (!firing.begun) void fire();
      firing.begun = true;
    },
    ended: () => undefined,
    stopped: () => undefined,
    triedAgain: () => undefined,
  }).finally(() => {
    state.over = true;
  });
  const { result, desk, updateId } = drill;
  // A server that was hit last may still be starting.
  await sleep(3000);
  const faults = await faultsOfSuite(`${desk.url}/archive`, `${result.release}-security`, result.fixed);
  const update = await fetchUpdate(desk.url, updateId ?? "");
  if (update.approvals.length !== 1) faults.push(`${update.approvals.length} approvals instead of one.`);
  const commits = await trackerCommits(DATA);
  if (commits.length !== 2) faults.push(`${commits.length - 1} commits for one advisory.`);
  await desk.stop();
  return { kills, outcome: result.outcome, totalMs: result.total, faults };
}

await mkdir(DATA, { recursive: true, mode: 0o755 });
const runs: Run[] = [];
for (let hit = 0; hit < wanted; ) {
  const run = await oneDrill(wanted - hit);
  runs.push(run);
  hit += run.kills.length;
  const words = run.kills.map((one) => `${one.part} at ${(one.afterMs / 1000).toFixed(1)} s`).join(", ");
  process.stdout.write(
    `drill ${runs.length}: ${run.outcome} in ${(run.totalMs / 1000).toFixed(0)} s, killed ${words || "nobody"}`,
  );
  process.stdout.write(run.faults.length === 0 ? "\n" : `; FAULTS: ${run.faults.join(" ")}\n`);
}
await mkdir(path.join(ROOT, "tests/soak/results"), { recursive: true });
const kills = runs.reduce((sum, run) => sum + run.kills.length, 0);
const faulty = runs.filter((run) => run.outcome !== "fixed" || run.faults.length > 0).length;
const day = new Date().toISOString().slice(0, 10);
const file = path.join(ROOT, "tests/soak/results", `${day}-line.json`);
await writeFile(file, `${JSON.stringify({ day, kills, drills: runs.length, faulty, runs }, null, 2)}\n`);
process.stdout.write(`${runs.length - faulty} passed, ${faulty} failed\n`);
process.exitCode = faulty === 0 ? 0 : 1;
