/** One part of the chain from the lines in the lists to an answer. */
export interface Step {
  readonly topic:
    | "issue"
    | "set-aside"
    | "withdrawn"
    | "line"
    | "contest"
    | "inherited"
    | "suite"
    | "decision"
    | "signal"
    | "change";
  readonly text: string;
  /** The line that it is about. */
  readonly place?: LinePlace;
  /** Of the error that it is about. */
  readonly code?: string;
}

export interface LinePlace {
  readonly layer: string;
  readonly file: string;
  readonly line: number;
  /** The line as it stands there, without indent. */
  readonly quote: string;
}
