import type { CaseDesk, DisclosureDesk, SealedDesk } from "../../cases/index.ts";
import type { Clock } from "../../kernel/index.ts";
import type { TrackerEdits, TrackerReads, TriageActs } from "../model/index.ts";
import type { Accounts, DeskActions, DeskReads } from "../ports.ts";

/** What the pages are made from; the desk puts it together. */
export interface WebOptions {
  readonly reads: DeskReads;
  readonly actions: DeskActions;
  /** Without it there are no pages below /tracker. */
  readonly tracker?: TrackerReads;
  /** Without it nobody decides about new issues here: no layer is the desk's own. */
  readonly triage?: TriageActs;
  /** Without it nobody edits tracker data here: no layer is the desk's own. */
  readonly trackerEdits?: TrackerEdits;
  /** Without it there are no pages below /cases, and nothing says that there could be: the desk takes no mail. */
  readonly cases?: CaseDesk | null;
  /** Comes with `cases`, where cases can be told to the world from here. */
  readonly disclosures?: DisclosureDesk | null;
  /** Comes with `cases`, where people hold the role key. */
  readonly sealed?: SealedDesk | null;
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** As people reach the desk, without a trailing slash. With `https:` cookies are bound to it. */
  readonly publicUrl: string;
  /** Stands in the header of every page: `Debian`. */
  readonly distributionTitle: string;
}
