import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const stageSchema = z.object({
  /** `build amd64`, `approve`: the step's label, or `fetch` and `sign` for what comes before it. */
  name: z.string(),
  /** Milliseconds from the start of the drill. */
  from: z.number().nonnegative(),
  to: z.number().nonnegative(),
  /** Who did it: `machine` or `person`. */
  by: z.enum(["machine", "person"]),
  result: z.string(),
  /** Milliseconds of it in which a tool was at work, whosever; absent in results that were not measured. */
  tools: z.number().nonnegative().optional(),
});

const resultSchema = z.object({
  at: z.iso.datetime(),
  package: z.string(),
  release: z.string(),
  vulnerable: z.string(),
  fixed: z.string(),
  architectures: z.array(z.string()),
  issues: z.array(z.string()),
  outcome: z.enum(["fixed", "failed"]),
  /** The machine's own words from dpkg, or why it failed. */
  proof: z.string(),
  /** From the start until testers could install it, and until the machine had it; milliseconds, 0 when it never came. */
  toQueue: z.number().nonnegative(),
  total: z.number().nonnegative(),
  /** Of the total, when no tool was at work. In results without `ownShare`: when no stage was under way. */
  own: z.number().nonnegative(),
  /** `own` as a part of the total, 0 to 1; absent in results that were not measured. */
  ownShare: z.number().min(0).max(1).optional(),
  /** Processor time of our own processes, without their tools and PostgreSQL; milliseconds. */
  ownCpu: z.number().nonnegative().optional(),
  stages: z.array(stageSchema),
});

/** One rehearsal of the line, as it is kept. */
export type DrillResult = z.infer<typeof resultSchema>;
export type DrillStage = z.infer<typeof stageSchema>;

/** Adds a result to the team's record: one JSON object a line, only ever appended. */
export async function keepResult(file: string, result: DrillResult): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, `${JSON.stringify(result)}\n`);
}

/** All results, oldest first. A line that cannot be read (a write that a kill cut short) is passed over. */
export async function readResults(file: string): Promise<DrillResult[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap((line) => {
    const read = resultSchema.safeParse(parseJson(line));
    return read.success ? [read.data] : [];
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
