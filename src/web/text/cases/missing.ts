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
 * A refusal's sentence taken apart, so that what is missing stands in a list: `Publish needs an hour, which …; a priority; a date
 * (each from …).` Undefined for a sentence that says something else; then it is shown as it is.
 */
export function missingOf(sentence: string): readonly Missing[] | undefined {
  const found = /^[A-Z][a-z ]+ needs (.+)\.$/s.exec(sentence);
  const missing = found?.[1]?.split("; ").map((part) => {
    const setAside = part.endsWith(ASIDE);
    const rest = setAside ? part.slice(0, -ASIDE.length) : part;
    const from = /^(.*) \((each )?from (.*)\)$/s.exec(rest);
    return { needs: from?.[1] ?? rest, from: brief(from?.[3] ?? ""), setAside, each: from?.[2] !== undefined };
  });
  return missing?.map(({ needs, ...own }, at) => {
    // Who gives what stands together is named behind the last of it.
    const end = own.from === "" && !own.setAside ? missing.slice(at).find(({ from }) => from !== "") : undefined;
    const { from, setAside } = end?.each ? end : own;
    return { needs, from, setAside };
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
