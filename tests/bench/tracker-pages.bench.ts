import { execFile, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTrackerClient } from "../../src/desk/tracker-live/tracker-client.ts";
import { createExampleApp } from "../system/web-desk.ts";
import { makeFullData } from "./full-data.ts";
import type { Report } from "./report.ts";
import { makeEvents } from "./tracker-history.bench.ts";
import type { OpenRow } from "./tracker-holder.ts";

const RELEASES = ["bullseye", "bookworm", "trixie", "forky", "sid"];
const LIMIT_MS = 50;

/**
 * Pages of a tracker of Debian's full size, which another process holds as in a desk, asked by sixteen connections of
 * wrk: hundreds of different ones of each kind.
 */
export async function bench(report: Report): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "sameday-bench-pages-"));
  const socket = join(scratch, "tracker.socket");
  const { data } = makeFullData(scratch);
  const events = await makeEvents(scratch, data);
  const holder = fork(
    join(import.meta.dirname, "tracker-holder.ts"),
    [data, join(scratch, "archive"), socket, RELEASES.join(","), events],
    { execArgv: [...process.execArgv, "--max-semi-space-size=4"] },
  );
  const tracker = createTrackerClient(socket);
  const app = createExampleApp([], { tracker });
  try {
    const some = await new Promise<readonly OpenRow[]>((resolve, reject) => {
      holder.once("message", (rows) => resolve(rows as readonly OpenRow[]));
      holder.once("exit", (code) => reject(new Error(`The tracker's process ended with ${code}.`)));
    });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const pages = RELEASES.flatMap((name) => [1, 2, 10, 50].map((page) => `/tracker/release/${name}?page=${page}`));
    for (const [what, paths] of [
      ["issues", some.map((row) => `/tracker/${row.issue}`)],
      ["source packages", some.map((row) => `/tracker/source-package/${encodeURIComponent(row.package)}`)],
      ["reasons", some.map((row) => `/tracker/${row.issue}/${encodeURIComponent(row.package)}/${row.release}`)],
      [
        "packages on a day",
        some.map((row) => `/tracker/source-package/${encodeURIComponent(row.package)}?at=2026-01-01`),
      ],
      ["releases on a day", pages.map((path) => `${path}&at=2026-01-01`)],
      ["changes", [1, 2, 10, 50].map((page) => `/tracker/events?release=bookworm&page=${page}`)],
      ["releases", pages],
      ["candidates", [1, 2, 10, 50].map((page) => `/tracker/view/candidates?page=${page}`)],
    ] as const) {
      const first = await firstTime(url, paths);
      report({ name: `${what}, p99 of pages asked for the first time`, value: first, unit: "ms" });
      const { p99, rate } = await load(url, paths, join(scratch, "paths.lua"));
      report({ name: `${what}, p99 at 16 connections`, value: p99, unit: "ms", limit: LIMIT_MS });
      report({ name: `${what}, pages a second`, value: rate, unit: "/s" });
    }
  } finally {
    await app.close();
    tracker.close();
    holder.kill();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Each page once, sixteen at a time, from the process that answers them: their own time of it is measured too. */
async function firstTime(url: string, paths: readonly string[]): Promise<number> {
  const times: number[] = [];
  const waiting = [...new Set(paths)];
  const ask = async (): Promise<void> => {
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      const began = performance.now();
      const answer = await fetch(`${url}${path}`);
      await answer.text();
      if (!answer.ok) throw new Error(`${path} answers ${answer.status}.`);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: 16 }, ask));
  times.sort((a, b) => a - b);
  return Math.round((times[Math.floor(times.length * 0.99)] ?? 0) * 10) / 10;
}

/** What wrk measured in six seconds, after two to warm up, asking for the paths in turn. */
async function load(url: string, paths: readonly string[], script: string): Promise<{ p99: number; rate: number }> {
  const list = paths.map((path) => JSON.stringify(path)).join(",");
  const turn = "local i = 0\nrequest = function() i = i % #paths + 1 return wrk.format('GET', paths[i]) end\n";
  await writeFile(script, `local paths = {${list}}\n${turn}`);
  const run = (seconds: number) =>
    promisify(execFile)("wrk", ["-t1", "-c16", `-d${seconds}s`, "--latency", "-s", script, url]);
  await run(2);
  const { stdout } = await run(6);
  if (/Non-2xx/.test(stdout)) throw new Error(`Not every answer was a page:\n${stdout}`);
  const [, figure = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN;
  const rate = Math.round(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]));
  return { p99: Math.round(Number(figure) * factor * 10) / 10, rate };
}
