import type { LineContext } from "../../context.ts";
import { type AdvisoryRecord, getAdvisory } from "../../records/advisories.ts";
import type { UpdateRecord } from "../../records/updates.ts";
import { nextAdvisory } from "./next-advisory.ts";

/**
 * The name of an update's advisory, given once and when it becomes public: an embargoed update's row held a place until
 * now, so that numbers show nobody what is still to come, and none is spent on an update that is sent back.
 * Called under the lock of advisories, so two updates never share one.
 */
export async function allocateAdvisory(context: LineContext, update: UpdateRecord): Promise<AdvisoryRecord> {
  const { db } = context.store;
  const there = await getAdvisory(db, update.id);
  if (there && there.number !== null) return there;
  const name = { ...(await nextAdvisory(context, update.regression_of)), at: context.clock.now() };
  if (there) {
    return db
      .updateTable("advisory")
      .set(name)
      .where("update_id", "=", update.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  }
  return db
    .insertInto("advisory")
    .values({ ...name, update_id: update.id, signed_text: "", commit_id: "" })
    .returningAll()
    .executeTakeFirstOrThrow();
}
