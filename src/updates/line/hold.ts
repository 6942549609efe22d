import type { Kysely } from "kysely";
import type { Database } from "../../store/index.ts";
import { getStep } from "../records/steps.ts";
import type { StepKey } from "./state.ts";

/** One try at a step: the job that it came from and which attempt of the step it is. */
export interface Hold {
  readonly jobId: string;
  readonly attempt: number;
}

/**
 * Whether a step is still in the hands of this try. A holder that was thought lost comes back to find the step taken up by
 * another, ended, or set aside by a person: what it writes then would undo theirs. To be asked in the transaction that
 * writes, under the update's lock.
 */
export async function isHeld(db: Kysely<Database>, updateId: string, key: StepKey, hold: Hold): Promise<boolean> {
  const { state, row } = await getStep(db, updateId, key);
  return state === "running" && row.job_id === hold.jobId && row.attempt === hold.attempt;
}
