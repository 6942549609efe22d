import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createHistoryAnswers } from "../../src/desk/tracker-live/history-answers.ts";
import { createProcessRunner, systemClock } from "../../src/system/index.ts";
import {
  type HistoryOptions,
  openEventIndex,
  openHistory,
  readIndexDirectory,
  recordArchive,
  type Snapshot,
} from "../../src/tracker/index.ts";
import { makeFullData } from "./full-data.ts";
import type { Report } from "./report.ts";

const EDITS = 20;
const ASKED = 400;
const BEFORE = new Date("2020-01-01T00:00:00Z");

/** The history of a tracker of Debian's full size: from a commit to its events, and from a question to its answer. */
export async function bench(report: Report): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-history-"));
  const state = join(scratch, "state");
  try {
    const { data } = makeFullData(scratch);
    const git = intoGit(data);
    const archive = await readIndexDirectory(join(scratch, "archive"));
    report({ name: "archive recorded", value: await timed(() => recordArchive(state, archive, BEFORE)), unit: "ms" });
    const options = historyOptions(state, data);
    const history = await openHistory(options);
    report({ name: "first state derived", value: await timed(() => history.derive()), unit: "ms" });
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let edit = 0; edit < EDITS; edit += 1) {
      await changeOneLine(join(data, "CVE/list"), edit / EDITS);
      git("commit", "-q", "-a", "-m", "x");
      times.push(await timed(() => history.derive()));
    }
    const { user, system } = process.cpuUsage(cpu);
    report({
      name: "one-line commit, CPU beside git's",
      value: Math.round((user + system) / 1000 / EDITS),
      unit: "ms",
    });
    times.sort((a, b) => a - b);
    report({ name: "one-line commit to its events, median", value: times[EDITS / 2] ?? 0, unit: "ms" });
    report({ name: "one-line commit to its events, slowest", value: times.at(-1) ?? 0, unit: "ms" });
    await history.close();
    report({ name: "memory after deriving", value: Math.round(process.memoryUsage().rss / 1e6), unit: "MB" });
    const again = await timed(async () => {
      const reopened = await openHistory(options);
      await reopened.derive();
      await reopened.close();
    });
    report({ name: "opened again, nothing new", value: again, unit: "ms" });
    const sizes = readdirSync(state).filter((name) => name.endsWith(".events"));
    const bytes = sizes.reduce((sum, name) => sum + statSync(join(state, name)).size, 0);
    report({ name: "events on the disk", value: Math.round(bytes / 1e6), unit: "MB" });
    await askAbout(state, report);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Makes a checkout of data, whose history begins with it, and answers how to call git there. */
function intoGit(data: string): (...words: string[]) => void {
  const git = (...words: string[]): void => {
    execFileSync("git", ["-c", "user.name=b", "-c", "user.email=b@b.invalid", "-c", "gc.auto=0", ...words], {
      cwd: data,
      stdio: "ignore",
    });
  };
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "x");
  return git;
}

function historyOptions(directory: string, data: string): HistoryOptions {
  const layers = [{ name: "debian", directory: data }];
  return { directory, layers, runner: createProcessRunner(homedir()), clock: systemClock, say: () => undefined };
}

/** Events of data as `makeFullData` leaves it: the first state, and one commit. */
export async function makeEvents(scratch: string, data: string): Promise<string> {
  const state = join(scratch, "state");
  const git = intoGit(data);
  await recordArchive(state, await readIndexDirectory(join(scratch, "archive")), BEFORE);
  await changeOneLine(join(data, "CVE/list"), 0.5);
  git("commit", "-q", "-a", "-m", "x");
  const history = await openHistory(historyOptions(state, data));
  await history.derive();
  await history.close();
  return state;
}

async function askAbout(state: string, report: Report): Promise<void> {
  const before = bytesHeld();
  const began = performance.now();
  const index = await openEventIndex(state);
  report({ name: "index read", value: Math.round(performance.now() - began), unit: "ms" });
  report({ name: "memory of the index", value: Math.round((bytesHeld() - before) / 1e6), unit: "MB" });
  const { table } = index;
  report({ name: "events in it", value: table.event.place.length, unit: "" });
  const tracker = { releases: new Map(), layers: [] } as unknown as Snapshot["tracker"];
  const answers = createHistoryAnswers({
    events: { current: () => index },
    snapshot: () => ({ tracker }) as Snapshot,
    dates: [],
    now: () => new Date(),
  });
  const rows = Array.from({ length: ASKED }, (_, at) => Math.floor((at / ASKED) * table.event.place.length));
  const placeOf = (row: number): number => table.event.place.get(row);
  const issueOf = (row: number): string => table.issues.name(table.place.issue.get(placeOf(row)));
  const sourceOf = (row: number): string => table.packages.name(table.place.package.get(placeOf(row)));
  const at = Date.now();
  for (const [name, ask] of [
    ["history of an issue", (row: number) => answers.issueHistory(issueOf(row))],
    ["history of a package", (row: number) => answers.sourceHistory(sourceOf(row), [issueOf(row)])],
    ["package on a day", (row: number) => answers.asOf({ source: sourceOf(row) }, at, 1)],
    ["newest changes of a release", () => answers.events({ release: "bookworm" }, 1)],
    ["five hundred events after a cursor", () => answers.eventsSince({}, "", 500)],
  ] as const) {
    const times: number[] = [];
    for (const row of rows) times.push(await timed(async () => ask(row), 100));
    times.sort((a, b) => a - b);
    report({ name: `${name}, median`, value: times[ASKED / 2] ?? 0, unit: "ms" });
    report({ name: `${name}, p99`, value: times[Math.floor(ASKED * 0.99)] ?? 0, unit: "ms" });
  }
  const days = Array.from({ length: 40 }, (_, each) => at - each * 86_400_000);
  const times: number[] = [];
  for (const day of days) times.push(await timed(async () => answers.releaseAsOf("bookworm", "open", day, 1), 100));
  times.sort((a, b) => a - b);
  report({ name: "release on a day, median", value: times[20] ?? 0, unit: "ms" });
  report({ name: "release on a day, slowest", value: times.at(-1) ?? 0, unit: "ms" });
  const again = await timed(async () => answers.releaseAsOf("bookworm", "open", days.at(-1) as number, 2), 100);
  report({ name: "release on the same day, next page", value: again, unit: "ms" });
  report({ name: "all delays", value: await timed(async () => answers.delays()), unit: "ms" });
  index.close();
}

async function timed(work: () => Promise<unknown>, parts = 1): Promise<number> {
  const began = performance.now();
  await work();
  return Math.round((performance.now() - began) * parts) / parts;
}

function bytesHeld(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Gives the first fixed version after that place another digit. */
async function changeOneLine(path: string, where: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const piece = Buffer.alloc(1 << 20);
    const from = Math.floor(size * where);
    await file.read(piece, 0, piece.length, from);
    const found = /\n\t- [a-z0-9+.-]+ \d/.exec(piece.toString("latin1"));
    if (found === null) throw new Error("There is no fixed version in this piece.");
    const at = found.index + found[0].length - 1;
    await file.write(Buffer.from(String((Number(String.fromCharCode(piece[at] as number)) + 1) % 10)), 0, 1, from + at);
  } finally {
    await file.close();
  }
}
