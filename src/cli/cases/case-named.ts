import type { CaseClient } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";

const ID = /^[A-Z][A-Z0-9]*-\d{4}-\d{4,}$/;

/** Whether a word can mean a case, by its id or its number. */
export function looksLikeCase(word: string): boolean {
  return ID.test(word.toUpperCase()) || /^\d{1,9}$/.test(word);
}

/**
 * The id that a word means: `SEC-2026-0007`, or its number alone where one case has it. Open ones come first, so that last
 * year's number stays in nobody's way, and what headers put aside comes last. Throws USAGE, NOT_FOUND.
 */
export async function caseNamed(
  cases: Pick<CaseClient, "list" | "review" | "setAside">,
  word: string,
): Promise<string> {
  const id = word.toUpperCase();
  if (ID.test(id)) return id;
  if (!looksLikeCase(word)) {
    throw new SamedayError("USAGE", `${word} is not a case's id; they look like SEC-2026-0007, or 7.`);
  }
  // The open ones from the list without titles: a read of titles goes on record, and none is needed here.
  const asides = async () => (await cases.setAside()).map(({ case: row }) => row);
  for (const rows of [() => cases.review(), () => cases.list("closed"), asides]) {
    const ids = (await rows()).map((row) => row.id).filter((one) => Number(one.split("-")[2]) === Number(word));
    if (ids.length > 1) throw new SamedayError("USAGE", `${word} can be ${ids.join(" or ")}; name the whole id.`);
    if (ids[0] !== undefined) return ids[0];
  }
  throw new SamedayError("NOT_FOUND", `There is no case with the number ${word}.`);
}
