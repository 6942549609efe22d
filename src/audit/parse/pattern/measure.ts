import { countOf } from "./character-sets.ts";
import type { CharacterSet, Pattern } from "./types.ts";

/** Of 95 printable characters: `.`, `\S`, `\D`, `[^,]`; no set that names what it takes. */
const WIDE = 80;
const LONG = 8;

/** Every part of a pattern, in its order, itself first. */
export function* partsOf(pattern: Pattern): Generator<Pattern> {
  yield pattern;
  const inside = pattern.kind === "sequence" ? pattern.items : pattern.kind === "choice" ? pattern.branches : [];
  for (const part of inside) yield* partsOf(part);
  if (pattern.kind === "repeat") yield* partsOf(pattern.item);
}

/** The sets that a pattern repeats without a bound and that take nearly everything: `.*`, `.+`, `\S+`, `[^ ]{1,200}`. */
export function wildcardsOf(pattern: Pattern): readonly CharacterSet[] {
  return [...partsOf(pattern)].flatMap((part) =>
    part.kind === "repeat" && part.most >= LONG
      ? [...partsOf(part.item)].flatMap((inner) =>
          inner.kind === "set" && countOf(inner.set) >= WIDE ? [inner.set] : [],
        )
      : [],
  );
}

/** Whether a `.` stands for one character, where a dot is meant as a rule. */
export function hasLoneDot(pattern: Pattern): boolean {
  if (pattern.kind === "set") return pattern.isDot;
  if (pattern.kind === "sequence") return pattern.items.some(hasLoneDot);
  if (pattern.kind === "choice") return pattern.branches.some(hasLoneDot);
  return pattern.kind === "repeat" && pattern.item.kind !== "set" && hasLoneDot(pattern.item);
}

/** How many texts a pattern matches, at most; Infinity where it has no bound. */
export function countTexts(pattern: Pattern): number {
  if (pattern.kind === "set") return countOf(pattern.set);
  if (pattern.kind === "sequence") return pattern.items.reduce((product, item) => product * countTexts(item), 1);
  if (pattern.kind === "choice") return pattern.branches.reduce((sum, branch) => sum + countTexts(branch), 0);
  if (pattern.kind !== "repeat") return 1;
  const each = countTexts(pattern.item);
  if (pattern.most === 0 || each === 0) return 1;
  if (pattern.most === Infinity) return Infinity;
  return pattern.least === pattern.most ? each ** pattern.most : (each + 1) ** pattern.most;
}

/** Branches of a choice at the top, but the last, that do not end in `$`: an appended `$` is not theirs. */
export function openBranches(pattern: Pattern): number {
  if (pattern.kind !== "choice") return 0;
  return pattern.branches.slice(0, -1).filter((branch) => !endsAtEnd(branch)).length;
}

function endsAtEnd(pattern: Pattern): boolean {
  if (pattern.kind === "end") return true;
  if (pattern.kind === "choice") return pattern.branches.every(endsAtEnd);
  const last = pattern.kind === "sequence" ? pattern.items.at(-1) : undefined;
  return last !== undefined && endsAtEnd(last);
}
