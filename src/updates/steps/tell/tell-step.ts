import { advisoryText } from "../../../debian/index.ts";
import { sendMailOnce } from "../../mail/outbox.ts";
import { personNamed } from "../../people.ts";
import { approvalsOf } from "../../records/approvals.ts";
import type { DeskStep } from "../desk-step.ts";
import { subjectsOf } from "../subjects.ts";
import { requireUpdateClock } from "../update-clock.ts";
import { allocateAdvisory } from "./allocate-advisory.ts";
import { recordInLists } from "./record-in-lists.ts";
import { toldOf } from "./told.ts";

/** A day with many updates: each takes about a second, and the last one waits for all of them. */
const LONGEST_TURN_MS = 10 * 60_000;

/**
 * Tells the world: the advisory gets its number and is signed, the tracker's lists get their record as one commit, and the
 * announcement goes to the outbox. Each part finds what an earlier try has done, so the step may be repeated.
 */
export const tellStep: DeskStep = async (context, update) => {
  const { definition, store } = context;
  // Before the number is given: the advisory keeps the date of that hour.
  await requireUpdateClock(context, update);
  const approver = (await approvalsOf(store.db, update.id)).find((one) => one.decision === "approve")?.person ?? "";
  const author = personNamed(definition, approver);
  const { issues } = toldOf(update);
  const tell = async () => {
    const advisory = await allocateAdvisory(context, update);
    const text = advisoryText({
      id: advisory.id,
      distributionTitle: definition.title,
      contact: definition.contact,
      author: author?.name ?? definition.contact,
      date: advisory.at,
      source: update.source,
      issues,
      summary: update.summary,
      fixed: [{ codename: update.release, version: update.version }],
      regressionOf: update.regression_of,
    });
    const signed = advisory.signed_text || (await context.signer.signAdvisory({ update: update.id, text }));
    const commit = await recordInLists(context, update, advisory, author);
    await store.db
      .updateTable("advisory")
      .set({ signed_text: signed, commit_id: commit })
      .where("id", "=", advisory.id)
      .execute();
    await sendMailOnce(context, {
      key: `advisory ${advisory.id}`,
      recipient: definition.contact,
      subject: `[${advisory.id}] ${update.source} security update`,
      body: signed,
    });
    return {
      result: "passed",
      message: `${advisory.id} is signed and recorded in the tracker's lists.`,
      subjects: await subjectsOf(context, update.id),
      findings: { advisory: advisory.id, commit },
      tools: [],
    } as const;
  };
  return store.withAdvisoryLock("advisories", tell, { waitMs: LONGEST_TURN_MS });
};
