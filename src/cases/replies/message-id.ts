import type { Random } from "../../kernel/index.ts";

/** 80 bits: nobody guesses an id, so that whoever names it has received the mail (`people/thread.ts` in intake/). */
const RANDOM_BYTES = 10;
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const BITS_PER_DIGIT = 5;

/** `<case-SEC-2026-0001.7h3k…@example.org>`: the case's name, which its reporter knows, and nothing of the contents. */
export function newMessageId(random: Random, caseId: string, ours: string): string {
  const domain = ours.slice(ours.lastIndexOf("@") + 1);
  return `<case-${caseId}.${randomWord(random)}@${domain}>`;
}

function randomWord(random: Random): string {
  const bits = [...random.bytes(RANDOM_BYTES)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(new RegExp(`.{${BITS_PER_DIGIT}}`, "g")) ?? [];
  return groups.map((group) => DIGITS[Number.parseInt(group, 2)]).join("");
}
