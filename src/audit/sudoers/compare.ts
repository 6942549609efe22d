import { hasErrors, type Problem } from "../../kernel/index.ts";
import { readSudoers } from "../parse/sudoers/read-sudoers.ts";
import type { SudoersFile } from "../parse/sudoers/types.ts";
import { judgeKept } from "../rules/sudo-environment/judge-kept.ts";
import { judgeSetting } from "../rules/sudo-options/judge-setting.ts";
import { meaningOf, type Right } from "./meaning.ts";
import { renderSudoers } from "./render.ts";
import type { Description } from "./types.ts";

export interface InstalledFile {
  readonly path: string;
  readonly text: string;
}

export interface Comparison {
  /** Described, but not installed. */
  readonly missing: readonly string[];
  /** Installed, but not described. */
  readonly extra: readonly string[];
  /** Installed rules of root and of administrators who give their password, which no description holds. */
  readonly left: readonly string[];
  readonly problems: readonly Problem[];
  readonly isSame: boolean;
}

/** Holds what is installed against a description, by what both mean: order, aliases and spelling do not count. */
export function compareRules(description: Description, installed: readonly InstalledFile[]): Comparison {
  const wanted = meaningOf([readSudoers(renderSudoers(description)).value]);
  const parsed = installed.map(({ path, text }) => ({ path, ...readSudoers(text) }));
  const problems = parsed.flatMap(({ path, problems: own }) =>
    own
      .filter(({ severity }) => severity === "error")
      .map((problem) => ({ ...problem, place: { ...problem.place, file: path } })),
  );
  const found = meaningOf(parsed.map(({ value }): SudoersFile => value));
  const wantedRights = new Set(wanted.rights.map(({ says }) => says));
  const foundRights = new Set(found.rights.map(({ says }) => says));
  const wantedSettings = new Set(wanted.settings.map(({ says }) => says));
  const foundSettings = new Set(found.settings.map(({ says }) => says));
  const beyond = found.rights.filter(({ says }) => !wantedRights.has(says));
  const missing = [...wantedRights].filter((says) => !foundRights.has(says));
  missing.push(...[...wantedSettings].filter((says) => !foundSettings.has(says)));
  const extra = beyond.filter((right) => !isAdministrators(right)).map(({ says }) => says);
  for (const { says, setting } of found.settings) {
    const widens = (judgeSetting(setting) ?? judgeKept(setting)) !== undefined;
    if (!wantedSettings.has(says) && widens && !isOfRoot(setting.binding?.members)) extra.push(says);
  }
  const unique = [...new Set(extra)];
  const left = [...new Set(beyond.filter(isAdministrators).map(({ says }) => says))];
  const isSame = missing.length === 0 && unique.length === 0 && !hasErrors(problems);
  return { missing, extra: unique, left, problems, isSame };
}

function isAdministrators({ user, grant }: Right): boolean {
  if (user === "root" || user === "#0") return true;
  return ["%sudo", "%admin", "%wheel"].includes(user) && !grant.tags.has("NOPASSWD");
}

function isOfRoot(members: readonly { readonly name: string }[] | undefined): boolean {
  return members !== undefined && members.length > 0 && members.every(({ name }) => name === "root");
}
