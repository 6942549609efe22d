import type { CaseClient, CaseMessageAnswer, SealedClient, SentReplyAnswer } from "../../api/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { openLocally } from "./open-locally.ts";
import type { OwnProgram } from "./own-program.ts";

export interface AnswerToCompare {
  readonly cases: CaseClient;
  readonly sealed: SealedClient;
  readonly id: string;
  readonly by: string;
  readonly text: string;
}

/**
 * The same words by the same person that have left since the last mail came, at a desk that cannot compare them: the copies to
 * the role key are opened here. Undefined where there are none, and where this person has no role key.
 */
export async function answeredBefore(
  context: CommandContext,
  { cases, sealed, id, by, text }: AnswerToCompare,
  program: OwnProgram,
): Promise<SentReplyAnswer | undefined> {
  const { messages } = await cases.show(id);
  const { isSameText } = await import("../../cases/index.ts");
  // A copy of what left that came back to the desk is no word from anybody.
  const last = messages.findLastIndex(
    ({ direction, judgement }) => direction === "in" && judgement?.disposition !== "log_only",
  );
  for (const message of messages.slice(last + 1)) {
    if (message.direction !== "out" || message.by !== by) continue;
    if (isSameText(await wordsOf(context, { cases, sealed, id }, message, program), text)) {
      const { messageId, encryptedTo, at } = message;
      return { messageId, how: "encrypted", fingerprint: encryptedTo[0] ?? null, sentBefore: at };
    }
  }
  return undefined;
}

async function wordsOf(
  context: CommandContext,
  { cases, sealed, id }: Pick<AnswerToCompare, "cases" | "sealed" | "id">,
  message: CaseMessageAnswer,
  program: OwnProgram,
): Promise<string> {
  const told = await sealed.toOpen(id, message.id);
  const { bytes } = await cases.original(id, message.id);
  const { shown } = await openLocally(context, told, bytes, program);
  return shown.parts[0]?.text ?? "";
}
