import type { CaseAnswer, CaseMessageAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";

/** A message by its number in the case, from 1, or by its id. Throws NOT_FOUND. */
export function messageNumbered(
  { id, messages }: Pick<CaseAnswer, "id" | "messages">,
  word: string,
): { readonly message: CaseMessageAnswer; readonly number: number } {
  const index = /^[1-9]\d{0,8}$/.test(word) ? Number(word) - 1 : messages.findIndex((message) => message.id === word);
  const message = messages[index];
  if (message) return { message, number: index + 1 };
  const there = messages.length === 0 ? "no message" : `messages 1 to ${messages.length}`;
  throw new SamedayError("NOT_FOUND", `${id} has ${there}, and no message ${word}.`);
}
