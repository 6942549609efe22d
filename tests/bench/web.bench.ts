import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type BusyDesk, startBusyDesk } from "./busy-desk/start.ts";
import { putUpdates } from "./busy-desk/states.ts";
import type { Report } from "./report.ts";

const UPDATES = 500;
/** Open in two releases each: 65,000 rows. */
const AMOUNT = { packages: 35_000, openIssues: 32_500, fixedIssues: 100_000 };
const CHANGES_A_SECOND = 2;
const LIMIT_MS = 50;
const LIMIT_MB = 150;

/**
 * A whole desk with 500 updates and 65,000 open issues: the real server over loopback, with PostgreSQL, signer and a
 * verified archive. Sixteen connections of wrk ask for each page while somebody changes an update twice a second.
 * Memory is the server's resident set, besides PostgreSQL, once it has come to rest.
 */
export async function bench(report: Report): Promise<void> {
  const busy = await startBusyDesk(AMOUNT, (store) => putUpdates(store, UPDATES, new Date()));
  try {
    const pid = await serverOf(busy.data);
    const member = await busy.login("leo");
    await issuesAreThere(busy);
    report({ name: "server at rest after start", value: await restingMegabytes(pid), unit: "MB", limit: LIMIT_MB });
    const updates = await firstUpdate(busy);
    const changing = keepChanging(busy, await busy.login("mo"), updates);
    try {
      for (const [who, cookie] of [
        ["a stranger", ""],
        ["a member", member],
      ] as const) {
        for (const [what, path] of [
          ["board", "/"],
          ["an update's page", `/updates/${updates}`],
          ["a release's page", "/releases/bookworm"],
          ["a package's page", "/packages/curl"],
        ] as const) {
          const { p50, p99, rate } = await load(`${busy.desk.url}${path}`, cookie);
          report({ name: `${what} for ${who}, p50 at 16 connections`, value: p50, unit: "ms" });
          report({ name: `${what} for ${who}, p99 at 16 connections`, value: p99, unit: "ms", limit: LIMIT_MS });
          report({ name: `${what} for ${who}, pages a second`, value: rate, unit: "/s" });
        }
      }
      report({ name: "server under load", value: await megabytes(pid), unit: "MB" });
    } finally {
      await changing.stop();
    }
    report({ name: "changes made meanwhile", value: changing.made(), unit: "" });
    const board = await (await fetch(busy.desk.url, { headers: { cookie: member } })).arrayBuffer();
    report({ name: "board, weight", value: Math.round(board.byteLength / 100) / 10, unit: "kB", limit: 50 });
    report({ name: "server at rest after the load", value: await restingMegabytes(pid), unit: "MB", limit: LIMIT_MB });
  } finally {
    await busy.stop();
  }
}

/** What wrk measured in eight seconds, after two to warm up. */
async function load(url: string, cookie: string): Promise<{ p50: number; p99: number; rate: number }> {
  const run = (seconds: number) =>
    promisify(execFile)("wrk", ["-t1", "-c16", `-d${seconds}s`, "--latency", "-H", `Cookie: ${cookie}`, url]);
  await run(2);
  const { stdout } = await run(8);
  if (/Non-2xx/.test(stdout)) throw new Error(`Not every answer was a page:\n${stdout}`);
  return {
    p50: percentile(stdout, 50),
    p99: percentile(stdout, 99),
    rate: Math.round(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])),
  };
}

function percentile(stdout: string, percent: number): number {
  const [, figure = "", unit = ""] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN;
  return Math.round(Number(figure) * factor * 10) / 10;
}

/** The process number of the server that serves this data directory. */
async function serverOf(data: string): Promise<number> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const words = (await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (words.includes("server") && words.some((word) => word.startsWith(data))) return Number(entry);
  }
  throw new Error(`No server runs on ${data}.`);
}

async function megabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1000);
}

const REST_MS = 150_000;

/** Node gives memory back after a while of rest: the least within two and a half minutes. */
async function restingMegabytes(pid: number): Promise<number> {
  const end = Date.now() + REST_MS;
  let least = await megabytes(pid);
  while (Date.now() < end) {
    await sleep(2000);
    least = Math.min(least, await megabytes(pid));
  }
  return least;
}

/** Until every suite has been fetched and the open issues are known. */
async function issuesAreThere({ desk }: BusyDesk): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const page = await (await fetch(`${desk.url}/issues`)).text();
    if (/6\d,\d{3} open issues/.test(page)) return;
    await sleep(1000);
  }
  throw new Error("The open issues were not there after five minutes.");
}

/** A public update that waits for people. */
async function firstUpdate({ desk }: BusyDesk): Promise<string> {
  const page = await (await fetch(`${desk.url}/updates?list=others`)).text();
  const [, id] = /href="\/updates\/(U-\d+)"/.exec(page) ?? [];
  if (id === undefined) throw new Error("No update waits for anybody.");
  return id;
}

/** Somebody tests an update again and again, through the pages, as people do. */
function keepChanging({ desk }: BusyDesk, cookie: string, id: string): { made(): number; stop(): Promise<void> } {
  const running = new AbortController();
  let made = 0;
  const work = async (): Promise<void> => {
    const page = await (await fetch(`${desk.url}/updates/${id}`, { headers: { cookie } })).text();
    const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(page) ?? [];
    while (!running.signal.aborted) {
      const answer = await fetch(`${desk.url}/updates/${id}/tested`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie, "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
        body: new URLSearchParams({ csrf, verdict: "works", note: `try ${made}` }).toString(),
      });
      if (answer.status !== 303) throw new Error(`A report was not taken: ${answer.status} ${await answer.text()}`);
      made += 1;
      await sleep(1000 / CHANGES_A_SECOND);
    }
  };
  const done = work();
  done.catch(() => undefined);
  return {
    made: () => made,
    async stop() {
      running.abort();
      await done;
    },
  };
}
