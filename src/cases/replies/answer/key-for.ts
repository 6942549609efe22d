import type { Certificate } from "../../../openpgp/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { appendIntake, loadIntakeState } from "../../handling/journal/index.ts";
import type { IntakeEntry } from "../../handling/kept.ts";
import { findReporterKey, type KeyFinding, sourcesFor } from "../../keys/index.ts";
import type { Db } from "../../records/index.ts";
import type { Correspondence } from "./correspondence.ts";
import { cameAfterReport, cameKey, keysPassedOver } from "./key-that-came.ts";

/** Who outside is asked: nobody, whoever is allowed where no key is known, or them about a key on file as well. */
export type Asking = "nobody" | "if-needed" | "anew";

/** A key for an answer, and who may be asked for one and was not. */
export interface KeyForAnswer extends KeyFinding {
  readonly unasked: readonly string[];
  /** When the key came, where it came with a later mail than the report. */
  readonly cameLater: Date | undefined;
}

/**
 * The key for an answer. A report that came in clear is answered with what is known already: nobody outside is told who
 * wrote to us where no need is. `named` is a key that whoever answers names themselves: one that came with a mail of the case
 * is used at their word.
 */
export async function keyFor(
  context: HandlingContext,
  correspondence: Correspondence,
  by: string,
  asking: Asking,
  named?: string,
): Promise<KeyForAnswer> {
  const state = await loadIntakeState(context);
  const { reporter, cameEncrypted } = correspondence;
  const staff = state.staff.filter(({ address }) => address === reporter).map(({ certificate }) => certificate);
  const onFile = [...(state.reporterKeys.get(reporter) ?? []), ...staff];
  const came = onFile.length > 0 ? undefined : await cameKey(context, correspondence, { by, state, named });
  const others = onFile.length > 0 ? [] : keysPassedOver(correspondence, came);
  const mayAsk = cameEncrypted || onFile.length > 0;
  const { proxy } = context.intake.keys;
  const keys = mayAsk && asking !== "nobody" ? context.intake.keys : { wkd: false, keyservers: [], proxy };
  const known = { came, onFile, refresh: asking === "anew" };
  const finding = await findReporterKey({ ...context, intake: { keys } }, reporter, known);
  const isOpen = mayAsk && asking === "nobody" && !finding.found;
  const passed = [...others, ...finding.passedOver];
  return {
    ...finding,
    passedOver: passed,
    cameLater: came && finding.found?.certificate === came ? cameAfterReport(correspondence, came) : undefined,
    unasked: isOpen ? sourcesFor(context.intake.keys, reporter).map(({ name }) => name) : [],
  };
}

/** What a search found is remembered, with where it is from; since when says the journal. */
export async function rememberKeys(
  context: HandlingContext,
  trx: Db,
  { caseId, reporter }: Pick<Correspondence, "caseId" | "reporter">,
  { found, revoked }: KeyFinding,
  by: string,
): Promise<void> {
  const news: IntakeEntry[] = revoked.map((certificate) => refreshed(reporter, certificate));
  if (found?.news === "refreshed") news.push(refreshed(reporter, found.certificate));
  if (found?.news === "pinned") {
    const key = { address: reporter, certificate: found.certificate };
    news.push({ kind: "key-pinned", key, from: found.from });
  }
  if (news.length === 0) return;
  // No fingerprint: it would name the reporter to whoever reads the log.
  const action = found?.news === "pinned" ? "pin reporter's key" : "refresh reporter's key";
  await appendAudit(trx, { at: context.clock.now(), actor: by, action, object: `case ${caseId}` });
  await appendIntake(context, trx, news);
}

function refreshed(address: string, certificate: Certificate): IntakeEntry {
  return { kind: "key-refreshed", key: { address, certificate } };
}
