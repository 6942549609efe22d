import { join } from "node:path";
import { SamedayError } from "../../../kernel/index.ts";
import { advisoryId, nextAdvisoryNumber, nextAdvisoryRevision } from "../../../tracker/index.ts";
import type { LineContext } from "../../context.ts";
import { readList } from "./read-list.ts";

export interface AdvisoryName {
  /** `DSA-5814-2`. */
  readonly id: string;
  readonly number: number;
  readonly revision: number;
}

/**
 * The name that the next advisory gets: the next number, or the next revision of the advisory whose regression it
 * repairs. What another update holds but has not written to the list yet counts as taken.
 * Throws INPUT_INVALID for a name that is not of ours, NOT_FOUND for an advisory that was never given.
 */
export async function nextAdvisory(context: LineContext, regressionOf: string | null): Promise<AdvisoryName> {
  const { prefix, first } = context.definition.advisory;
  const list = await readList(join(context.trackerDirectory, prefix, "list"));
  const name =
    regressionOf === null
      ? { number: await nextNumber(context, nextAdvisoryNumber(list, prefix, first)), revision: 1 }
      : await nextRevision(context, list, advisoryNumberOf(prefix, regressionOf));
  return { ...name, id: advisoryId(prefix, name.number, name.revision) };
}

/** `5814` of `DSA-5814-1`. Throws INPUT_INVALID. */
export function advisoryNumberOf(prefix: string, id: string): number {
  const number = id.startsWith(`${prefix}-`) ? /^(\d{1,9})-\d{1,4}$/.exec(id.slice(prefix.length + 1))?.[1] : undefined;
  if (number !== undefined) return Number(number);
  throw new SamedayError("INPUT_INVALID", `${id} is not one of our advisories, which are named ${prefix}-1-1.`);
}

async function nextNumber(context: LineContext, fromList: number): Promise<number> {
  const { highest } = await context.store.db
    .selectFrom("advisory")
    .select((eb) => eb.fn.max("number").as("highest"))
    .executeTakeFirstOrThrow();
  return Math.max(fromList, (highest ?? 0) + 1);
}

async function nextRevision(context: LineContext, list: Uint8Array, number: number): Promise<Omit<AdvisoryName, "id">> {
  const { highest } = await context.store.db
    .selectFrom("advisory")
    .select((eb) => eb.fn.max("revision").as("highest"))
    .where("number", "=", number)
    .executeTakeFirstOrThrow();
  const fromTable = (highest ?? 0) + 1;
  try {
    return {
      number,
      revision: Math.max(fromTable, nextAdvisoryRevision(list, context.definition.advisory.prefix, number)),
    };
  } catch (error) {
    // One that was given and is not in the list yet: its update is being told, or its telling failed half-way.
    if (error instanceof SamedayError && error.code === "NOT_FOUND" && highest !== null)
      return { number, revision: fromTable };
    throw error;
  }
}
