import type { DrillResult, PastFix } from "../../drill/index.ts";
import { DAY_MS, formatDuration, formatInstant } from "../../kernel/index.ts";

/** What the drill is about, before it begins. */
export function drillOpening(fix: PastFix, architectures: readonly string[]): string {
  const issues = fix.issues.length === 0 ? "" : `, fixes ${fix.issues.join(", ")}`;
  return `Drill: ${fix.package} in ${fix.release} (${architectures.join(", ")}), ${fix.vulnerable} to ${fix.fixed}${issues}.`;
}

/** How it ended: the stages on one scale, the day's budget, what waited for a person, the machine's proof. */
export function drillEnd(result: DrillResult, budgetHours: number, door: Door | null): string {
  const people = result.stages
    .filter((stage) => stage.by === "person")
    .reduce((sum, stage) => sum + stage.to - stage.from, 0);
  const share = (result.total / (budgetHours * 3_600_000)) * 100;
  return [
    "",
    ...result.stages.map((stage) => stageBar(stage, result.total)),
    "",
    `Testers could install it after ${formatDuration(result.toQueue)}; the machine had it after ${formatDuration(result.total)}.`,
    `That is ${share.toFixed(2)} % of the day's ${budgetHours} hours; the scripted people took ${formatDuration(people)} of it.`,
    ...ownShareLine(result),
    `The machine says: ${result.proof}`,
    ...(door === null ? [] : doorLines(door)),
  ].join("\n");
}

/** How to look at the desk that stays up. */
export interface Door {
  readonly person: string;
  /** Good once, for a quarter of an hour. */
  readonly link: string;
  /** The command that makes another link. */
  readonly another: string;
}

function doorLines({ person, link, another }: Door): string[] {
  return [
    "",
    `The desk stays up until you press Ctrl-C. Look at it as ${person}: ${link}`,
    `The link is good once, for a quarter of an hour. Another one: ${another}`,
  ];
}

/** What the desk itself took: when no tool was at work, and the processor time of its own processes. */
function ownShareLine({ own, ownShare, ownCpu }: DrillResult): string[] {
  if (ownShare === undefined) return [];
  const share = `own share: ${(ownShare * 100).toFixed(1)} %: for ${formatDuration(own)} no tool was at work.`;
  return [`${share} The desk's own processes used ${formatDuration(ownCpu ?? 0)} of processor time.`];
}

const WIDTH = 40;

function stageBar(stage: DrillResult["stages"][number], total: number): string {
  const at = (time: number) => Math.round((time / Math.max(1, total)) * WIDTH);
  const length = Math.max(1, at(stage.to) - at(stage.from));
  const start = Math.min(at(stage.from), WIDTH - 1);
  const bar = `${" ".repeat(start)}${(stage.by === "person" ? "░" : "█").repeat(Math.min(length, WIDTH - start))}`;
  return `  ${stage.name.padEnd(24)} ${bar.padEnd(WIDTH)} ${formatDuration(stage.to - stage.from).padStart(12)}`;
}

/** One line a drill, newest last, so that a terminal shows it above the prompt. */
export function drillList(results: readonly DrillResult[]): string {
  if (results.length === 0) return "No drill was held yet. `sameday drill` holds one.";
  const longest = Math.max(...results.map((result) => result.total), DAY_MS / 1440);
  return results
    .map((result) => {
      const bar = "█".repeat(Math.max(1, Math.round((result.total / longest) * 20)));
      const how = result.outcome === "fixed" ? formatDuration(result.total).padStart(12) : "failed".padStart(12);
      return `${formatInstant(new Date(result.at))}  ${result.package.padEnd(16)} ${how}  ${result.outcome === "fixed" ? bar : result.proof}`;
    })
    .join("\n");
}
