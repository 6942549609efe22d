import type { IssueId } from "../../kernel/index.ts";
import type { AnswerText } from "./answer.ts";

/** One verdict that differs from what it was; null where there is none. */
export interface Change {
  readonly issue: IssueId;
  readonly package: string;
  readonly release: string;
  readonly from: AnswerText | null;
  readonly to: AnswerText | null;
  /** What it follows from now; null where nothing is said any more, and in the first state that is known. */
  readonly why: Why | null;
}

/** The line that counts, or the version in the archive that does. */
export type Why =
  | { readonly layer: string; readonly file: string; readonly line: number; readonly quote: string }
  | { readonly suite: string; readonly version: string };
