import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SamedayError } from "../../../kernel/index.ts";
import { advisoryId, nextAdvisoryNumber, nextAdvisoryRevision } from "../../../tracker/index.ts";
import type { LineContext } from "../../context.ts";
import { type AdvisoryRecord, getAdvisory } from "../../records/advisories.ts";
import type { UpdateRecord } from "../../records/updates.ts";

/**
 * The number of an update's advisory, given once. Called under the lock of advisories, so two updates never share one;
 * a number that another update holds but has not written to the list yet counts as taken.
 */
export async function allocateAdvisory(context: LineContext, update: UpdateRecord): Promise<AdvisoryRecord> {
  const { db } = context.store;
  const there = await getAdvisory(db, update.id);
  if (there) return there;
  const { prefix, first } = context.definition.advisory;
  const list = await readList(join(context.trackerDirectory, prefix, "list"));
  const { number, revision } =
    update.regression_of === null
      ? { number: await nextNumber(context, nextAdvisoryNumber(list, prefix, first)), revision: 1 }
      : regressionOf(list, prefix, update.regression_of);
  return db
    .insertInto("advisory")
    .values({
      id: advisoryId(prefix, number, revision),
      update_id: update.id,
      number,
      revision,
      signed_text: "",
      commit_id: "",
      at: context.clock.now(),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

async function nextNumber(context: LineContext, fromList: number): Promise<number> {
  const { highest } = await context.store.db
    .selectFrom("advisory")
    .select((eb) => eb.fn.max("number").as("highest"))
    .executeTakeFirstOrThrow();
  return Math.max(fromList, (highest ?? 0) + 1);
}

function regressionOf(list: Uint8Array, prefix: string, id: string): { number: number; revision: number } {
  const number = Number(new RegExp(`^${prefix}-(\\d+)-\\d+$`).exec(id)?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) throw new SamedayError("INPUT_INVALID", `${id} is not one of our advisories.`);
  return { number, revision: nextAdvisoryRevision(list, prefix, number) };
}

/** A house's first advisory has no list yet. */
export async function readList(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
}
