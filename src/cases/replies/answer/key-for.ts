import { addressesIn, readMail } from "../../../mail/index.ts";
import type { Certificate } from "../../../openpgp/index.ts";
import { appendAudit } from "../../../store/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { appendIntake, loadIntakeState } from "../../handling/journal/index.ts";
import type { IntakeEntry } from "../../handling/kept.ts";
import { type IntakeState, judge } from "../../intake/index.ts";
import { findReporterKey, type KeyFinding, sourcesFor } from "../../keys/index.ts";
import { type Db, readRawMessage } from "../../records/index.ts";
import { sealedView } from "../../sealed-mode/messages/statements-of.ts";
import { formatStatement } from "../../sealed-mode/words/statement.ts";
import { type Correspondence, isIncoming } from "./correspondence.ts";

/** Mails that are opened again for a key that came along and is not on file. */
const MOST_OPENED = 5;

/** Who outside is asked: nobody, whoever is allowed where no key is known, or them about a key on file as well. */
export type Asking = "nobody" | "if-needed" | "anew";

/** A key for an answer, and who may be asked for one and was not. */
export interface KeyForAnswer extends KeyFinding {
  readonly unasked: readonly string[];
}

/**
 * The key for an answer. A report that came in clear is answered with what is known already: nobody outside is told who
 * wrote to us where no need is.
 */
export async function keyFor(
  context: HandlingContext,
  correspondence: Correspondence,
  by: string,
  asking: Asking,
): Promise<KeyForAnswer> {
  const state = await loadIntakeState(context);
  const { reporter, cameEncrypted } = correspondence;
  const staff = state.staff.filter(({ address }) => address === reporter).map(({ certificate }) => certificate);
  const onFile = [...(state.reporterKeys.get(reporter) ?? []), ...staff];
  const came =
    onFile.length > 0
      ? undefined
      : ((await keyInStatements(context, correspondence)) ?? (await keyThatCame(context, correspondence, state, by)));
  const mayAsk = cameEncrypted || onFile.length > 0;
  const { proxy } = context.intake.keys;
  const keys = mayAsk && asking !== "nobody" ? context.intake.keys : { wkd: false, keyservers: [], proxy };
  const known = { came, onFile, refresh: asking === "anew" };
  const finding = await findReporterKey({ ...context, intake: { keys } }, reporter, known);
  const isOpen = mayAsk && asking === "nobody" && !finding.found;
  return { ...finding, unasked: isOpen ? sourcesFor(context.intake.keys, reporter).map(({ name }) => name) : [] };
}

/** Where people open mail on their own machines: the key that the leading statement of the youngest message names. */
async function keyInStatements(
  { opener }: HandlingContext,
  { messages }: Correspondence,
): Promise<Certificate | undefined> {
  for (const { contents } of messages.toReversed()) {
    const view = contents.direction === "in" ? sealedView(contents) : undefined;
    const leads = view?.leading;
    const isUsed = leads !== undefined && contents.judgement?.reply === `encrypt:${leads.replyKey}`;
    const kept = isUsed ? contents.sealed?.statements.find(({ text }) => text === formatStatement(leads)) : undefined;
    if (!kept) continue;
    const { certificates } = await opener.readCertificates(Buffer.from(kept.replyKey, "base64"));
    const key = certificates.find(({ fingerprint }) => fingerprint === leads?.replyKey);
    if (key) return key;
  }
  return undefined;
}

/** A key that a judgement found good enough for an answer and that is not on file stands in the mail alone. */
async function keyThatCame(
  context: HandlingContext,
  { messages, reporter }: Correspondence,
  state: IntakeState,
  by: string,
): Promise<Certificate | undefined> {
  const bringing = messages
    .filter(
      (message) =>
        isIncoming(message) && !message.contents.sealed && message.contents.judgement?.reply.startsWith("encrypt:"),
    )
    .toReversed();
  for (const message of bringing.slice(0, MOST_OPENED)) {
    const raw = await readRawMessage(context.vault, message, by);
    const from = addressesIn(readMail(raw).root.headers.get("from")?.raw ?? "")[0]?.address.toLowerCase();
    if (from !== reporter) continue;
    const { replyKey } = await judge(raw, { from: undefined }, state, context.opener);
    if (replyKey) return replyKey;
  }
  return undefined;
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
