import { dirname } from "node:path";
import { formatInstant, SamedayError, type Sha256 } from "../../kernel/index.ts";
import { storeAct } from "../handling/acts/store-act.ts";
import type { KeptCase } from "../handling/kept.ts";
import { readCase } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";
import { examineAdvisory } from "./forms-of-case.ts";
import { requireOwnIds } from "./ids-of-others.ts";
import { type DisclosurePlan, planOf } from "./plan.ts";
import { trackerProblem } from "./tracker-edit.ts";

/** How far a disclosure has come. */
export interface DisclosureState {
  readonly by: string;
  readonly begunAt: Date;
  /** Undefined while something of it is still to be done. */
  readonly doneAt: Date | undefined;
  readonly trackerCommit: string;
  readonly files: number;
  /** Why the last try did not get through; empty when it did. */
  readonly problem: string;
  readonly nextTryAt: Date | undefined;
}

/**
 * What would be told if the case were disclosed now, rehearsed on the tracker's data. Whether `by` may read it is for the
 * caller. The read is on record.
 */
export async function disclosurePlan(context: DisclosingContext, by: string, id: string): Promise<DisclosurePlan> {
  const { contents } = await readCase<KeptCase>(context.vault, id, by);
  const plan = await planOf(context, contents);
  const now = context.clock.now();
  const { record } = examineAdvisory(contents.advisory, dirname(context.definitionFile), now);
  const wrong = record && (await trackerProblem(context, record.advisory, by));
  // Before its hour that is what it waits for, and the date may well be the hour.
  const isItsTime = !plan.waits.some(({ gate }) => gate === "hour-has-come" || gate === "scheduled");
  const early = isItsTime ? datedAhead(context, contents, id, now) : undefined;
  const stopping = [...(early === undefined ? [] : [early]), ...(wrong?.stops ? [wrong.sentence] : [])];
  const others = wrong && !wrong.stops ? [wrong.sentence] : [];
  const problems = [...stopping, ...plan.problems, ...others];
  return { ...plan, problems, canPublish: plan.canPublish && stopping.length === 0 };
}

/**
 * From a case to the world by one act: the case is published under all its gates, and in the same transaction it is noted that
 * the world is to be told, which `discloseRound` does. `seen` is the plan that the person looked at.
 * Throws CONFLICT when something of it changed since, ADVISORY_PUBLISHED when its id is another publication's, CASE_DISCLOSED
 * when somebody did it before, be it at the same moment, CASE_REFUSED for a gate, a record with errors, one that is dated
 * ahead or one that names an id of another open case, NOT_FOUND.
 */
export async function disclose(context: DisclosingContext, by: string, id: string, seen: Sha256): Promise<void> {
  try {
    await discloseOnce(context, by, id, seen);
  } catch (thrown) {
    // Whatever was in the way then: it is done, and no gate has to be opened any more.
    const done = await disclosureState(context, id);
    throw done ? doneBefore(id, by, done) : thrown;
  }
}

function doneBefore(id: string, by: string, { by: who, begunAt, doneAt, problem }: DisclosureState): SamedayError {
  const told = doneAt
    ? `the world was told on ${formatInstant(doneAt)}`
    : problem === ""
      ? "the desk is telling the world now"
      : "a step of telling the world failed, and the desk tries it again";
  const name = who === by ? "You" : who;
  return new SamedayError("CASE_DISCLOSED", `${name} published ${id} on ${formatInstant(begunAt)}, and ${told}.`);
}

async function discloseOnce(context: DisclosingContext, by: string, id: string, seen: Sha256): Promise<void> {
  const plan = await disclosurePlan(context, by, id);
  if (plan.taken !== undefined) throw new SamedayError("ADVISORY_PUBLISHED", plan.taken);
  if (plan.seen !== seen) {
    throw new SamedayError("CONFLICT", "What would be published has changed since you looked at it; read it again.");
  }
  if (!plan.canPublish) {
    const [first] = plan.problems;
    throw new SamedayError("CASE_REFUSED", `The advisory cannot be published: ${first ?? "there is none"}`);
  }
  const at = context.clock.now();
  await context.vault.store.transaction(async (trx) => {
    const { kept } = await storeAct(context, trx, id, by, [{ act: "check-advisory", valid: true }, { act: "publish" }]);
    // After the gates: before its hour, that is what is to be said.
    const early = datedAhead(context, kept, id, at);
    if (early !== undefined) throw new SamedayError("CASE_REFUSED", early);
    await requireOwnIds(context, trx, kept, { by, plan });
    const now = await planOf(context, kept, trx);
    if (now.taken !== undefined) throw new SamedayError("ADVISORY_PUBLISHED", now.taken);
    if (now.seen !== seen) {
      throw new SamedayError("CONFLICT", "Somebody changed the advisory at the same moment; read it again.");
    }
    const noted = await trx
      .insertInto("case_disclosure")
      .values({ case_id: id, by, advisory: plan.advisory, begun_at: at, next_try_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .returning("case_id")
      .executeTakeFirst();
    if (!noted) {
      throw new SamedayError(
        "ADVISORY_PUBLISHED",
        `${plan.advisory} was published by another case at the same moment.`,
      );
    }
  });
}

/**
 * Why a record that says it is published later is not published now; undefined for others. The desk sets no other hour by
 * itself: the date stands in every document, and what is told is what people saw, reviewed and signed.
 */
function datedAhead(context: DisclosingContext, kept: KeptCase, id: string, now: Date): string | undefined {
  const { record } = examineAdvisory(kept.advisory, dirname(context.definitionFile), now);
  const ahead = record?.advisory.revisions.map(({ at }) => at.date).findLast((date) => date > now);
  if (ahead === undefined) return undefined;
  return (
    `The advisory is dated ${formatInstant(ahead)}, which is yet to come, and would say that it was published then. ` +
    `Set \`at\` of its revision to an hour that has come, hand it in (\`sameday cases advisory ${id} --body-file FILE\`), ` +
    "look at the plan again and disclose that; or wait for the hour."
  );
}

/** Undefined for a case that nobody has disclosed. */
export async function disclosureState(
  { vault }: Pick<DisclosingContext, "vault">,
  id: string,
): Promise<DisclosureState | undefined> {
  const row = await vault.store.db
    .selectFrom("case_disclosure")
    .selectAll()
    .where("case_id", "=", id)
    .executeTakeFirst();
  return (
    row && {
      by: row.by,
      begunAt: row.begun_at,
      doneAt: row.done_at ?? undefined,
      trackerCommit: row.tracker_commit,
      files: row.files,
      problem: row.problem,
      nextTryAt: row.next_try_at ?? undefined,
    }
  );
}
