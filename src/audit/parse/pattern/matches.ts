import { has } from "./character-sets.ts";
import type { CharacterSet, Pattern } from "./types.ts";

/** Steps of the machine; repetitions beyond that are taken as unbounded. */
const MOST_STEPS = 2000;

type Step =
  | { readonly kind: "take"; readonly set: CharacterSet }
  | { readonly kind: "split"; other: number; readonly isJump: boolean }
  | { readonly kind: "start" | "end" | "match" };

/**
 * Whether `re.match` would find the pattern at the start of an ASCII text; what follows the match may be anything. All
 * ways are followed at once, so no pattern takes longer than its size times the text's length.
 */
export function matches(pattern: Pattern, text: string): boolean {
  const steps: Step[] = [];
  build(pattern, steps);
  steps.push({ kind: "match" });
  let active = reach(steps, [0], true, text === "");
  for (let at = 0; at <= text.length; at += 1) {
    if (active.some((step) => steps[step]?.kind === "match")) return true;
    if (at === text.length || active.length === 0) return false;
    const code = text.charCodeAt(at);
    const next = active.filter((index) => {
      const step = steps[index];
      return step?.kind === "take" && has(step.set, code);
    });
    active = reach(
      steps,
      next.map((index) => index + 1),
      false,
      at + 1 === text.length,
    );
  }
  return false;
}

/** The steps that wait for a character or match, from these on. */
function reach(steps: readonly Step[], from: readonly number[], isStart: boolean, isEnd: boolean): number[] {
  const seen = new Set<number>();
  const waiting = [...from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index];
    if (step?.kind === "split") {
      waiting.push(step.other);
      if (!step.isJump) waiting.push(index + 1);
    } else if ((step?.kind === "start" && isStart) || (step?.kind === "end" && isEnd)) waiting.push(index + 1);
  }
  return [...seen].filter((index) => steps[index]?.kind === "take" || steps[index]?.kind === "match");
}

function build(pattern: Pattern, steps: Step[]): void {
  if (pattern.kind === "set") steps.push({ kind: "take", set: pattern.set });
  else if (pattern.kind === "start" || pattern.kind === "end") steps.push({ kind: pattern.kind });
  else if (pattern.kind === "sequence") for (const item of pattern.items) build(item, steps);
  else if (pattern.kind === "choice") buildChoice(pattern.branches, steps);
  else if (pattern.kind === "repeat") buildRepeat(pattern, steps);
}

function buildChoice(branches: readonly Pattern[], steps: Step[]): void {
  const exits: (Step & { kind: "split" })[] = [];
  branches.forEach((branch, index) => {
    const isLast = index === branches.length - 1;
    const entry = split(steps, false, isLast);
    build(branch, steps);
    if (!isLast) exits.push(split(steps, true, false) as Step & { kind: "split" });
    if (entry) entry.other = steps.length;
  });
  for (const exit of exits) exit.other = steps.length;
}

function buildRepeat({ item, least, most }: Pattern & { kind: "repeat" }, steps: Step[]): void {
  for (let count = 0; count < least && steps.length < MOST_STEPS; count += 1) build(item, steps);
  const bounded = most === Infinity ? 0 : most - least;
  for (let count = 0; count < bounded && steps.length < MOST_STEPS; count += 1) {
    const past = split(steps, false, false);
    build(item, steps);
    if (past) past.other = steps.length;
  }
  if (most !== Infinity && steps.length < MOST_STEPS) return;
  const past = split(steps, false, false);
  const loop = steps.length - 1;
  build(item, steps);
  const back = split(steps, true, false);
  if (back) back.other = loop;
  if (past) past.other = steps.length;
}

/** A step that goes on at the next one and, once it is set, at another; a jump goes there alone. */
function split(steps: Step[], isJump: boolean, isNone: boolean): (Step & { kind: "split" }) | undefined {
  if (isNone) return undefined;
  const step = { kind: "split" as const, other: steps.length + 1, isJump };
  steps.push(step);
  return step;
}
