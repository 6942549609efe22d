import { SamedayError } from "../../../kernel/index.ts";
import { type Act, type ActName, type Case, isOwnNumber, isSameId, NEXT_ID, plainId } from "../../case/index.ts";
import { type Db, type GivenId, writeGivenIds } from "../../records/index.ts";
import type { Onlooker } from "../people/access.ts";
import { givenTo, publishedBy } from "./id-elsewhere.ts";
import { type Elsewhere, givenElsewhere, hasNumber, takenMeanwhile } from "./id-sentences.ts";
import { type KnownIdsContext, knownIds, nextNumber } from "./known-ids.ts";

/** Acts on a case whose ids nobody else changes until the transaction ends. */
export interface IdsAtHand {
  /** As they were asked for, a number in the place of each `next`. */
  readonly acts: readonly Act[];
  /**
   * That no id comes into a second case. To be asked behind roles and gates, so that whoever may not do it learns nothing.
   * Throws CASE_REFUSED, with the other case's name for whoever may read that one alone.
   */
  check(before: Case): void;
  /** Which ids the case has now. */
  keep(after: Case): Promise<void>;
}

/** Whoever does one of these waits for others that do; `publish`, since an advisory's id is published with it. */
const ABOUT_IDS: ReadonlySet<ActName> = new Set(["give-id", "take-id-back", "reopen", "publish"]);

export async function idsAtHand(
  context: KnownIdsContext,
  trx: Db,
  { caseId, acts, onlooker }: { readonly caseId: string; readonly acts: readonly Act[]; readonly onlooker: Onlooker },
): Promise<IdsAtHand> {
  if (!acts.some(({ act }) => ABOUT_IDS.has(act))) return { acts, check: () => {}, keep: async () => {} };
  const { vault, policy } = context;
  const known = new Map((await knownIds(vault, trx)).map((each) => [plainId(each.id), each]));
  const counted: { readonly act: Act; readonly isNext: boolean }[] = [];
  for (const act of acts) counted.push(await withNumber(act));
  const elsewhere = new Map<string, Elsewhere>();
  for (const id of idsInQuestion()) {
    const asked = { caseId, onlooker, known };
    const found = (await givenTo(context, trx, asked, id)) ?? (await publishedBy(context, trx, asked, id));
    if (found) elsewhere.set(plainId(id), found);
  }

  return {
    acts: counted.map(({ act }) => act),
    check(before) {
      const ids = new Set(before.ids);
      const has = (id: string): boolean => [...ids].some((own) => isSameId(own, id));
      for (const { act, isNext } of counted) {
        if (act.act === "reopen") for (const id of ids) requireFree(id, (at) => takenMeanwhile(id, at, caseId));
        if (act.act === "take-id-back") for (const own of ids) if (isSameId(own, act.id)) ids.delete(own);
        if (act.act !== "give-id" || has(act.id.trim())) continue;
        const own = isNext ? [...ids].find((id) => isOwnNumber(id, policy)) : undefined;
        if (own !== undefined) throw refused(hasNumber(own, act.id));
        requireFree(act.id.trim(), (at) => givenElsewhere(act.id.trim(), at, onlooker.staff.director));
        ids.add(act.id.trim());
      }
    },
    async keep(after) {
      const has = new Set(after.ids.map(plainId));
      const gone = [...known].filter(([plain, { cases }]) => cases.includes(caseId) && !has.has(plain));
      const come = after.ids.filter((id) => !known.get(plainId(id))?.cases.includes(caseId));
      await writeGivenIds(vault, trx, [
        ...gone.map(([, { id, cases }]) => ({ id, cases: cases.filter((each) => each !== caseId) })),
        ...come.map((id) => ({ id, cases: [...(known.get(plainId(id))?.cases ?? []), caseId] })),
      ]);
    },
  };

  async function withNumber(act: Act): Promise<{ readonly act: Act; readonly isNext: boolean }> {
    if (act.act !== "give-id" || act.id.trim() !== NEXT_ID) return { act, isNext: false };
    const given: readonly GivenId[] = counted.flatMap((one) =>
      one.act.act === "give-id" ? [{ id: one.act.id.trim(), cases: [caseId] }] : [],
    );
    const at = { db: trx, at: onlooker.at, known: [...known.values(), ...given] };
    // Without a number of our own the word stays, and the gate of forms says so.
    const id = await nextNumber(context, at);
    return { act: { act: "give-id", id: id ?? NEXT_ID }, isNext: id !== undefined };
  }

  function idsInQuestion(): readonly string[] {
    const named = counted.flatMap(({ act }) => (act.act === "give-id" ? [act.id.trim()] : []));
    if (!acts.some(({ act }) => act === "reopen")) return named;
    return [...named, ...[...known.values()].filter(({ cases }) => cases.includes(caseId)).map(({ id }) => id)];
  }

  function requireFree(id: string, sentence: (where: Elsewhere) => string): void {
    const where = elsewhere.get(plainId(id));
    if (where) throw refused(sentence(where));
  }
}

function refused(sentence: string): SamedayError {
  return new SamedayError("CASE_REFUSED", sentence);
}
