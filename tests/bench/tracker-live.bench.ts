import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { follow, readIndexDirectory, type Snapshot } from "../../src/tracker/index.ts";
import { makeFullData } from "./full-data.ts";
import type { Report } from "./report.ts";

const EDITS = 40;
/** Debian's own tracker after a one-line edit, in CPU milliseconds. */
const DEBIAN_UPDATE = 365_000;

/** A running tracker of Debian's full size: from the moment a line is written until the new verdicts are in service. */
export async function bench(report: Report): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-live-"));
  try {
    const { data } = makeFullData(scratch);
    const before = bytesHeld();
    const archive = await readIndexDirectory(join(scratch, "archive"));
    let tell: (snapshot: Snapshot) => void = () => undefined;
    const following = follow({
      layers: [{ name: "debian", directory: data }],
      dates: [],
      clock: { now: () => new Date() },
      archive: async () => archive,
      changed: (snapshot) => tell(snapshot),
      say: (text) => {
        throw new Error(text);
      },
    });
    const start = performance.now();
    await following.look();
    report({ name: "first reading and judging", value: Math.round(performance.now() - start), unit: "ms" });
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let edit = 0; edit < EDITS; edit += 1) {
      const there = new Promise<Snapshot>((done) => {
        tell = done;
      });
      const at = await changeOneLine(join(data, "CVE/list"), edit / EDITS);
      await there;
      times.push(performance.now() - at);
    }
    report({ name: "memory of tracker and archive", value: Math.round((bytesHeld() - before) / 1e6), unit: "MB" });
    await following.stop();
    const { user, system } = process.cpuUsage(cpu);
    const each = Math.round((user + system) / 1000 / EDITS);
    report({ name: "one line edited, CPU", value: each, unit: "ms", peer: DEBIAN_UPDATE });
    times.sort((a, b) => a - b);
    const middle = Math.round(times[EDITS / 2] ?? Number.NaN);
    report({
      name: "one line edited to new verdicts, median",
      value: middle,
      unit: "ms",
      limit: 100,
      peer: DEBIAN_UPDATE,
    });
    report({
      name: "one line edited to new verdicts, slowest of 40",
      value: Math.round(times.at(-1) ?? 0),
      unit: "ms",
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What is in use after collecting; the process itself gives pages back later. */
function bytesHeld(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Gives the first fixed version after that place another digit, in the file as it lies; answers when it was written. */
async function changeOneLine(path: string, where: number): Promise<number> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const piece = Buffer.alloc(1 << 20);
    const from = Math.floor(size * where);
    await file.read(piece, 0, piece.length, from);
    const found = /\n\t- [a-z0-9+.-]+ \d/.exec(piece.toString("latin1"));
    if (found === null) throw new Error("There is no fixed version in this piece.");
    const at = found.index + found[0].length - 1;
    const start = performance.now();
    await file.write(Buffer.from(String((Number(String.fromCharCode(piece[at] as number)) + 1) % 10)), 0, 1, from + at);
    return start;
  } finally {
    await file.close();
  }
}
