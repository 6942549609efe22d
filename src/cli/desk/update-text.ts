import type { StepAnswer, UpdateAnswer } from "../../api/index.ts";
import { formatDuration, formatInstant, formatTimeLeft } from "../../kernel/index.ts";

/** One line an update: time left, name, what it waits for, and for whom. Open ones first, by the time that is left. */
export function updateList(updates: readonly UpdateAnswer[], now: Date): string {
  if (updates.length === 0) return "No update is in the line. `sameday update submit` starts one.";
  const open = updates.filter((update) => update.state === "open").sort((a, b) => a.deadline.localeCompare(b.deadline));
  const ended = updates.filter((update) => update.state !== "open");
  return [...open, ...ended].map((update) => row(update, now)).join("\n");
}

function row(update: UpdateAnswer, now: Date): string {
  const time = update.state === "open" ? formatTimeLeft(new Date(update.deadline), now) : update.state;
  const mark = update.embargoed && update.state !== "published" ? "■ embargoed " : "";
  const whom = update.waiting.forWhom === "" ? "" : ` For ${update.waiting.forWhom}.`;
  const name = `${update.source} ${update.version} for ${update.release}`;
  return `${update.id.padEnd(6)} ${time.padEnd(18)} ${mark}${name}\n       ${update.waiting.sentence}${whom}`;
}

/** An update as its page on the desk reads, for a terminal. */
export function updatePage(update: UpdateAnswer, now: Date): string {
  const fixes = update.issues.length === 0 ? "" : ` It fixes ${update.issues.join(", ")}.`;
  const clock =
    update.publishedAt === null
      ? `${formatTimeLeft(new Date(update.deadline), now)} of its day.`
      : `Users had it ${formatDuration(Date.parse(update.publishedAt) - Date.parse(update.knownAt))} after we knew.`;
  return [
    `${update.id}  ${update.source} ${update.version} for ${update.release}${update.embargoed ? "  ■ embargoed" : ""}`,
    `Uploaded by ${update.uploaders.join(" and ")}, ${formatInstant(new Date(update.createdAt))}.${fixes} ${clock}`,
    `${update.waiting.sentence}${update.waiting.forWhom === "" ? "" : ` For ${update.waiting.forWhom}.`}`,
    "",
    ...update.steps.map(stepLine),
    ...(update.advisory === null ? [] : ["", `Advisory ${update.advisory}.`]),
  ].join("\n");
}

const SHAPES: Readonly<Record<StepAnswer["state"], string>> = {
  waiting: "○",
  ready: "◌",
  running: "◐",
  done: "●",
  failed: "▲",
};

/** `● build amd64   36 s  Built on ash without network …` */
export function stepLine(step: StepAnswer): string {
  const shape = step.state === "done" && step.result === "failed" ? "▲" : SHAPES[step.state];
  const words = step.message === "" ? step.state : step.message;
  return `${shape} ${step.label.padEnd(24)} ${stepTime(step).padStart(11)}  ${words}`;
}

function stepTime(step: StepAnswer): string {
  if (step.startedAt === null || step.finishedAt === null) return "";
  return formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt));
}
