import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createLiveState,
  createPackageNames,
  createTriage,
  parseList,
  readIndexDirectory,
  readLayerFiles,
  type Snapshot,
  type SourceVersions,
  suggest,
  TriageMemory,
} from "../../src/tracker/index.ts";
import { makeFullData } from "./full-data.ts";
import type { Report } from "./report.ts";

const RUNS = 3;
const NEW_ISSUES = 1000;
const PER = 200_000;

/** A list of Debian's full size: its decisions are learned, and a week's new issues ranked. CPU time, the best of three runs. */
export async function bench(report: Report): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-triage-"));
  try {
    const { data, archive: indexes } = makeFullData(scratch);
    const archive = await readIndexDirectory(indexes);
    const list = parseList(readFileSync(join(data, "CVE/list")), { path: "CVE/list", kind: "issues" }).value;
    const descriptions = Array.from({ length: NEW_ISSUES }, (_, at) => descriptionOf(list.text, at));
    const learning: number[] = [];
    const ranking: number[] = [];
    let decided = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const memory = new TriageMemory();
      learning.push(cpuOf(() => memory.learn(list)));
      decided = memory.decided;
      const knowledge = { memory, names: createPackageNames(archive, []), archive };
      ranking.push(
        cpuOf(() => {
          for (const description of descriptions) suggest(knowledge, { description, facts: undefined, heard: [] });
        }),
      );
    }
    report({ name: "decisions learned", value: decided, unit: "issues" });
    await prepareQueue(data, archive, report);
    const each = (Math.min(...learning) * PER) / decided;
    report({ name: "200,000 decisions learned, CPU", value: Math.round(each), unit: "ms", limit: 1000 });
    report({ name: "1,000 new issues ranked, CPU", value: Math.round(Math.min(...ranking)), unit: "ms", limit: 500 });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the tracker's process does for the queue: all of it once, in steps, and again after an edit. */
async function prepareQueue(data: string, archive: SourceVersions, report: Report): Promise<void> {
  const state = createLiveState();
  const files = await readLayerFiles(data);
  const first = state.next([{ name: "debian", files }], archive);
  const triage = createTriage("debian");
  let longest = 0;
  const prepare = (snapshot: Snapshot): number =>
    cpuOf(() => {
      for (let done = false; !done; ) {
        longest = Math.max(
          longest,
          cpuOf(() => {
            done = triage.prepare(snapshot, 0);
          }),
        );
      }
    });
  report({ name: "queue prepared, CPU", value: Math.round(prepare(first)), unit: "ms" });
  report({ name: "queue's longest step, CPU", value: Math.round(longest), unit: "ms" });
  report({ name: "issues in it", value: triage.queue(first).length, unit: "" });
  const list = Buffer.concat([files.get("CVE/list") ?? Buffer.alloc(0), Buffer.from("CVE-1999-0001\n\tTODO: check\n")]);
  const second = state.next([{ name: "debian", files: new Map([...files, ["CVE/list", list]]) }], archive);
  report({ name: "queue after an edit, CPU", value: Math.round(prepare(second)), unit: "ms" });
}

/** Descriptions from all over the list. */
function descriptionOf(text: string, at: number): string {
  const start = text.indexOf(" (", Math.floor((text.length / NEW_ISSUES) * at)) + 2;
  return text.slice(start, text.indexOf("\n", start) - 1);
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
