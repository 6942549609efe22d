import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DAY_MS, isBehind, requireClock } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";
import { approvalsOf } from "../records/approvals.ts";
import { stepsOf } from "../records/steps.ts";
import type { UpdateRecord } from "../records/updates.ts";

/** An administrator's word about the clock holds for a day, and ends with the desk's next start, which empties the directory. */
const WAIVER_MS = DAY_MS;

/**
 * Lets an update be published or told only when the clock is not before what was recorded of this update: its steps and
 * approvals would seem to come after their own publication. No other record counts, so that a clock that once ran ahead
 * holds up no update that came later. Throws CLOCK_WENT_BACK.
 */
export async function requireUpdateClock(context: LineContext, update: UpdateRecord): Promise<void> {
  const waiver = join(context.scratch, "clock-is-right");
  const now = context.clock.now();
  const last = await lastRecorded(context, update);
  if (isBehind(now, last.at) && (await isWaived(waiver, now))) return;
  requireClock(now, last, waiver);
}

interface Recorded {
  /** What happened then, to follow "but". */
  readonly what: string;
  readonly at: Date;
}

async function lastRecorded({ store: { db } }: LineContext, update: UpdateRecord): Promise<Recorded> {
  const { id, created_at, published_at } = update;
  const records: Recorded[] = [{ what: `${id} was begun`, at: created_at }];
  for (const { step, row } of await stepsOf(db, id)) {
    // What stands in the way now was written by the clock of now.
    if (row.state === "done" && row.finished_at) records.push({ what: `${step} of ${id} ended`, at: row.finished_at });
  }
  for (const { given_at } of await approvalsOf(db, id)) records.push({ what: `${id} was approved`, at: given_at });
  if (published_at) records.push({ what: `${id} was published`, at: published_at });
  // They stand in the order of the line: of several at one time the last is named.
  return records.reduce((last, one) => (one.at >= last.at ? one : last));
}

/** The file is made by the clock that it vouches for: after the clock went back once more, it says nothing. */
async function isWaived(path: string, now: Date): Promise<boolean> {
  const made = await stat(path).then(
    (found) => found.mtime,
    () => null,
  );
  return made !== null && !isBehind(now, made) && now.getTime() - made.getTime() < WAIVER_MS;
}
