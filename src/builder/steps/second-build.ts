import type { MadeFile, Tool } from "./context.ts";

/** What a second build made, and how it was different from the first. */
export interface SecondBuild {
  readonly files: readonly MadeFile[];
  /** For people. */
  readonly variations: readonly string[];
  readonly tools: readonly Tool[];
}
