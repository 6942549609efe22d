import type { Place, Problem } from "../../kernel/index.ts";
import type { Advisory } from "../model.ts";

/** What people write where nobody is to be thanked; anything else is taken for how somebody is to be named. */
const NOBODY = new Set(["", "-", "–", "no", "none", "nobody", "no one", "no credit", "declined", "anonymous"]);
const FOUND_IT = ["finder", "reporter"];

/**
 * Whether an advisory thanks whoever found the problem as it was decided with them: `decided` is what the case says, in
 * people's own words. To be named against one's wish cannot be taken back, so that is an error; not to be named is a warning.
 */
export function checkCredit({ credits }: Pick<Advisory, "credits">, decided: string, place: Place): readonly Problem[] {
  const finders = credits.filter(({ role }) => FOUND_IT.includes(role));
  if (isNobody(decided)) {
    return finders.map(({ name }) => {
      const message = `The case says that nobody is to be thanked ("${decided.trim()}"), and the advisory names ${name}. Change the one or the other.`;
      return { code: "advisory-credit-not-wanted", severity: "error", message, place };
    });
  }
  const said = decided.toLowerCase();
  if (finders.some(({ name, organization = "" }) => isIn(said, name) || isIn(said, organization))) return [];
  const message = `The case says that "${decided.trim()}" is to be thanked, and the advisory does not name them as who found or reported it.`;
  return [{ code: "advisory-credit-missing", severity: "warning", message, place }];
}

function isIn(said: string, name: string): boolean {
  return name !== "" && (said.includes(name.toLowerCase()) || name.toLowerCase().includes(said.trim()));
}

/** `None wanted.`, `no credit, please`: the first words count. */
function isNobody(decided: string): boolean {
  const words = decided
    .toLowerCase()
    .replaceAll(/[.,;:!()]+/g, " ")
    .trim()
    .replaceAll(/\s+/g, " ");
  return NOBODY.has(words.replace(/ (?:is )?(?:wanted|wished|please|given|by (?:their|her|his) wish)\b.*$/, ""));
}
