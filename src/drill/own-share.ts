import { cpuUsage } from "node:process";
import type { Desk } from "../desk/index.ts";
import type { ToolTime } from "../system/index.ts";
import type { DrillResult, DrillStage } from "./results.ts";

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the drill keeps of its measurement. */
export type OwnShare = Pick<DrillResult, "own" | "ownShare" | "ownCpu" | "stages">;

/** Milliseconds of a span in which at least one tool was at work. Tools beside each other count once. */
export function coveredBy(span: Span, tools: readonly Span[]): number {
  let until = span.from;
  let covered = 0;
  for (const tool of [...tools].sort((a, b) => a.from - b.from)) {
    const from = Math.max(tool.from, until);
    const to = Math.min(tool.to, span.to);
    if (to <= from) continue;
    covered += to - from;
    until = to;
  }
  return covered;
}

/**
 * Begins to measure how much of a drill is our own doing: the time in which no tool of server, builder, signer or the
 * scripted people was at work, and the processor time of our own processes, this one and the desk's.
 * `tools` are the times of the people's tools, added to until the end. Databases, network and waiting all count as ours.
 */
export async function measureOwnShare(
  desk: Pick<Desk, "measure">,
  started: Date,
  tools: readonly ToolTime[],
): Promise<(total: number, stages: readonly DrillStage[]) => Promise<OwnShare>> {
  const deskBefore = (await desk.measure())?.cpuMs ?? 0;
  const before = cpuUsage();
  return async (total, stages) => {
    const measured = await desk.measure();
    const here = cpuUsage(before);
    const zero = started.getTime();
    const all = [...tools, ...(measured?.tools ?? [])].map(({ from, to }) => ({ from: from - zero, to: to - zero }));
    const own = total - coveredBy({ from: 0, to: total }, all);
    return {
      own,
      ownShare: total === 0 ? 0 : own / total,
      // A process that was killed meanwhile began to count anew.
      ownCpu: Math.round((here.user + here.system) / 1000 + Math.max(0, (measured?.cpuMs ?? 0) - deskBefore)),
      stages: stages.map((stage) => ({ ...stage, tools: coveredBy(stage, all) })),
    };
  };
}
