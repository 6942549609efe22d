import { dirname } from "node:path";
import type { Selectable } from "kysely";
import {
  type Advisory,
  type AdvisorySigner,
  type Form,
  signedMails,
  signerOfMade,
  writeFiles,
  writeTree,
} from "../../advisories/index.ts";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import { appendAudit, type CaseDisclosureTable } from "../../store/index.ts";
import { landEdit } from "../../tracker/index.ts";
import type { KeptCase } from "../handling/kept.ts";
import { queueCaseMail } from "../handling/outbox/index.ts";
import { tendCase } from "../records/index.ts";
import type { DisclosingContext } from "./context.ts";
import { examineAdvisory } from "./forms-of-case.ts";
import { isSignedWhole } from "./signing.ts";
import { trackerEdit } from "./tracker-edit.ts";

type Begun = Selectable<CaseDisclosureTable>;

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Tells the world of every case that was published and is not told whole yet: the tracker's record as one commit, the tree of
 * documents, the announcements. Each step finds what an earlier try has done, so that a kill at any moment loses and
 * repeats nothing. One that fails says why and is tried again; it holds up no other. Answers how many are done now.
 */
export async function discloseRound(context: DisclosingContext): Promise<number> {
  const now = context.clock.now();
  const due = await context.vault.store.db
    .selectFrom("case_disclosure")
    .selectAll()
    .where("done_at", "is", null)
    .where("next_try_at", "<=", now)
    .orderBy("begun_at")
    .execute();
  let done = 0;
  for (const row of due) {
    try {
      await tell(context, row);
      done += 1;
    } catch (thrown) {
      await noteFailure(context, row, toSamedayError(thrown));
    }
  }
  return done;
}

async function tell(context: DisclosingContext, row: Begun): Promise<void> {
  const { vault, clock, definitionFile } = context;
  const { contents: kept } = await tendCase<KeptCase>(vault, vault.store.db, row.case_id);
  const { record, forms } = examineAdvisory(kept.advisory, dirname(definitionFile), row.begun_at);
  if (!record)
    throw new SamedayError("INPUT_INVALID", "The advisory or its publisher's file was changed and has errors.");
  const { advisory } = record;
  const signer = advisorySigner(context, advisory, forms, kept);
  const commit = await recordInTracker(context, advisory, row);
  const mails = signer ? await signedMails(advisory, signer, { now: row.begun_at, random: context.random }) : [];
  const written = await writeTree(context.tree, forms, advisory.publisher, signer);
  await writeFiles(context.tree, mails);
  const [announcement] = mails;
  await vault.store.transaction(async (trx) => {
    if (announcement) {
      const { from, to } = advisory.publisher.announcement;
      for (const list of to) {
        const key = `disclosure ${row.case_id} ${list}`;
        await queueCaseMail(context, trx, { key, caseId: row.case_id, from, to: [list], raw: announcement.bytes });
      }
    }
    const at = clock.now();
    await trx
      .updateTable("case_disclosure")
      .set({ tracker_commit: commit, files: written.length, problem: "", done_at: at, next_try_at: null })
      .where("case_id", "=", row.case_id)
      .execute();
    const details = { advisory: advisory.id, commit };
    await appendAudit(trx, { at, actor: "desk", action: "told the world", object: `case ${row.case_id}`, details });
  });
}

/** The commit, or an empty text where the tracker has nothing to say. */
async function recordInTracker(context: DisclosingContext, advisory: Advisory, row: Begun): Promise<string> {
  const parts = trackerEdit(context, advisory, { by: row.by, at: row.begun_at });
  return parts ? (await landEdit(parts)).commit : "";
}

/**
 * The role key's process, or what somebody signed before; undefined where nothing is signed. Throws CONFLICT where people sign
 * and something has no signature, before anything is told: what was told unsigned cannot be taken back.
 */
function advisorySigner(
  { signer, intake }: DisclosingContext,
  { publisher }: Advisory,
  forms: readonly Form[],
  { signatures }: KeptCase,
): AdvisorySigner | undefined {
  if (publisher.openpgp === undefined) return undefined;
  if (intake.roleKey === "sealed") {
    if (signatures && isSignedWhole(signatures, publisher, forms)) return signerOfMade(signatures.made);
    const message = "The record or its publisher's file has changed since somebody signed: it has to be signed again.";
    throw new SamedayError("CONFLICT", message);
  }
  return { detached: (bytes) => signer.sign(bytes), clear: (text) => signer.clearSign(text) };
}

async function noteFailure(context: DisclosingContext, row: Begun, error: SamedayError): Promise<void> {
  const wait = Math.min(FIRST_WAIT_MS * 2 ** row.tries, LONGEST_WAIT_MS);
  await context.vault.store.db
    .updateTable("case_disclosure")
    .set({
      tries: row.tries + 1,
      problem: `${error.code}: ${error.message}`.slice(0, 1000),
      next_try_at: new Date(context.clock.now().getTime() + wait),
    })
    .where("case_id", "=", row.case_id)
    .execute();
  context.alarm("disclosure", `${row.case_id} is published and not told whole: ${error.code}. It is tried again.`);
}
