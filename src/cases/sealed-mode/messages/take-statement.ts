import { formatProblem, SamedayError, sha256 } from "../../../kernel/index.ts";
import type { Certificate } from "../../../openpgp/index.ts";
import { appendAudit } from "../../../store/index.ts";
import { writeCertificate } from "../../handling/certificate-json.ts";
import type { HandlingContext } from "../../handling/context.ts";
import { appendIntake, loadIntakeState } from "../../handling/journal/index.ts";
import type { KeptCase, KeptMessage } from "../../handling/kept.ts";
import { lookOf, mayReadContents } from "../../handling/reads/look.ts";
import { type IntakeState, keysOf as keysOnFile } from "../../intake/index.ts";
import { type Db, judgeMessageAgain, noSuchCase, tendCase, tendMessage } from "../../records/index.ts";
import { holdersOf } from "../keys/holders.ts";
import { noteTestOpened } from "../keys/test-mail.ts";
import { requireAbout, requireFresh, textSignedBy } from "../signed-by.ts";
import { leading } from "../words/contradictions.ts";
import { formatStatement, parseStatement, type Statement } from "../words/statement.ts";
import { judgedByStatement } from "./judged-by-statement.ts";
import { type SealedView, sealedView, statementsIn } from "./statements-of.ts";

export interface HandedStatement {
  /** The clear-signed text. */
  readonly signed: string;
  /** The key for answers that it names, binary; empty where it names none. */
  readonly replyKey: Uint8Array;
}

const LARGEST_KEY = 1_000_000;

/**
 * Takes what somebody says who opened a sealed message. Throws NOT_FOUND for who may not read the case and for a message that
 * is none of its sealed ones; SIGNATURE_BAD, SIGNER_UNKNOWN; INPUT_INVALID for a text that is no statement; CASE_REFUSED for
 * one about something else, one that is old, one that is not newer than the person's last, and one by somebody who has no role
 * key that they have none.
 */
export async function takeStatement(
  context: HandlingContext,
  by: string,
  caseId: string,
  messageId: string,
  { signed, replyKey }: HandedStatement,
): Promise<SealedView> {
  const { vault, clock, publicUrl } = context;
  const look = await lookOf(context, by);
  const { contents: kept } = await tendCase<KeptCase>(vault, vault.store.db, caseId);
  if (!mayReadContents(kept.case, look)) throw noSuchCase(caseId);
  const before = (await tendMessage<KeptMessage>(vault, vault.store.db, { caseId, id: messageId })).contents;
  if (!before.sealed || before.direction !== "in") throw notSealed();
  const statement = read(await textSignedBy(context, by, signed));
  requireAbout([
    ["desk", statement.desk, publicUrl],
    ["case", statement.caseId, caseId],
    ["message", statement.messageId, messageId],
    ["ciphertext", statement.ciphertext, before.sealed.hash],
    ["person", statement.person, by],
  ]);
  requireFresh(statement.made, clock.now());
  requireOwnKey(context, statement);
  const certificate = await certificateOf(context, statement, replyKey, before.by);
  const state = await loadIntakeState(context);
  return vault.store.transaction(async (trx) => {
    const found = await tendMessage<KeptMessage>(vault, trx, { caseId, id: messageId });
    const next = withStatement(found.contents, { statement, signed, certificate, state, at: clock.now() });
    const known = { caseId, id: messageId };
    await judgeMessageAgain(vault, trx, known, next.contents, by);
    const action = `state on sealed message: ${statement.opened === "yes" ? "opened" : "not opened"}`;
    await appendAudit(trx, { at: clock.now(), actor: by, action, object: `case ${caseId}` });
    if (next.pin) await pin(context, trx, before.by, next.pin);
    if (statement.test !== "") await noteTestOpened(context, trx, statement.test, by);
    return sealedView(next.contents) as SealedView;
  });
}

function requireOwnKey({ definition }: HandlingContext, { opened, person }: Statement): void {
  const holders = holdersOf(definition);
  if (opened !== "no-matching-key" || holders.includes(person)) return;
  throw new SamedayError(
    "CASE_REFUSED",
    `The role key is with ${holders.join(", ")}: that no other key opens the message says nothing about it.`,
  );
}

function read(text: string): Statement {
  const { value, problems } = parseStatement(text);
  if (value) return value;
  const [first] = problems;
  throw new SamedayError("INPUT_INVALID", first ? formatProblem(first) : "The signed text is no statement.");
}

/** The key that comes beside a statement is the one that it names, and the sender's. Undefined where it names none. */
async function certificateOf(
  { opener }: HandlingContext,
  { replyKey, replyKeyHash }: Statement,
  bytes: Uint8Array,
  sender: string,
): Promise<Certificate | undefined> {
  if (replyKey === "") return undefined;
  if (bytes.length > LARGEST_KEY || sha256(bytes) !== replyKeyHash) {
    throw new SamedayError("INPUT_INVALID", "The key for answers is not the one whose hash was signed.");
  }
  const { certificates, secret } = await opener.readCertificates(bytes);
  const [key, ...more] = certificates;
  if (!key || more.length > 0 || secret || key.fingerprint !== replyKey || !key.addresses.includes(sender)) {
    throw new SamedayError("INPUT_INVALID", "The key for answers is not one public key of the message's sender.");
  }
  return key;
}

interface Handed {
  readonly statement: Statement;
  readonly signed: string;
  readonly certificate: Certificate | undefined;
  readonly state: IntakeState;
  readonly at: Date;
}

/** The message with one more statement; where that one makes the facts, with them, and the key that goes on file by it. */
function withStatement(
  before: KeptMessage,
  { statement, signed, certificate, state, at }: Handed,
): { readonly contents: KeptMessage; readonly pin: Certificate | undefined } {
  const { sealed, judgement } = before;
  if (!sealed || !judgement) throw notSealed();
  const statements = statementsIn(sealed);
  const own = statements.filter(({ person }) => person === statement.person).at(-1);
  if (own && own.made >= statement.made) {
    throw new SamedayError("CASE_REFUSED", "The statement is not newer than your last one on this message.");
  }
  const key = certificate ? writeCertificate(certificate).bytes : "";
  const entry = { by: statement.person, at, signed, text: formatStatement(statement), replyKey: key };
  const next: KeptMessage = { ...before, sealed: { ...sealed, statements: [...sealed.statements, entry] } };
  if (leading([...statements, statement]) !== statement) return { contents: next, pin: undefined };
  const onFile = keysOnFile(state, before.by).map(({ fingerprint }) => fingerprint);
  const staff = state.staff.filter(({ address }) => address === before.by);
  const ofStaff = staff.map((one) => one.certificate.fingerprint);
  const { signature, signer } = statement.crypto;
  const isProven = signature === "good" && signer === statement.replyKey;
  const isNew = onFile.length === 0 && ofStaff.length === 0;
  return {
    contents: { ...next, judgement: judgedByStatement(judgement, statement, { onFile, ofStaff }) },
    pin: isProven && isNew ? certificate : undefined,
  };
}

function pin(context: HandlingContext, trx: Db, address: string, certificate: Certificate): Promise<void> {
  const from = "a sealed message, as its statement says";
  return appendIntake(context, trx, [{ kind: "key-pinned", key: { address, certificate }, from }]);
}

function notSealed(): SamedayError {
  return new SamedayError("NOT_FOUND", "There is no such sealed message.");
}
