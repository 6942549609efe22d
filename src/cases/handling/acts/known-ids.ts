import { isOwnNumber, plainId } from "../../case/index.ts";
import { nextOwnId } from "../../policy/index.ts";
import {
  type CaseVault,
  type Db,
  type GivenId,
  lockGivenIds,
  readGivenIds,
  tendCases,
  writeGivenIds,
} from "../../records/index.ts";
import type { HandlingContext } from "../context.ts";
import type { KeptCase } from "../kept.ts";

export type KnownIdsContext = Pick<HandlingContext, "vault" | "policy" | "clock" | "publishedIds">;

/** Under this nothing was given; it stands for "what cases of earlier releases hold is counted". */
const COUNTED: GivenId = { id: "", cases: [] };

/**
 * Every id that was ever given, while nobody else gives one or takes one back until the transaction ends. What cases held
 * before the desk kept this beside them is counted once, those of a case that does not open left out.
 */
export async function knownIds(vault: CaseVault, trx: Db): Promise<readonly GivenId[]> {
  await lockGivenIds(trx);
  const known = await readGivenIds(vault, trx);
  if (known.length > 0) return known;
  // By the transaction's own connection: whoever waits for the lock holds one, too.
  const { cases } = await tendCases<KeptCase>({ ...vault, store: { ...vault.store, db: trx } });
  const counted = [COUNTED, ...heldIn(cases.map(({ contents }) => contents.case))];
  await writeGivenIds(vault, trx, counted);
  return counted;
}

function heldIn(cases: readonly KeptCase["case"][]): readonly GivenId[] {
  const found = new Map<string, { readonly id: string; readonly cases: string[] }>();
  const idOf = (id: string) => {
    const entry = found.get(plainId(id)) ?? { id, cases: [] };
    found.set(plainId(id), entry);
    return entry;
  };
  for (const { id: caseId, ids, log } of cases) {
    for (const { act } of log) if (act.act === "give-id") idOf(act.id.trim());
    for (const id of new Set(ids.map(plainId))) idOf(id).cases.push(caseId);
  }
  return [...found.values()];
}

/** The next number of our own at a time (its year is that of UTC), after these and what is published. */
export async function nextNumber(
  { policy, publishedIds }: Pick<KnownIdsContext, "policy" | "publishedIds">,
  { db, at, known }: { readonly db: CaseVault["store"]["db"]; readonly at: Date; readonly known: readonly GivenId[] },
): Promise<string | undefined> {
  if (!policy.ownIds) return undefined;
  const told = await db.selectFrom("case_disclosure").select("advisory").execute();
  const published = [...told.map(({ advisory }) => advisory.toUpperCase()), ...((await publishedIds?.()) ?? [])];
  const held = known.filter(({ cases }) => cases.length > 0).map(({ id }) => id);
  const once = known.filter(({ cases }) => cases.length === 0).map(({ id }) => id);
  return nextOwnId(policy, at.getUTCFullYear(), [...held, ...published], once);
}

/** The number that a case would get as the next of our own, for whoever may give it one; undefined where it has one. */
export async function numberToCome(context: KnownIdsContext, { case: theCase }: KeptCase): Promise<string | undefined> {
  const { vault, policy, clock } = context;
  if (!policy.ownIds || theCase.ids.some((id) => isOwnNumber(id, policy))) return undefined;
  const { db } = vault.store;
  const read = await readGivenIds(vault, db);
  const known = read.length > 0 ? read : await vault.store.transaction((trx) => knownIds(vault, trx));
  return nextNumber(context, { db, at: clock.now(), known });
}
