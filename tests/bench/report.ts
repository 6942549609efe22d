/** One figure of a benchmark; `limit` is the promise it must keep, `peer` what it stands beside in the same run. */
interface Line {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  readonly peer?: number;
}

/** Takes one figure at a time: `export async function bench(report: Report)` is what each `NAME.bench.ts` offers. */
export type Report = (line: Line) => void;
