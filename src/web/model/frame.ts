import type { Person } from "../../distribution/index.ts";

/** What every page carries around its content. */
export interface Frame {
  /** Who reads; null for strangers. */
  readonly viewer: Person | null;
  /** Goes into every form of this session; empty for strangers. */
  readonly csrf: string;
  /** When the page was made: every time left is measured from here. */
  readonly now: Date;
  /** The distribution's title, for the header: `Debian`. */
  readonly distribution: string;
  /** Path and query of this page, for the way back after logging in; empty for the answer to a form, which has none. */
  readonly path: string;
  /** Address of the style sheet, with its hash. */
  readonly stylesheet: string;
  /** The reader's own time zone, beside UTC wherever an hour is promised; `UTC` where they named none. */
  readonly zone: string;
  /** Whether the desk takes mail, so that there are pages about cases. */
  readonly takesCases: boolean;
  /** Whether the role key is with people, so that there is a page about it. */
  readonly peopleHoldKey: boolean;
  /** What was just done, after a form was sent; empty otherwise. */
  readonly notice: string;
}
