/** Whose turn an update is, as the reader sees it. `nobody` means that it has ended. */
export type Turn = "you" | "others" | "itself" | "nobody";

/** An update as one row: what, why does it wait, for whom, how long still. */
export interface UpdateRow {
  /** `U-204817365`. */
  readonly id: string;
  readonly source: string;
  readonly version: string;
  /** Codename. */
  readonly release: string;
  readonly issues: readonly string[];
  readonly embargoed: boolean;
  /** The embargo's hour; null when nobody has set one, or when it is public. */
  readonly embargoUntil: Date | null;
  readonly state: "open" | "published" | "refused" | "withdrawn";
  /** When we learned of the problem: the clock starts here. */
  readonly knownAt: Date;
  readonly deadline: Date;
  /** When users could have it; null before. */
  readonly publishedAt: Date | null;
  readonly waiting: {
    readonly turn: Turn;
    /** One sentence: what is the case, and why it waits. */
    readonly sentence: string;
    /** In words: `one full member who is not pia`; empty when it moves by itself. */
    readonly forWhom: string;
  };
}

/** The most urgent rows of a longer list. */
export interface UpdateGroup {
  readonly total: number;
  /** By the time that is left, the least first. */
  readonly rows: readonly UpdateRow[];
}

/** One page of a list. Pages count from 1. */
export interface Paged<Row> {
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly rows: readonly Row[];
}
