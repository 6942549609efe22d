import { toSamedayError } from "../../../kernel/index.ts";
import { plainId, SORTED_OUT, type State } from "../../case/index.ts";
import { type Db, type GivenId, tendCase } from "../../records/index.ts";
import type { KeptCase } from "../kept.ts";
import { type Onlooker, readingOf } from "../people/access.ts";
import type { Elsewhere } from "./id-sentences.ts";
import type { KnownIdsContext } from "./known-ids.ts";

/** Whose question it is where an id stands, and what of the ids is known. */
export interface Asked {
  readonly caseId: string;
  readonly onlooker: Onlooker;
  /** By their plain spelling. */
  readonly known: ReadonlyMap<string, GivenId>;
}

/** Which other case an id is given to; undefined for none. A case that was sorted out stands in nobody's way. */
export async function givenTo(
  context: Pick<KnownIdsContext, "vault">,
  trx: Db,
  { caseId, onlooker, known }: Asked,
  id: string,
): Promise<Elsewhere | undefined> {
  const given = known.get(plainId(id));
  const others = given?.cases.filter((each) => each !== caseId) ?? [];
  if (given === undefined || others.length === 0) return undefined;
  const rows = await trx.selectFrom("case_record").select(["id", "state"]).where("id", "in", others).execute();
  const found: Elsewhere[] = [];
  for (const row of rows.filter(({ state }) => !isSortedOut(state))) {
    const isPublic = row.state === "published" || row.state === "learned";
    const name = (await mayRead(context, trx, onlooker, row.id)) ? row.id : undefined;
    found.push({ name, isPublic, spelt: given.id });
  }
  return found.find(({ name }) => name !== undefined) ?? found[0];
}

/** Which other case published an advisory under an id; undefined for none. */
export async function publishedBy(
  context: Pick<KnownIdsContext, "vault">,
  trx: Db,
  { caseId, onlooker }: Asked,
  id: string,
): Promise<Elsewhere | undefined> {
  const rows = await trx
    .selectFrom("case_disclosure")
    .select(["case_id", "advisory"])
    .where("case_id", "<>", caseId)
    .where("advisory", "<>", "")
    .execute();
  const row = rows.find(({ advisory }) => plainId(advisory.toUpperCase()) === plainId(id));
  if (!row) return undefined;
  const name = (await mayRead(context, trx, onlooker, row.case_id)) ? row.case_id : undefined;
  return { name, isPublic: true, spelt: row.advisory };
}

async function mayRead(
  { vault }: Pick<KnownIdsContext, "vault">,
  trx: Db,
  onlooker: Onlooker,
  other: string,
): Promise<boolean> {
  try {
    const { contents } = await tendCase<KeptCase>(vault, trx, other);
    return readingOf(contents.case, onlooker) === "contents";
  } catch (error) {
    // Destroyed, or it does not open: then nobody reads it.
    if (["NOT_FOUND", "SEAL_BROKEN"].includes(toSamedayError(error).code)) return false;
    throw error;
  }
}

function isSortedOut(state: string): boolean {
  return (SORTED_OUT as readonly State[]).some((each) => each === state);
}
