import { ROLES, type Role } from "../../../cases/index.ts";

/** One thing that an act needs. */
export interface Missing {
  readonly needs: string;
  /** Who can give it; empty where only time can. */
  readonly from: string;
  readonly setAside: boolean;
}

const ASIDE = ", which the director may set aside with a reason";

/**
 * A refusal's sentence taken apart, so that what is missing stands in a list: `Begin fix needs a priority (from …); a date (from
 * …).` Undefined for a sentence that says something else; then it is shown as it is.
 */
export function missingOf(sentence: string): readonly Missing[] | undefined {
  const found = /^[A-Z][a-z ]+ needs (.+)\.$/s.exec(sentence);
  return found?.[1]?.split("; ").map((part) => {
    const setAside = part.endsWith(ASIDE);
    const rest = setAside ? part.slice(0, -ASIDE.length) : part;
    const from = /^(.*) \(from (.*)\)$/s.exec(rest);
    return { needs: from?.[1] ?? rest, from: brief(from?.[2] ?? ""), setAside };
  });
}

/** Who can give it, each in a word or two: the sentence itself explains every role. */
function brief(roles: string): string {
  return (Object.keys(ROLES) as Role[]).reduce(
    (text, role) => text.replace(ROLES[role], BRIEF[role] ?? ROLES[role]),
    roles,
  );
}

const BRIEF: Readonly<Partial<Record<Role, string>>> = {
  "point-person": "point person",
  deputy: "deputy",
  "team-lead": "lead",
  director: "director",
  handler: "handler",
  assistant: "assistant",
};
