import { SamedayError } from "../../../kernel/index.ts";
import type { Certificate } from "../../../openpgp/index.ts";
import type { HandlingContext } from "../../handling/context.ts";
import type { KeyFinding } from "../../keys/index.ts";
import { type Correspondence, readCorrespondence } from "../../replies/answer/correspondence.ts";
import { keyFor, rememberKeys } from "../../replies/answer/key-for.ts";
import { planFor, type Sender, senderFor, subjectFor } from "../../replies/answer/plan.ts";
import { emptyAnswer, withClosing } from "../../replies/answer/texts.ts";
import { newMessageId } from "../../replies/index.ts";
import { youOf } from "../messages/to-open.ts";

/** What somebody composes an answer from on their own machine, and what it will be held against. */
export interface SealedDraft {
  readonly desk: string;
  readonly caseId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | undefined;
  readonly to: string;
  readonly cc: string;
  /** Inside, where the reporter alone reads it. */
  readonly subject: string;
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
  /** What the text begins with. */
  readonly body: string;
  readonly reporterKey: { readonly certificate: Certificate; readonly from: string };
  readonly roleKey: { readonly fingerprint: string; readonly certificate: Uint8Array };
  readonly because: string;
  readonly you: { readonly id: string; readonly fingerprints: readonly string[] };
}

/** Everything that both halves of an answer rest on. */
export interface SealedExchange {
  readonly sender: Sender;
  readonly correspondence: Correspondence;
  readonly finding: KeyFinding;
  readonly key: Certificate;
  readonly keyFrom: string;
}

/** Throws NOT_FOUND; CASE_REFUSED where nobody is to be answered, and where no key of the reporter's is known. */
export async function exchangeFor(
  context: HandlingContext,
  by: string,
  caseId: string,
  messageId: string | undefined,
): Promise<SealedExchange> {
  const sender = senderFor(context.definition, context.intake, by);
  const correspondence = await readCorrespondence(context, by, caseId, messageId);
  const finding = await keyFor(context, correspondence, by, "anew");
  const { found } = finding;
  if (!found) {
    throw new SamedayError(
      "CASE_REFUSED",
      "No usable key of the reporter's is known, so no answer can be encrypted to them. Open their messages first, since a key may have come with them; else send the question for a key: `sameday cases reply CASE --ask`.",
    );
  }
  return { sender, correspondence, finding, key: found.certificate, keyFrom: found.from };
}

/** What an answer is composed from. Throws like `exchangeFor`, and ROLE_KEY_UNAVAILABLE before a key was handed out. */
export async function draftSealedAnswer(
  context: HandlingContext,
  by: string,
  caseId: string,
  messageId: string | undefined,
  canned: string | undefined,
): Promise<SealedDraft> {
  const { intake, signer, random, vault, publicUrl } = context;
  const exchange = await exchangeFor(context, by, caseId, messageId);
  const { sender, correspondence, finding, key, keyFrom } = exchange;
  await vault.store.transaction((trx) => rememberKeys(context, trx, correspondence, finding, by));
  const fingerprint = await signer.fingerprint();
  return {
    desk: publicUrl,
    caseId,
    from: sender.from,
    replyTo: sender.replyTo,
    to: correspondence.reporter,
    cc: intake.address,
    subject: subjectFor(correspondence, intake.address, true),
    messageId: newMessageId(random, caseId, intake.address),
    inReplyTo: correspondence.inReplyTo,
    references: correspondence.references,
    body: canned === undefined ? emptyAnswer(sender) : withClosing(canned, sender),
    reporterKey: { certificate: key, from: keyFrom },
    roleKey: { fingerprint, certificate: await signer.certificate() },
    because: planFor(correspondence, finding, sender, fingerprint).because,
    you: youOf(context, by),
  };
}
