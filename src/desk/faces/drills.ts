import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { DrillsModel } from "../../web/index.ts";

const resultSchema = z.object({
  at: z.iso.datetime(),
  package: z.string(),
  release: z.string(),
  vulnerable: z.string(),
  fixed: z.string(),
  outcome: z.enum(["fixed", "failed"]),
  proof: z.string(),
  toQueue: z.number(),
  total: z.number(),
  own: z.number(),
  ownShare: z.number().optional(),
  ownCpu: z.number().optional(),
  stages: z.array(
    z.object({
      name: z.string(),
      from: z.number(),
      to: z.number(),
      by: z.enum(["machine", "person"]),
      result: z.string(),
    }),
  ),
});

/** What the desk aims at; docs/guides/drill.md says how it is measured. */
const OWN_SHARE_AIM = 0.05;
const MOST_RUNS = 100;

/** The drills that were held on this machine, newest first. A line that cannot be read is passed over. */
export async function drillsModel(file: string, budgetHours: number): Promise<DrillsModel> {
  const text = await readFile(file, "utf8").catch(() => "");
  const runs = text.split("\n").flatMap((line) => {
    const read = resultSchema.safeParse(parseJson(line));
    if (!read.success) return [];
    const { at, toQueue: toQueueMs, total: totalMs, own: ms, ownShare: share, ownCpu: cpuMs = 0, ...rest } = read.data;
    // Without a share `ms` is another measure, of before there was one.
    const own = share === undefined ? null : { share, ms, cpuMs };
    return [{ ...rest, at: new Date(at), toQueueMs, totalMs, own }];
  });
  return { budgetMs: budgetHours * 3_600_000, ownShareAim: OWN_SHARE_AIM, runs: runs.reverse().slice(0, MOST_RUNS) };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
