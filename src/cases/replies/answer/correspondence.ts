import { SamedayError } from "../../../kernel/index.ts";
import { addressesIn, readMail } from "../../../mail/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import type { KeptCase, KeptMessage } from "../../handling/kept.ts";
import { lookOf, mayReadContents } from "../../handling/reads/look.ts";
import { type Disposition, holdsCiphertext } from "../../intake/index.ts";
import { noSuchCase, readCase, readMessages, readRawMessage, type StoredMessage } from "../../records/index.ts";

/** What is kept with a case and asks for no answer. */
const MACHINES: readonly Disposition[] = ["log_only", "delivery_report", "triage_noise", "duplicate"];

/** A case's exchange with its reporter, as somebody is about to add to it. */
export interface Correspondence {
  readonly caseId: string;
  readonly reporter: string;
  /** Whether anything of it came encrypted, readable or not. */
  readonly cameEncrypted: boolean;
  /** What is answered: what the reporter wrote last, where nothing else is named; undefined in a case that began without a mail. */
  readonly answered: StoredMessage<KeptMessage> | undefined;
  /** All messages, the oldest first. */
  readonly messages: readonly StoredMessage<KeptMessage>[];
  /** With angle brackets; where it was the reporter who wrote what is answered. */
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
}

/**
 * Reads a case for whoever wants to answer, which goes on record. Throws NOT_FOUND for who may not read it, and for a message
 * that is not one of its mails; CASE_REFUSED where nobody is to be answered.
 */
export async function readCorrespondence(
  context: HandlingContext,
  by: string,
  caseId: string,
  messageId: string | undefined,
): Promise<Correspondence> {
  const look = await lookOf(context, by);
  const { vault } = context;
  const { contents: kept } = await readCase<KeptCase>(vault, caseId, by, ({ contents }) => {
    if (!mayReadContents(contents.case, look)) throw noSuchCase(caseId);
  });
  if (kept.reporter === "") {
    throw new SamedayError("CASE_REFUSED", `Nobody is named in ${caseId} who could be answered.`);
  }
  const messages = await readMessages<KeptMessage>(vault, caseId, by);
  const mails = messages.filter(({ contents }) => contents.direction !== "note");
  const answered = messageId === undefined ? latestOf(mails, kept.reporter) : mails.find(({ id }) => id === messageId);
  if (messageId !== undefined && !answered) {
    throw new SamedayError("NOT_FOUND", `There is no such mail in ${caseId}.`);
  }
  return {
    caseId,
    reporter: kept.reporter,
    cameEncrypted:
      kept.cameEncrypted || mails.some(({ contents: { judgement } }) => judgement && holdsCiphertext(judgement)),
    answered,
    messages,
    ...(answered ? await threadOf(context, answered, kept.reporter, by) : { inReplyTo: undefined, references: [] }),
  };
}

export function isIncoming({ contents }: StoredMessage<KeptMessage>): boolean {
  return contents.direction === "in";
}

/** What the reporter wrote last, not what a machine of theirs did; else what the case began with. */
function latestOf(
  mails: readonly StoredMessage<KeptMessage>[],
  reporter: string,
): StoredMessage<KeptMessage> | undefined {
  const incoming = mails.filter(isIncoming);
  const theirs = ({ contents: { by, judgement } }: StoredMessage<KeptMessage>): boolean =>
    by === reporter && !MACHINES.includes(judgement?.disposition ?? "new_case");
  return incoming.findLast(theirs) ?? incoming[0];
}

/** Ids that the reporter's own mail has: what others wrote in the case is not theirs to learn. */
async function threadOf(
  { vault }: HandlingContext,
  message: StoredMessage<KeptMessage>,
  reporter: string,
  by: string,
): Promise<Pick<Correspondence, "inReplyTo" | "references">> {
  const raw = await readRawMessage(vault, message, by);
  const { headers } = readMail(raw).root;
  const party = addressesIn(headers.get(isIncoming(message) ? "from" : "to")?.raw ?? "")[0]?.address.toLowerCase();
  const idsOf = (name: string): readonly string[] => headers.get(name)?.raw.match(/<[^<>\s]+>/g) ?? [];
  if (party !== reporter) return { inReplyTo: undefined, references: [] };
  return { inReplyTo: idsOf("message-id")[0], references: idsOf("references") };
}
