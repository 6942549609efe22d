import type { WaiverProblem } from "./problem-codes.ts";

/** Words that stand for a reason which nobody has written. */
const PLACEHOLDERS = new Set(
  `xxx fixme todo tbd tba na none no nil null unknown unclear later wip hack ok okay fine reason reasons ignore ignored waived
  waiver skip skipped wontfix falsepositive falsealarm notanissue notaproblem noissue safe itissafe thisissafe seeabove
  seeticket same sameasabove ditto accepted acceptedrisk riskaccepted legacy temporary placeholder reasonhere
  writeareason`.split(/\s+/),
);
/** Marks that people leave where something is still to be done, wherever they stand. */
const MARKS = /(?<![\p{L}\p{N}])(?:XXX+|FIXME|TODO|TBD|TBA)(?![\p{L}\p{N}])/u;
/** Under this many letters nobody says why. */
const FEWEST_LETTERS = 12;
/** A key that was held down, or drawn lines. */
const FEWEST_DIFFERENT = 5;

/** What is wrong with a reason taken by itself; undefined for one that could be true. */
export function faultOfReason(reason: string): WaiverProblem | undefined {
  if (reason.trim() === "") return "waiver-empty-reason";
  const letters = essenceOf(reason);
  const isPlaceholder =
    MARKS.test(reason) ||
    PLACEHOLDERS.has(letters) ||
    [...letters].length < FEWEST_LETTERS ||
    new Set(letters).size < FEWEST_DIFFERENT;
  return isPlaceholder ? "waiver-placeholder-reason" : undefined;
}

/** Letters and digits alone, small: two reasons that differ in blanks, case or punctuation are one. */
export function essenceOf(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
