import type { CaseClient, SealedClient, SealedDraftAnswer, SentReplyAnswer } from "../../api/index.ts";
import { SamedayError, sha256, toSamedayError } from "../../kernel/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { answeredBefore } from "./answered-before.ts";
import { certificateOf } from "./open-locally.ts";
import { ownProgram } from "./own-program.ts";

export interface AnswerWish {
  readonly cases: CaseClient;
  readonly sealed: SealedClient;
  readonly id: string;
  readonly begun: { readonly message?: string; readonly canned?: string };
  /** What somebody wrote; the canned answer's own words otherwise. */
  readonly written: string | undefined;
  /** The fingerprint that they were shown. */
  readonly key: string | undefined;
  readonly options: {
    readonly sq: string | undefined;
    readonly signWith: string | undefined;
    /** It leaves although the same words have left since the last mail came. */
    readonly again: boolean;
  };
}

/**
 * Makes an answer on this machine and hands it to the desk for sending; the same given twice is told of the first. Undefined where the desk makes it: it holds the role
 * key, or nothing can be encrypted and the question for a key is all that may leave.
 * Throws CASE_REFUSED where another key is there than the one that was shown, and what the desk finds wrong with it.
 */
export async function answerHere(context: CommandContext, wish: AnswerWish): Promise<SentReplyAnswer | undefined> {
  const { sealed, id, begun, written } = wish;
  const draft = await sealed.draft(id, begun).catch((thrown: unknown) => {
    if (["NOT_FOUND", "CASE_REFUSED"].includes(toSamedayError(thrown).code)) return undefined;
    throw thrown;
  });
  if (!draft) return undefined;
  const { reporterKey, roleKey, you } = draft;
  const shown = wish.key?.replace(/\s/g, "").toUpperCase();
  if (shown !== undefined && shown !== reporterKey.certificate.fingerprint) {
    throw new SamedayError(
      "CASE_REFUSED",
      "Another key is there now than the one that was shown. Look at the answer again.",
    );
  }
  const text = written ?? draft.body;
  if (text.trim() === "") throw new SamedayError("INPUT_INVALID", "The answer is empty.");
  const program = await ownProgram(context, wish.options, {
    fingerprints: you.fingerprints,
    openedBy: roleKey.fingerprint,
  });
  const { cases } = wish;
  const before = wish.options.again
    ? undefined
    : await answeredBefore(context, { cases, sealed, id, by: you.id, text }, program);
  if (before) return before;
  context.progress.note(
    `Encrypted to ${reporterKey.certificate.fingerprint} (${reporterKey.from}) and to the role key ${roleKey.fingerprint}.`,
  );
  const mail = await compose(context, draft, text, (data) => program.detachSign(data));
  const { formatAnswerWord } = await import("../../cases/index.ts");
  const word = formatAnswerWord({
    ...{ desk: draft.desk, caseId: id, messageId: draft.messageId, mail: sha256(mail) },
    ...{ person: you.id, made: context.clock.now() },
  });
  const signed = await program.clearSign(word);
  return sealed.send(id, { ...(begun.message === undefined ? {} : { message: begun.message }), mail, signed });
}

async function compose(
  context: CommandContext,
  draft: SealedDraftAnswer,
  text: string,
  sign: (data: Uint8Array) => Promise<string>,
): Promise<Uint8Array> {
  const [{ composeReply }, { createMessageSealer }] = await Promise.all([
    import("../../cases/index.ts"),
    import("../../openpgp/index.ts"),
  ]);
  const { clock, random } = context;
  const certificate = async () => Uint8Array.from(Buffer.from(draft.roleKey.certificate, "base64"));
  const sealer = createMessageSealer(() => clock.now());
  try {
    return await composeReply(
      { signer: { certificate, sign }, sealer, random },
      {
        ...{ caseId: draft.caseId, from: draft.from, replyTo: draft.replyTo ?? undefined, to: draft.to, cc: draft.cc },
        ...{ subject: draft.subject, date: clock.now(), messageId: draft.messageId },
        ...{ inReplyTo: draft.inReplyTo ?? undefined, references: draft.references, text, automatic: false },
        ...{ ours: draft.cc, attachKey: false, encryptTo: [certificateOf(draft.reporterKey.certificate)] },
      },
    );
  } finally {
    await sealer.close();
  }
}
