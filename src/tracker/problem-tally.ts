import type { Parsed } from "../kernel/index.ts";
import { TRACKER_PROBLEMS, type TrackerProblem, type TrackerProblemCode } from "./problem-codes.ts";

/** Of how many problems of one code the places are kept; of more, how many there are. A file can have a million bad lines. */
export const KEPT_OF_A_CODE = 1000;

/** How many problems there are of a code. */
export type ProblemCounts = ReadonlyMap<TrackerProblemCode, number>;

/** Problems as far as they are kept: the first ones of each code, in the order in which they were found. */
export interface Tallied {
  readonly problems: readonly TrackerProblem[];
  /** How many more there are, of the codes that have more. */
  readonly unkept: ProblemCounts;
}

/** What a parser understood, beside its problems. */
export interface TalliedParse<T> extends Parsed<T>, Tallied {
  readonly problems: readonly TrackerProblem[];
}

/** Takes problems as they are found and keeps as many of each code as it may; all of them when `most` is infinite. */
export class ProblemTally implements Tallied {
  readonly problems: TrackerProblem[] = [];
  readonly unkept = new Map<TrackerProblemCode, number>();
  readonly #counts = new Map<TrackerProblemCode, number>();
  readonly #most: number;

  constructor(most = KEPT_OF_A_CODE) {
    this.#most = most;
  }

  push(problem: TrackerProblem): void {
    const code = problem.code as TrackerProblemCode;
    if (this.#count(code, 1) <= this.#most) this.problems.push(problem);
    else this.#more(code, 1);
  }

  /** Whether another one of this code would be kept: finding its place can be left out when not. */
  hasRoom(code: TrackerProblemCode): boolean {
    return (this.#counts.get(code) ?? 0) < this.#most;
  }

  pushAll(problems: Iterable<TrackerProblem>): void {
    for (const problem of problems) this.push(problem);
  }

  /** Takes over what another one found behind what is here. */
  add({ problems, unkept }: Tallied): void {
    this.pushAll(problems);
    for (const [code, count] of unkept) {
      this.#count(code, count);
      this.#more(code, count);
    }
  }

  /** A parser's answer. */
  parsed<T>(value: T): TalliedParse<T> {
    return { value, problems: this.problems, unkept: this.unkept };
  }

  #count(code: TrackerProblemCode, by: number): number {
    const count = (this.#counts.get(code) ?? 0) + by;
    this.#counts.set(code, count);
    return count;
  }

  #more(code: TrackerProblemCode, by: number): void {
    this.unkept.set(code, (this.unkept.get(code) ?? 0) + by);
  }
}

/** How many problems of each code there are, kept or not. */
export function countsIn({ problems, unkept }: Tallied): ProblemCounts {
  const counts = new Map(unkept);
  for (const { code } of problems) {
    counts.set(code as TrackerProblemCode, (counts.get(code as TrackerProblemCode) ?? 0) + 1);
  }
  return counts;
}

export function severityOf(code: TrackerProblemCode): "error" | "warning" {
  return TRACKER_PROBLEMS[code].severity;
}
