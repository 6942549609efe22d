import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PAGE_SIZES, type UpdateRow } from "../../src/web/index.ts";
import { exampleReads, startExampleDesk, tokenOf } from "../system/web-desk.ts";
import { BOARD, exampleIssue, LEO, ROWS, UPDATE } from "../system/web-example.ts";

interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
}

const UPDATES = 500;
const ISSUES = 65_000;
const CHANGES_A_SECOND = 2;

/**
 * The board over 500 updates and 65,000 open issues, asked for by 16 connections at once while the desk's state changes
 * twice a second; then one update's page, which is never kept. The load comes from wrk in a process of its own.
 */
export async function bench(report: (line: Line) => void): Promise<void> {
  const kinds = [ROWS.libmodbus, ROWS.others, ROWS.moving];
  const rows: UpdateRow[] = Array.from({ length: UPDATES }, (_, index) => {
    const row = kinds[index % kinds.length] ?? ROWS.moving;
    return { ...row, id: `U-${index}`, deadline: new Date(row.deadline.getTime() + index * 60_000) };
  });
  const issues = Array.from({ length: ISSUES }, (_, index) => exampleIssue(index));
  let version = 1;
  const desk = await startExampleDesk({
    reads: {
      ...exampleReads(),
      version: () => version,
      board: async (_reader, page) => {
        const group = (turn: string) => {
          const all = rows.filter((row) => row.waiting.turn === turn);
          all.sort((a, b) => a.deadline.getTime() - b.deadline.getTime());
          return { total: all.length, rows: all.slice(0, PAGE_SIZES.group) };
        };
        const pageSize = PAGE_SIZES.boardIssues;
        const shown = issues.slice((page - 1) * pageSize, page * pageSize);
        return {
          ...BOARD,
          open: UPDATES,
          you: group("you"),
          others: group("others"),
          itself: group("itself"),
          issues: { total: ISSUES, page, pageSize, rows: shown },
        };
      },
    },
  });
  const changing = setInterval(() => {
    version += 1;
  }, 1000 / CHANGES_A_SECOND);
  try {
    const board = await load(`${desk.url}/`);
    report({ name: "board, p99 at 16 connections", value: board.p99, unit: "ms", limit: 50 });
    report({ name: "board, pages a second", value: board.rate, unit: "/s" });
    const update = await load(`${desk.url}/updates/${UPDATE.row.id}`);
    report({ name: "an update's page, p99 at 16 connections", value: update.p99, unit: "ms" });
    report({ name: "an update's page, pages a second", value: update.rate, unit: "/s" });
    const body = await (await fetch(`${desk.url}/`, { headers: { cookie: `sameday=${tokenOf(LEO)}` } })).arrayBuffer();
    report({ name: "board, weight", value: Math.round(body.byteLength / 100) / 10, unit: "kB", limit: 50 });
  } finally {
    clearInterval(changing);
    await desk.app.close();
  }
}

/** What wrk measured in eight seconds, after two to warm up. */
async function load(url: string): Promise<{ p99: number; rate: number }> {
  const run = (seconds: number) =>
    promisify(execFile)("wrk", [
      "-t1",
      "-c16",
      `-d${seconds}s`,
      "--latency",
      "-H",
      `Cookie: sameday=${tokenOf(LEO)}`,
      url,
    ]);
  await run(2);
  const { stdout } = await run(8);
  if (/Non-2xx/.test(stdout)) throw new Error(`Not every answer was a page:\n${stdout}`);
  const [, figure = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN;
  return {
    p99: Math.round(Number(figure) * factor * 10) / 10,
    rate: Math.round(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1])),
  };
}
