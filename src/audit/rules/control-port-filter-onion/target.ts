import type { FilterRule } from "../../parse/control-port-filter/types.ts";
import { readWhole } from "../../parse/control-port-filter/whole.ts";
import { character } from "../../parse/pattern/character-sets.ts";
import { countTexts, partsOf, wildcardsOf } from "../../parse/pattern/measure.ts";
import type { Pattern } from "../../parse/pattern/types.ts";

/** Targets that a profile may name one by one; a range of ports that an application picks from has a hundred. */
const MOST_TARGETS = 1000;

/**
 * Whether a pattern for ADD_ONION leaves the target of `Port=VIRTPORT,TARGET` to the client, and no replacement puts the
 * client's own address or a fixed one there.
 */
export function hasFreeTarget({ pattern, replacement }: FilterRule): boolean {
  if (replacement !== undefined && setsTargets(replacement)) return false;
  const whole = readWhole(pattern).value;
  const targets = sequencesOf(whole).flatMap(targetsOf);
  if (targets.length === 0) return wildcardsOf(whole).length > 0;
  // A dot that somebody forgot to escape leaves nothing to the client but that one character.
  const counted = targets.map((target) => target.filter((part) => part.kind !== "set" || !part.isDot));
  return counted.some((items) => countTexts({ kind: "sequence", items }) > MOST_TARGETS);
}

/** `Port=80,{client-address}:{}` and `Port=80,17600` say where to; `Port={}` and `Port=80,{}` do not. */
function setsTargets(replacement: string): boolean {
  const ports = [...replacement.matchAll(/Port=(\S*)/gi)].map((match) => match[1] ?? "");
  return ports.length > 0 && ports.every((port) => /,\{client-address\}/.test(port) || !/\{\w*\}/.test(port));
}

/** The pattern as sequences of its smallest parts, groups that are neither chosen nor repeated opened. */
function sequencesOf(whole: Pattern): (readonly Pattern[])[] {
  const sequences: (readonly Pattern[])[] = [];
  for (const part of partsOf(whole)) if (part.kind === "sequence") sequences.push(flat(part));
  return sequences;
}

/** The smallest parts of a pattern in their order, as far as it is one sequence. */
export function flat(pattern: Pattern): readonly Pattern[] {
  return pattern.kind === "sequence" ? pattern.items.flatMap(flat) : [pattern];
}

/** What stands in a sequence behind each `Port=` and its comma, up to the next blank. */
function targetsOf(sequence: readonly Pattern[]): (readonly Pattern[])[] {
  const targets: (readonly Pattern[])[] = [];
  for (let start = 0; start + 5 <= sequence.length; start += 1) {
    if (![..."port="].every((letter, index) => isLetter(sequence[start + index], letter))) continue;
    const rest = sequence.slice(start + 5);
    const end = rest.findIndex(beginsWithBlank);
    const argument = end < 0 ? rest : rest.slice(0, end);
    targets.push(argument.slice(argument.findLastIndex((part) => isLetter(part, ",")) + 1));
  }
  return targets;
}

/** Whether a part is this letter, in either case. */
export function isLetter(part: Pattern | undefined, letter: string): boolean {
  if (part?.kind !== "set") return false;
  return [letter, letter.toUpperCase()].some((one) => part.set === character(one.charCodeAt(0)));
}

/** A blank, or a group that is nothing or begins with one. */
function beginsWithBlank(part: Pattern): boolean {
  if (part.kind === "set") return part.set === character(32);
  if (part.kind === "repeat") return beginsWithBlank(part.item);
  if (part.kind === "sequence") return part.items[0] === undefined || beginsWithBlank(part.items[0]);
  return part.kind === "choice" && part.branches.every(beginsWithBlank);
}
