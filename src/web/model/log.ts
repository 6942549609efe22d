import type { UpdateRow } from "./update-row.ts";

/** A piece of a step's log. */
export interface LogModel {
  readonly row: UpdateRow;
  /** `build amd64`. */
  readonly step: string;
  readonly attempt: number;
  readonly running: boolean;
  /** Where the piece begins, in bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Length of the whole log in bytes. */
  readonly size: number;
}
